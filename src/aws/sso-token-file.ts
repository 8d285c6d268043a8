import { mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode, writePrivateFile } from '../files.ts';
import {
  describeSession,
  type SsoSession,
  sessionKey,
  signInCommand,
  ssoCacheDirectory,
} from './sso-session.ts';

/** The AWS CLI's token cache file, as far as it is used here; other members are kept as they are. Times are ISO 8601. */
export interface SsoToken {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly refreshToken?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly registrationExpiresAt?: string;
  readonly startUrl?: string;
  readonly region?: string;
}

/** `~/.aws/sso/cache/<key of the session>.json`, as the AWS CLI and the SDKs have it. */
export function ssoTokenPath(
  session: Pick<SsoSession, 'name' | 'startUrl'>,
  context: Pick<Context, 'home'>,
): string {
  return `${ssoCacheDirectory(context)}/${sessionKey(session)}.json`;
}

/** Reads the session's token, whether it has expired or not. @throws SSO_SIGN_IN_NEEDED, SSO_TOKEN_INVALID */
export function readSsoToken(path: string, session: SsoSession): SsoToken {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new HelperError(
        'SSO_SIGN_IN_NEEDED',
        `nobody has signed in to the SSO session ${describeSession(session)} yet`,
        { hint: `run: ${signInCommand(session)}` },
      );
    }
    throw invalidToken(path, `can't be read (${code ?? 'unknown error'})`, session);
  }
  let token: unknown;
  try {
    token = JSON.parse(text);
  } catch {
    // The parser's message would quote the file.
    throw invalidToken(path, 'is no JSON', session);
  }
  if (isToken(token)) return token;
  throw invalidToken(path, 'has no accessToken and expiresAt', session);
}

/** The session's token if it is good for longer than the given time, in milliseconds; else undefined. Never throws. */
export function goodSsoToken(
  path: string,
  session: SsoSession,
  { now, longerThanMs }: { readonly now: number; readonly longerThanMs: number },
): SsoToken | undefined {
  try {
    const token = readSsoToken(path, session);
    return toEpoch(token.expiresAt) - now > longerThanMs ? token : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Writes a file of the AWS CLI's SSO cache, readable by its owner alone, in one step; a link stays a link.
 * @throws FILE_UNWRITABLE
 */
export function writeSsoCacheFile(
  path: string,
  content: object,
  { randomName }: Pick<Context, 'randomName'>,
): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writePrivateFile(linkTarget(path), JSON.stringify(content), randomName());
  } catch (error) {
    throw new HelperError(
      'FILE_UNWRITABLE',
      `${path} can't be written (${fileErrorCode(error) ?? 'unknown error'})`,
      { hint: `make ${dirname(path)} a directory that you may write`, cause: error },
    );
  }
}

/** Milliseconds since the epoch. Old AWS CLIs wrote `2020-06-17T10:02:08UTC`. */
export function toEpoch(time: string): number {
  return Date.parse(time.replace(/UTC$/, 'Z'));
}

/** A time as the AWS CLI writes it: ISO 8601 without fractions of a second. */
export function toIsoTime(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}

function linkTarget(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function invalidToken(path: string, why: string, session: SsoSession): HelperError {
  return new HelperError('SSO_TOKEN_INVALID', `the SSO token file ${path} ${why}`, {
    hint: `run: ${signInCommand(session)}`,
  });
}

function isToken(token: unknown): token is SsoToken {
  if (typeof token !== 'object' || token === null) return false;
  const { accessToken, expiresAt } = token as Record<string, unknown>;
  return (
    typeof accessToken === 'string' &&
    accessToken !== '' &&
    typeof expiresAt === 'string' &&
    !Number.isNaN(toEpoch(expiresAt))
  );
}
