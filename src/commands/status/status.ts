import type { Context } from '../../context.ts';
import { readClockNote } from '../../ecr/clock-note.ts';
import { redactor } from '../../redact.ts';
import { painter } from '../colour.ts';
import { STATUS } from '../descriptions/status.ts';
import { parseArguments } from '../parse-arguments.ts';
import { cacheFindings } from './cache-findings.ts';
import type { Checked } from './check.ts';
import { clockFindings } from './clock-findings.ts';
import { dockerFindings } from './docker-findings.ts';
import { type Finding, isWrong, sortFindings } from './finding.ts';
import { identityFindings } from './identity-findings.ts';
import { statusJson } from './json-view.ts';
import { networkFindings } from './network-findings.ts';
import { passwordFindings } from './password-findings.ts';
import { pathFindings } from './path-findings.ts';
import { findRegistries, patternRules } from './registries.ts';
import { type RegistryStatus, registryStatus } from './registry-status.ts';
import type { StatusReport } from './status-report.ts';
import { gatherSurroundings, type StatusSurroundings } from './surroundings.ts';
import { statusText } from './text-view.ts';

/**
 * `status`: tells who serves each registry, what is kept, and what is wrong. Offline, unless it is told to check.
 * Returns the exit status: 1 when something is wrong.
 * @throws USAGE
 */
export async function status(context: Context): Promise<number> {
  const { options, operands } = parseArguments(STATUS, context.arguments.slice(1));
  const surroundings = await gatherSurroundings(context);
  const report = await makeReport(operands, options.check ?? false, surroundings);
  const redact = redactor(context.env);
  if (options.json) {
    // Value by value, so that it stays JSON.
    const json = JSON.stringify(
      statusJson(report),
      (_, value) => (typeof value === 'string' ? redact(value) : value),
      2,
    );
    context.writeStdout(`${json}\n`);
  } else {
    context.writeStdout(
      redact(
        statusText(report, painter(context.stdoutIsTerminal, context.env), {
          home: context.home,
          now: context.now(),
        }),
      ),
    );
  }
  return report.findings.some(isWrong) ? 1 : 0;
}

async function makeReport(
  named: readonly string[],
  asksAws: boolean,
  surroundings: StatusSurroundings,
): Promise<StatusReport> {
  const matches = findRegistries(named, surroundings);
  const registries = matches.map((match) => registryStatus(match, surroundings));
  const checked = asksAws ? await check(registries, surroundings) : undefined;
  const offline = offlineFindings(registries, surroundings).filter(
    // Whether there is such metadata was found out.
    ({ code }) => checked === undefined || code !== 'only-instance-metadata',
  );
  return {
    registries,
    patterns: named.length > 0 ? [] : patternRules(surroundings),
    checks: checked?.results,
    findings: sortFindings([
      ...offline,
      // What was known without asking is not told twice.
      ...(checked?.findings ?? []).filter((found) => !offline.some((known) => isSame(known, found))),
      ...clockFindings(checked?.clock ?? keptClock(surroundings), surroundings.context.now()),
    ]),
  };
}

function offlineFindings(registries: readonly RegistryStatus[], surroundings: StatusSurroundings): Finding[] {
  return [
    ...surroundings.findings,
    ...identityFindings(registries, surroundings),
    ...pathFindings(surroundings),
    ...dockerFindings(surroundings),
    ...passwordFindings(registries, surroundings),
    ...cacheFindings(surroundings),
    ...networkFindings(registries, surroundings),
  ];
}

/** Loads what calls AWS only when it is to be asked. */
async function check(
  registries: readonly RegistryStatus[],
  surroundings: StatusSurroundings,
): Promise<Checked> {
  const { checkRegistries } = await import('./check.ts');
  return checkRegistries(registries, surroundings);
}

function keptClock({ context, settings: { cacheDirectory } }: StatusSurroundings) {
  return cacheDirectory === undefined ? undefined : readClockNote(cacheDirectory, context);
}

/** Whether two findings ask for the same to be mended. */
function isSame(one: Finding, other: Finding): boolean {
  return one.code === other.code && one.remedy === other.remedy;
}
