import { readFileSync } from 'node:fs';
import { findJsonError } from '../config-file/json-syntax.ts';
import type { Context } from '../context.ts';
import { withoutMark } from '../editing/json-edit.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode } from '../files.ts';

/** What Docker's config says about helpers and kept passwords. A helper's name is what stands behind `docker-credential-`. */
export interface DockerConfig {
  readonly path: string;
  readonly exists: boolean;
  /** The helper of each server URL (`credHelpers`). */
  readonly credentialHelpers: ReadonlyMap<string, string>;
  /** The helper of all other server URLs (`credsStore`). */
  readonly credentialsStore: string | undefined;
  /** The server URLs that stand in `auths` with a password or token of their own. */
  readonly keptPasswords: readonly string[];
  /** Why Docker itself can't read the file, and then obeys nothing in it, though this program can. */
  readonly refusedByDocker: string | undefined;
}

/** What some editors on Windows put before a text. */
const BYTE_ORDER_MARK = '\uFEFF';

/** `config.json` in `DOCKER_CONFIG`, else in `~/.docker`. */
export function dockerConfigPath({ env, home }: Pick<Context, 'env' | 'home'>): string {
  return `${env.DOCKER_CONFIG || `${home}/.docker`}/config.json`;
}

/** Reads Docker's config; one that isn't there says nothing. @throws DOCKER_CONFIG_INVALID, naming the file */
export function readDockerConfig(context: Pick<Context, 'env' | 'home'>): DockerConfig {
  const path = dockerConfigPath(context);
  const invalid = (why: string, cause?: unknown) =>
    new HelperError('DOCKER_CONFIG_INVALID', `the Docker config ${path} ${why}`, {
      hint: `correct ${path}`,
      cause,
    });
  const text = readText(path, invalid);
  const config = parse(withoutMark(text ?? '') || '{}', invalid);
  if (typeof config !== 'object' || Array.isArray(config)) throw invalid('is no JSON object');
  const members = (name: 'credHelpers' | 'auths') => {
    const value = config?.[name] ?? {};
    if (typeof value === 'object' && !Array.isArray(value)) return Object.entries(value);
    throw invalid(`has ${name} that are no object`);
  };
  const helpers = members('credHelpers');
  const auths = members('auths');
  const store = config?.credsStore;
  return {
    path,
    exists: text !== undefined,
    credentialHelpers: new Map(
      helpers.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
    credentialsStore: typeof store === 'string' && store !== '' ? store : undefined,
    keptPasswords: auths.filter(([, entry]) => holdsPassword(entry)).map(([serverURL]) => serverURL),
    refusedByDocker: text?.startsWith(BYTE_ORDER_MARK)
      ? 'it begins with a byte order mark'
      : wrongMember([['credsStore', store], ...helpers], auths),
  };
}

function readText(path: string, invalid: (why: string, cause?: unknown) => HelperError): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw invalid(`can't be read (${code ?? 'unknown error'})`, error);
  }
}

function parse(json: string, invalid: (why: string) => HelperError): Record<string, unknown> | null {
  try {
    return JSON.parse(json);
  } catch {
    // The parser's message would quote the file, which may hold passwords.
    const { line, column } = findJsonError(json) ?? { line: 1, column: 1 };
    throw invalid(`is no JSON (line ${line}, column ${column})`);
  }
}

type Members = readonly (readonly [name: string, value: unknown])[];

/** What Go can't read as Docker's types (docker/cli, cli/config/configfile/file.go), to which null is as good as nothing. */
function wrongMember(helpers: Members, auths: Members): string | undefined {
  const helper = helpers.find(([, value]) => typeof (value ?? '') !== 'string');
  if (helper !== undefined) return `the helper's name for ${helper[0]} is no string`;
  const auth = auths.find(([, value]) => typeof (value ?? {}) !== 'object' || Array.isArray(value));
  return auth && `what stands under auths for ${auth[0]} is no object`;
}

/** Docker leaves an empty entry where a helper holds the password. */
function holdsPassword(entry: unknown): boolean {
  const names = ['auth', 'password', 'identitytoken', 'registrytoken'];
  return names.some((name) => Boolean((entry as Record<string, unknown> | null)?.[name]));
}
