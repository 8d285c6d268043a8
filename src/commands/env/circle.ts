import { basename } from 'node:path';
import type { Choice } from '../../aws/choice.ts';
import { processLoops } from '../../aws/credential-process.ts';
import type { CredentialSource, ProcessSource } from '../../aws/credential-source.ts';
import type { Context } from '../../context.ts';

/** This program, as a `credential_process` may call it wherever it is. */
const USUAL_NAME = /^docker-credential-ecr(-login)?(\.exe)?$/i;

/**
 * Refuses an identity whose `credential_process` is this very command and leads back to it: told before anything is
 * started, so that the line is about the profile. What can't be told from the command alone, the mark that every
 * `credential_process` is given stops (aws/credential-process.ts).
 * @param choose the identity that this command chooses with the arguments
 * @throws CREDENTIAL_PROCESS_LOOPS
 */
export function refuseCircle(
  source: CredentialSource,
  choose: (given: readonly string[]) => Choice,
  { programPath }: Pick<Context, 'programPath'>,
): void {
  const seen = new Set<string>();
  for (let process = processOf(source); process !== undefined; ) {
    if (seen.has(process.profile)) throw processLoops(process.profile);
    seen.add(process.profile);
    const given = ownArguments(process.command, basename(programPath));
    process = given && processOf(sourceOrNone(choose, given));
  }
}

/** The `credential_process` that the credentials come from, directly or over roles. */
function processOf(source: CredentialSource | undefined): ProcessSource | undefined {
  if (source?.kind === 'role') return processOf(source.source);
  return source?.kind === 'process' ? source : undefined;
}

/** The arguments behind `env`, where the command is that and nothing else. */
function ownArguments(command: string, ownName: string): string[] | undefined {
  const quotable = /"([^"\\$`]*)"|'([^']*)'|([^\s"'\\$`;&|<>()*?#~]+)/g;
  if (command.replace(quotable, '').trim() !== '') return undefined;
  const words = [...command.matchAll(quotable)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
  const [program = '', verb, ...given] = words;
  const name = basename(program);
  return (name === ownName || USUAL_NAME.test(name)) && verb === 'env' ? given : undefined;
}

/** Arguments that make no sense are told by the program that is given them. */
function sourceOrNone(choose: (given: readonly string[]) => Choice, given: readonly string[]) {
  try {
    return choose(given).source;
  } catch {
    return undefined;
  }
}
