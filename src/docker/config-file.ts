import { readFileSync } from 'node:fs';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode } from '../files.ts';

/** What Docker's config says about helpers: for each server URL the helper's name behind `docker-credential-`. */
export type CredentialHelpers = ReadonlyMap<string, string>;

/** `config.json` in `DOCKER_CONFIG`, else in `~/.docker`. */
export function dockerConfigPath({ env, home }: Pick<Context, 'env' | 'home'>): string {
  return `${env.DOCKER_CONFIG || `${home}/.docker`}/config.json`;
}

/** Reads `credHelpers`; empty when there is no config. @throws DOCKER_CONFIG_INVALID, naming the file */
export function readCredentialHelpers(context: Pick<Context, 'env' | 'home'>): CredentialHelpers {
  const path = dockerConfigPath(context);
  const invalid = (why: string, cause?: unknown) =>
    new HelperError('DOCKER_CONFIG_INVALID', `the Docker config ${path} ${why}`, {
      hint: `correct ${path}`,
      cause,
    });
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return new Map();
    throw invalid(`can't be read (${code ?? 'unknown error'})`, error);
  }
  let config: unknown;
  try {
    config = JSON.parse(text.replace(/^\uFEFF/, '') || '{}');
  } catch {
    // The parser's message would quote the file, which may hold passwords.
    throw invalid('is no JSON');
  }
  const helpers: unknown = (config as { credHelpers?: unknown } | null)?.credHelpers ?? {};
  if (typeof helpers !== 'object' || Array.isArray(helpers))
    throw invalid('has credHelpers that are no object');
  return new Map(
    Object.entries(helpers as object).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  );
}
