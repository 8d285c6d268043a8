import { createHash } from 'node:crypto';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Context } from '../context.ts';
import { readPrivateFile } from '../files.ts';
import type { CredentialSource, RoleSource, SsoSource } from './credential-source.ts';

/** Credentials with less than this left are not worth a try. */
const SHORTEST_LIFE_MS = 60 * 1000;

/** Where the AWS CLI keeps credentials. */
export function cliCacheDirectory({ home }: Pick<Context, 'home'>): string {
  return `${home}/.aws/cli/cache`;
}

/**
 * The unexpired credentials that the AWS CLI keeps for a role or an SSO role in `~/.aws/cli/cache`, or undefined.
 * They are read, and never written; a logout removes them (sso-forgotten.ts). A file that is missing, cut or somebody else's is no credentials.
 */
export function credentialsOfCli(
  source: CredentialSource,
  context: Context,
): AwsCredentialIdentity | undefined {
  const name = cacheName(source);
  if (name === undefined) return undefined;
  try {
    const text = readPrivateFile(`${cliCacheDirectory(context)}/${name}.json`, context);
    return text === undefined ? undefined : parseCredentials(JSON.parse(text), context.now());
  } catch {
    return undefined;
  }
}

/**
 * The file's name: a SHA-1 of what the role was asked with, written as Python writes JSON with sorted keys
 * (botocore, credentials.py: with blanks between for roles, without for SSO roles).
 */
function cacheName(source: CredentialSource): string | undefined {
  if (source.kind === 'sso') return sha1(JSON.stringify(ssoRequest(source)));
  if (source.kind !== 'role') return undefined;
  const members = Object.entries(roleRequest(source)).filter(([, value]) => value !== undefined);
  return sha1(`{${members.map(([name, value]) => `"${name}": ${JSON.stringify(value)}`).join(', ')}}`);
}

/** The name of the file in which the AWS CLI keeps the credentials of an SSO role. */
export function ssoCacheName(source: SsoSource): string {
  return `${sha1(JSON.stringify(ssoRequest(source)))}.json`;
}

/** In alphabetical order. */
function ssoRequest({ accountId, roleName, session, startUrl }: SsoSource): Readonly<Record<string, string>> {
  return { accountId, roleName, ...(session === undefined ? { startUrl } : { sessionName: session }) };
}

/** In alphabetical order. */
function roleRequest(source: RoleSource): Readonly<Record<string, string | number | undefined>> {
  return {
    DurationSeconds: source.durationSeconds,
    ExternalId: source.externalId,
    RoleArn: source.roleArn,
    RoleSessionName: source.sessionName,
    SerialNumber: source.mfaSerial,
  };
}

function sha1(text: string): string {
  return createHash('sha1').update(text).digest('hex');
}

function parseCredentials(file: unknown, now: number): AwsCredentialIdentity | undefined {
  const { Credentials } = (file ?? {}) as { Credentials?: Record<string, unknown> };
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (
    ![AccessKeyId, SecretAccessKey, SessionToken, Expiration].every(
      (value) => typeof value === 'string' && value !== '',
    )
  ) {
    return undefined;
  }
  // The AWS CLI has written both `…Z` and `…UTC`.
  const expiresAt = Date.parse(String(Expiration).replace(/UTC$/, 'Z'));
  if (!(expiresAt - now > SHORTEST_LIFE_MS)) return undefined;
  return {
    accessKeyId: String(AccessKeyId),
    secretAccessKey: String(SecretAccessKey),
    sessionToken: String(SessionToken),
    expiration: new Date(expiresAt),
  };
}
