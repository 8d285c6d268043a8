import { readdirSync, readFileSync, realpathSync } from 'node:fs';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode, quoted, removeFile } from '../files.ts';
import { cliCacheDirectory } from './cli-cache.ts';
import { ssoCacheDirectory } from './sso-session.ts';

/** A token of an SSO session as it is kept, by whichever program. */
export interface KeptSsoToken {
  readonly accessToken: string;
  /** Where the session is; missing in tokens of odd programs. */
  readonly region: string | undefined;
  readonly startUrl: string | undefined;
}

/**
 * The paths of all SSO tokens that are kept, and of files that can't be read, which may be such. Registrations of
 * clients, which lie beside them, are none.
 * @throws FILE_UNREADABLE for the directory
 */
export function keptSsoTokenPaths(context: Pick<Context, 'home'>): string[] {
  return jsonFiles(ssoCacheDirectory(context)).filter((path) => {
    try {
      return readKeptSsoToken(path) !== undefined;
    } catch {
      return true;
    }
  });
}

/** The token in a file; undefined where there is none. @throws FILE_UNREADABLE */
export function readKeptSsoToken(path: string): KeptSsoToken | undefined {
  const { accessToken, region, startUrl } = readObject(path) ?? {};
  if (typeof accessToken !== 'string') return undefined;
  return { accessToken, region: textOr(region), startUrl: textOr(startUrl) };
}

/**
 * Removes the credentials of SSO roles that the AWS CLI keeps, as `aws sso logout` does.
 * @param isMeant by the file's name
 * @returns how many there were
 * @throws FILE_UNREADABLE, FILE_UNWRITABLE
 */
export function forgetCliCredentials(
  isMeant: (name: string) => boolean,
  context: Pick<Context, 'home'>,
): number {
  const directory = cliCacheDirectory(context);
  const files = jsonFiles(directory).filter((path) => isMeant(path.slice(directory.length + 1)));
  const bySso = files.filter((path) => readObject(path)?.ProviderType === 'sso');
  for (const path of bySso) removeKept(path);
  return bySso.length;
}

/** Removes a file that holds a secret; of a link, also what it leads to. @throws FILE_UNWRITABLE */
export function removeKept(path: string): void {
  try {
    const target = targetOf(path);
    if (target !== undefined) removeFile(target);
    removeFile(path);
  } catch (error) {
    throw new HelperError('FILE_UNWRITABLE', `${path} can't be removed (${fileErrorCode(error) ?? error})`, {
      hint: `remove it: rm ${quoted(path)}`,
      cause: error,
    });
  }
}

function targetOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function jsonFiles(directory: string): string[] {
  return reading(directory, () => readdirSync(directory), [])
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => `${directory}/${name}`);
}

/** What the JSON object in a file holds; undefined for a file that isn't there or holds something else. */
function readObject(path: string): Readonly<Record<string, unknown>> | undefined {
  const text = reading(path, () => readFileSync(path, 'utf8'), '');
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function reading<T>(path: string, read: () => T, ifMissing: T): T {
  try {
    return read();
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return ifMissing;
    throw new HelperError('FILE_UNREADABLE', `${path} can't be read (${code ?? 'unknown error'})`, {
      hint: 'make it a file that you may read, or remove it',
      cause: error,
    });
  }
}

function textOr(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
