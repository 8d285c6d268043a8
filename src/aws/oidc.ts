import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { redactor } from '../redact.ts';

/** A place that gives out a web identity token about the workspace or CI job. */
export interface TokenSource {
  readonly name: string;
  /** Whether the program runs in such a place. Offline and quick: every cache hit asks it. */
  readonly isPresent: (context: Context) => boolean;
  /**
   * Gets a token for the audience.
   * @throws WEB_IDENTITY_UNAVAILABLE
   */
  readonly getToken: (context: Context, audience: string, signal: AbortSignal) => Promise<string>;
}

/** The token sources, in the order in which they are looked for. A new one is a new row. */
const TOKEN_SOURCES: readonly TokenSource[] = [
  {
    // Gitpod Classic has `gp`; Ona has `ona`, formerly `gitpod`. All three take the same words.
    name: 'gitpod',
    isPresent: (context) =>
      Object.keys(context.env).some((name) => /^(GITPOD|ONA)_/.test(name)) ||
      findProgram(GITPOD_PROGRAMS, context) !== undefined,
    getToken: async (context, audience, signal) => {
      const program = findProgram(GITPOD_PROGRAMS, context);
      if (program === undefined) {
        throw new HelperError(
          'WEB_IDENTITY_UNAVAILABLE',
          'none of ona, gitpod and gp, which give out the workspace’s token, is on PATH',
          {
            hint: 'put the workspace’s command line tool on PATH',
          },
        );
      }
      return printedToken(program, ['idp', 'token', '--audience', audience], context, signal);
    },
  },
];

const GITPOD_PROGRAMS = ['ona', 'gitpod', 'gp'];

/** The token source of the workspace or CI job that the program runs in, if there is one. */
export function presentTokenSource(context: Context): TokenSource | undefined {
  return TOKEN_SOURCES.find((source) => source.isPresent(context));
}

/** The token source of that name. */
export function tokenSourceNamed(name: string): TokenSource {
  const source = TOKEN_SOURCES.find((candidate) => candidate.name === name);
  if (source) return source;
  throw new HelperError('INTERNAL', `there is no token source "${name}"`);
}

/**
 * The audience that STS wants to see in the token: China's partition has its own
 * (AWS IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM").
 */
export function stsAudience(roleArn: string): string {
  return roleArn.startsWith('arn:aws-cn:') ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com';
}

/** What a web identity token says of itself, for error messages; no check of any kind. Empty for what is no JWT. */
export function tokenClaims(token: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The path of the first of the programs that is on PATH. Relative entries are passed over: they belong to whatever directory a person is in. */
function findProgram(names: readonly string[], { env, platform }: Context): string | undefined {
  const directories = (env.PATH ?? '').split(delimiter).filter((directory) => isAbsolute(directory));
  for (const name of names) {
    for (const directory of directories) {
      const path = join(directory, platform === 'win32' ? `${name}.exe` : name);
      try {
        accessSync(path, constants.X_OK);
        if (statSync(path).isFile()) return path;
      } catch {
        // Not here; the next directory may have it.
      }
    }
  }
  return undefined;
}

/** Longer than any token, short enough to hold. */
const LONGEST_OUTPUT = 64 * 1024;

/** Runs a program that prints a token. The token is never an argument, and never part of an error. */
async function printedToken(
  program: string,
  words: readonly string[],
  context: Context,
  signal: AbortSignal,
): Promise<string> {
  const { execFile } = await import('node:child_process');
  const command = [program, ...words].join(' ');
  const failed = (why: string, cause?: unknown) =>
    new HelperError(
      'WEB_IDENTITY_UNAVAILABLE',
      `the workspace gave no web identity token: \`${command}\` ${why}`,
      {
        hint: `run \`${command} --decode\` to see why`,
        cause,
      },
    );
  const output = await new Promise<string>((resolve, reject) => {
    const child = execFile(
      program,
      words,
      { env: context.env, signal, maxBuffer: LONGEST_OUTPUT },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const said = redactor(context.env)(stderr).trim().split('\n').at(-1);
        reject(
          failed(`failed${said ? `: ${said}` : ` (${error.code ?? error.signal ?? 'unknown'})`}`, error),
        );
      },
    );
    // What Docker writes on our standard input is none of its business.
    child.stdin?.on('error', () => {}).end();
  });
  const token = output.trim();
  if (/^\S+$/.test(token)) return token;
  throw failed(token === '' ? 'printed nothing' : 'printed more than a token');
}
