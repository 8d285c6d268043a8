import { execFile } from 'node:child_process';
import { HelperError } from '../../errors.ts';
import { fileErrorCode } from '../../files.ts';
import { findProgram } from '../../find-program.ts';
import { redactor } from '../../redact.ts';
import type { AwsTools } from '../tools.ts';
import { noToken, onlyToken } from './only-token.ts';
import type { CommandRecipe, ProgramRecipe } from './recipe.ts';

/** Longer than any token, short enough to hold. */
const LONGEST_OUTPUT = 64 * 1024;

/** Makes the error of what a program did, such as `failed: not logged in`. */
type Failed = (what: string, cause?: unknown) => HelperError;

/** The token that the place's own command line tool prints. @throws WEB_IDENTITY_UNAVAILABLE */
export async function programToken(
  { names, words, toSeeWhy }: ProgramRecipe,
  place: string,
  tools: AwsTools,
): Promise<string> {
  const program = findProgram(names, tools.context);
  const tool = `${place}'s command line tool`;
  if (program === undefined) {
    const [last, ...others] = [...names].reverse();
    const missing = others.length > 0 ? `none of ${others.reverse().join(', ')} and ${last}` : `no ${last}`;
    throw noToken(place, `${missing} is on PATH`, `put ${tool} on PATH`);
  }
  const command = [program, ...words.map(quoted)].join(' ');
  return printed(program, words, tools, (what, cause) =>
    noToken(place, `\`${command}\` ${what}`, `run \`${command}${toSeeWhy}\` to see why`, cause),
  );
}

/** The token that a command of the configuration file prints. Its words may hold a secret, so they aren't shown. @throws WEB_IDENTITY_UNAVAILABLE */
export async function commandToken({ command }: CommandRecipe, tools: AwsTools): Promise<string> {
  const [name = '', ...words] = command;
  const failed: Failed = (what, cause) =>
    noToken(`the command ${name}`, `it ${what}`, 'run it by hand with >/dev/null to see why', cause);
  const program = /^~?[/\\]|^[a-z]:/i.test(name)
    ? name.replace(/^~(?=\/)/, () => tools.context.home)
    : findProgram([name], tools.context);
  if (program !== undefined) return printed(program, words, tools, failed);
  throw noToken(`the command ${name}`, 'it is not on PATH', `put ${name} on PATH, or write its whole path`);
}

/** Runs a program, with no shell between, and takes the one token that it prints. */
async function printed(
  program: string,
  words: readonly string[],
  { context, deadline }: AwsTools,
  failed: Failed,
): Promise<string> {
  const { env } = context;
  const output = await new Promise<string>((resolve, reject) => {
    const options = { env, signal: deadline.signal, maxBuffer: LONGEST_OUTPUT };
    const child = execFile(program, words, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      const said = redactor(env)(stderr).trim().split('\n').at(-1);
      reject(failed(`failed${said ? `: ${said}` : ` (${error.code ?? error.signal ?? 'unknown'})`}`, error));
    });
    // What Docker writes on our standard input is none of its business.
    child.stdin?.on('error', () => {}).end();
  }).catch((error: unknown) => {
    if (error instanceof HelperError) throw error;
    // For what is no program for this machine, bun throws at once.
    throw failed(`can't be started (${fileErrorCode(error) ?? 'unknown error'})`, error);
  });
  return onlyToken(output, (what) => failed(`printed ${what}`));
}

/** A word as a shell takes it. */
function quoted(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
