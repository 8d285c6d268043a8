import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import type { Context } from '../../context.ts';
import { HelperError } from '../../errors.ts';
import { fileErrorCode, writeAll } from '../../files.ts';
import { namedPath } from '../../named-path.ts';
import type { Variables } from './variables.ts';

/** The variables that the log of a job must not show. An access key id is no secret, but tells the account. */
const MASKED = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/** The file by which a step of GitHub Actions gives variables to those after it. */
export interface GithubFile {
  readonly path: string;
  /** Masks the secrets in the log, by lines on standard output, and then appends the variables. @throws FILE_UNWRITABLE */
  readonly append: (variables: Variables) => void;
}

/** Opens the file that `GITHUB_ENV` names, which the runner has made. @throws SETTING_INVALID, FILE_UNWRITABLE */
export function openGithubFile(context: Context): GithubFile {
  const path = namedPath('GITHUB_ENV', context);
  if (path === undefined) {
    throw new HelperError(
      'SETTING_INVALID',
      'GITHUB_ENV is not set, as it is in every step of GitHub Actions',
      {
        hint: 'run it in a step, or take another --format',
      },
    );
  }
  const writing = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const why = fileErrorCode(error) ?? 'unknown error';
      throw new HelperError('FILE_UNWRITABLE', `${path}, which GITHUB_ENV names, can't be written (${why})`, {
        hint: 'set GITHUB_ENV to a file that is there and that you may write',
        cause: error,
      });
    }
  };
  const file = writing(() => openSync(path, constants.O_RDWR | constants.O_APPEND));
  return {
    path,
    append: (variables) => {
      context.writeStdout(maskLines(variables));
      writing(() => {
        writeAll(file, `${endsWithLine(file) ? '' : '\n'}${githubLines(variables, context)}`);
        closeSync(file);
      });
    },
  };
}

/** Whether what is appended begins a line: a step may have left one without its end. */
function endsWithLine(file: number): boolean {
  const { size } = fstatSync(file);
  const last = Buffer.alloc(1);
  return size === 0 || readSync(file, last, 0, 1, size - 1) === 0 || last.toString() === '\n';
}

/**
 * The workflow commands that hide the values in the log (GitHub Docs, "Workflow commands", add-mask), escaped as
 * actions/toolkit does. Every line of a value by itself, as the runner compares lines.
 */
export function maskLines({ set }: Variables): string {
  return MASKED.flatMap((name) => set[name]?.split(/[\r\n]+/) ?? [])
    .filter((line) => line !== '')
    .map((line) => `::add-mask::${line.replaceAll('%', '%25')}\n`)
    .join('');
}

/** The lines of the file (GitHub Docs, "Workflow commands", environment files). A variable can't be removed, only emptied. */
export function githubLines(
  { set, removed }: Variables,
  { env, randomName }: Pick<Context, 'env' | 'randomName'>,
): string {
  const emptied = removed.filter((name) => env[name]).map((name) => [name, ''] as const);
  return [...emptied, ...Object.entries(set)]
    .map(([name, value]) => {
      if (!/[\r\n]/.test(value)) return `${name}=${value}\n`;
      // A name that nobody can guess, so that no value can end before its end.
      const delimiter = `end_${randomName()}`;
      return `${name}<<${delimiter}\n${value}\n${delimiter}\n`;
    })
    .join('');
}
