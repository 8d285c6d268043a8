import { describeChoice, describeRule, describeSkip } from '../../aws/choice.ts';
import { describeSource } from '../../aws/credential-source.ts';
import { describeSession } from '../../aws/sso-session.ts';
import { HelperError, onOneLine } from '../../errors.ts';
import type { Paint } from '../colour.ts';
import { remaining } from '../remaining.ts';
import { wrapped } from '../wrapped-text.ts';
import type { CheckResult } from './check.ts';
import { type Finding, isWrong, type Severity } from './finding.ts';
import type { RegistryStatus, TokenStatus } from './registry-status.ts';
import type { SsoStatus } from './sso-status.ts';
import type { StatusReport } from './status-report.ts';

/** Where and when a status is read. */
interface Reading {
  readonly home: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The status as people read it, to its last line end. */
export function statusText(report: StatusReport, paint: Paint, { home, now }: Reading): string {
  const { registries, patterns, checks, findings } = report;
  const blocks: string[] = [];
  let skippedBefore: readonly string[] = [];
  for (const registry of registries) {
    const skipped = skippedLines(registry).map((reason) => shortened(` ${reason}`, home).trim());
    const others = skipped.filter((reason) => !skippedBefore.includes(reason));
    const again = others.length === 0 ? 'as above' : 'the rest as above';
    const shown = others.length === skipped.length ? skipped : [...others, again];
    skippedBefore = skipped;
    blocks.push(
      block(registry, { skipped: shown, check: checks?.get(registry.match.registry.host) }, paint, now),
    );
  }
  if (registries.length === 0) blocks.push(NO_REGISTRIES);
  if (patterns.length > 0) {
    const rows = patterns.map(
      ({ pattern, identity, name }) =>
        `  ${pattern}  ${identity === undefined ? 'no identity' : `identity "${identity}"`} (registries.${name})`,
    );
    blocks.push(['rules for others:', ...rows.map(onLine)].join('\n'));
  }
  const nothingWrong = findings.some(isWrong) ? [] : [`${paint('green', '✓')} nothing wrong found`];
  blocks.push([...findings.map((found) => findingText(found, paint)), ...nothingWrong].join('\n'));
  return shortened(`${blocks.join('\n\n')}\n`, home);
}

const NO_REGISTRIES =
  'no registries: neither the configuration file nor the Docker config names one for this helper\n' +
  '  run: docker-credential-ecr install ACCOUNT.dkr.ecr.REGION.amazonaws.com';

function block(
  { match, choice, token, sso }: RegistryStatus,
  { skipped, check }: { readonly skipped: readonly string[]; readonly check: CheckResult | undefined },
  paint: Paint,
  now: number,
): string {
  const isServed = !(choice instanceof HelperError);
  const rows: [string, string][] = [
    ['identity', isServed ? identityText(choice) : `${paint('red', 'none')}: ${choice.message}`],
    ['token', isServed || token.state !== 'none' ? tokenText(token, now) : 'none'],
  ];
  if (sso !== undefined) rows.push(['SSO', ssoText(sso, now)]);
  if (check !== undefined) rows.push(['check', checkText(check)]);
  const lines = rows.map(([name, text]) => onLine(`  ${name.padEnd(LABEL_WIDTH)}${text}`));
  for (const [index, reason] of skipped.entries()) {
    const row = onLine(`  ${(index === 0 ? 'skipped' : '').padEnd(LABEL_WIDTH)}${reason}`);
    lines.push(
      ...wrapped(row, INDENT.length, INDENT)
        .split('\n')
        .map((line) => paint('dim', line)),
    );
  }
  return [paint('bold', match.registry.host), ...lines].join('\n');
}

const LABEL_WIDTH = 11;
const INDENT = ' '.repeat(2 + LABEL_WIDTH);

function identityText(choice: Exclude<RegistryStatus['choice'], HelperError>): string {
  const described = describeChoice(choice);
  // For these the rule is all that there is to say.
  if (choice.rule === 'instance-metadata')
    return `${describeSource(choice.source)}, if this is an EC2 instance`;
  return choice.by === undefined
    ? `${describeSource(choice.source)}, by ${describeRule(choice.rule)}`
    : described;
}

/** Why the rules before did not apply, one to a line; the variables that are not set, which are many, together. */
function skippedLines({ choice }: RegistryStatus): string[] {
  if (choice instanceof HelperError) return [];
  const unset = choice.skipped.filter(({ reason }) => reason === 'not-set').map(({ about }) => about);
  const others = choice.skipped.filter(({ reason }) => reason !== 'not-set').map(describeSkip);
  return [...(unset.length > 0 ? [`not set: ${unset.join(', ')}`] : []), ...others];
}

function tokenText(token: TokenStatus, now: number): string {
  const left = token.state === 'none' ? '' : `expires in ${remaining(token.expiresAt - now)}`;
  switch (token.state) {
    case 'none':
      return 'none is kept; the next pull asks AWS';
    case 'fresh':
      return left;
    case 'aging':
      return `${left}; renewed with the next pull`;
    case 'expiring':
      return `${left}; the next pull renews it first`;
    case 'expired':
      return `expired ${remaining(now - token.expiresAt)} ago; the next pull asks AWS`;
    case 'pasted':
      return `${left}; it was pasted (docker login), and serves before any identity`;
  }
}

function ssoText({ session, expiresAt, renewable, problem }: SsoStatus, now: number): string {
  const named = `session ${describeSession(session)}`;
  if (expiresAt === undefined) {
    const isUnsigned = problem === undefined || problem.code === 'SSO_SIGN_IN_NEEDED';
    return `${named}: ${isUnsigned ? 'nobody has signed in' : problem.message}`;
  }
  const left = expiresAt - now;
  if (left <= 0) {
    return `${named} expired ${remaining(-left)} ago${renewable ? '; renewed when it is needed' : ''}`;
  }
  const then = renewable ? 'renewed by itself' : 'then somebody must sign in again';
  return `${named}, signed in for ${remaining(left)}; ${then}`;
}

function checkText({ arn, token, failure }: CheckResult): string {
  const who = arn === undefined ? '' : `${arn}; `;
  switch (token) {
    case 'granted':
      return `${who}it may get a token`;
    case 'failed':
      return `${who}${failure?.message ?? 'no token'}`;
    case 'not-asked':
      return 'not asked, for the reason below';
  }
}

const MARKS: Readonly<Record<Severity, readonly [Parameters<Paint>[0], string]>> = {
  error: ['red', '✗'],
  warning: ['yellow', '!'],
  info: ['cyan', 'i'],
};

function findingText({ severity, message, remedy }: Finding, paint: Paint): string {
  const line = `${paint(...MARKS[severity])} ${onLine(message)}`;
  return remedy === '' ? line : `${line}\n    ${onLine(remedy)}`;
}

/** The text with `~` for the home directory; not behind a quotation mark, where a shell would not take it for that. */
function shortened(text: string, home: string): string {
  return home === '' ? text : text.replaceAll(` ${home}/`, ' ~/');
}

/** A text without line ends and other control characters, but with the blanks at its beginning. */
function onLine(text: string): string {
  const [indent = ''] = /^ */.exec(text) ?? [];
  return `${indent}${onOneLine(text)}`;
}
