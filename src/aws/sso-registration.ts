import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RegisterClientCommand, type SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import type { Context } from '../context.ts';
import { REGISTERED_REDIRECT_URI } from './loopback-listener.ts';
import { type SsoSession, ssoCacheDirectory } from './sso-session.ts';
import { toEpoch, toIsoTime, writeSsoCacheFile } from './sso-token-file.ts';
import type { AwsTools } from './tools.ts';

/** How a client gets its first token. */
export type SignInGrant = 'authorization_code' | 'urn:ietf:params:oauth:grant-type:device_code';

/** A client that SSO knows, as the AWS CLI keeps it. */
export interface ClientRegistration {
  readonly clientId: string;
  readonly clientSecret: string;
  /** ISO 8601. */
  readonly expiresAt: string;
  readonly scopes?: readonly string[];
  /** Missing in those of older AWS CLIs, which knew the device code alone. */
  readonly grantTypes?: readonly string[];
}

/** What people see on the page where they approve the sign-in. */
const CLIENT_NAME = 'docker-credential-ecr';
/** What the AWS CLI asks for where `sso_registration_scopes` is not set. */
const DEFAULT_SCOPES = ['sso:account:access'];
/** A registration that ends sooner is not used any more (as the AWS CLI has it). */
const TOO_SHORT_MS = 15 * 60 * 1000;

/** The scopes that a sign-in to the session asks for; none for a legacy profile. */
export function signInScopes({ name, scopes }: SsoSession): readonly string[] {
  if (name === undefined) return [];
  return scopes?.length ? scopes : DEFAULT_SCOPES;
}

/**
 * A client for sign-ins to the session: the one that the AWS CLI or an earlier sign-in registered, else a new one,
 * which is kept where the AWS CLI looks for it.
 * @throws what the AWS SDK's client throws; FILE_UNWRITABLE
 */
export async function clientRegistration(
  session: SsoSession,
  grant: SignInGrant,
  client: SSOOIDCClient,
  { context }: AwsTools,
): Promise<ClientRegistration> {
  const path = registrationPath(session, context);
  const kept = readRegistration(path);
  if (kept && serves(kept, session, grant, context.now())) return kept;

  const scopes = signInScopes(session);
  const grantTypes = [grant, 'refresh_token'];
  const answer = await client.send(
    new RegisterClientCommand({
      clientName: CLIENT_NAME,
      clientType: 'public',
      ...(scopes.length > 0 && { scopes: [...scopes], grantTypes }),
      ...(grant === 'authorization_code' && {
        redirectUris: [REGISTERED_REDIRECT_URI],
        issuerUrl: session.startUrl,
      }),
    }),
  );
  const { clientId, clientSecret, clientSecretExpiresAt } = answer;
  if (!clientId || !clientSecret || !clientSecretExpiresAt) throw new SyntaxError('no client in the answer');
  const registration: ClientRegistration = {
    clientId,
    clientSecret,
    expiresAt: toIsoTime(clientSecretExpiresAt * 1000),
    ...(scopes.length > 0 && { scopes, grantTypes }),
  };
  writeSsoCacheFile(path, registration, context);
  return registration;
}

/**
 * The file in which the AWS CLI keeps the session's client: named by the SHA-1 of what decides it, as JSON in
 * Python's way (aws-cli 2, awscli/botocore/utils.py, BaseSSOTokenFetcher).
 */
export function registrationPath(
  { name, startUrl, region, scopes }: Pick<SsoSession, 'name' | 'startUrl' | 'region' | 'scopes'>,
  context: Pick<Context, 'home'>,
): string {
  const list = scopes === undefined ? 'null' : `[${scopes.map(pythonString).join(', ')}]`;
  const key =
    `{"region": ${pythonString(region)}, "scopes": ${list}, ` +
    `"session_name": ${name === undefined ? 'null' : pythonString(name)}, ` +
    `"startUrl": ${pythonString(startUrl)}, "tool": "botocore"}`;
  return `${ssoCacheDirectory(context)}/${createHash('sha1').update(key).digest('hex')}.json`;
}

/** A JSON string in ASCII alone. */
function pythonString(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function serves(kept: ClientRegistration, session: SsoSession, grant: SignInGrant, now: number): boolean {
  const { scopes = [], grantTypes } = kept;
  const hasGrant = grantTypes === undefined ? grant !== 'authorization_code' : grantTypes.includes(grant);
  const hasScopes = signInScopes(session).join(' ') === scopes.join(' ');
  return hasGrant && hasScopes && toEpoch(kept.expiresAt) - now > TOO_SHORT_MS;
}

/** Undefined for a file that isn't there or holds something else. */
function readRegistration(path: string): ClientRegistration | undefined {
  try {
    const kept: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return isRegistration(kept) ? kept : undefined;
  } catch {
    return undefined;
  }
}

function isRegistration(kept: unknown): kept is ClientRegistration {
  const { clientId, clientSecret, expiresAt, scopes, grantTypes } = (kept ?? {}) as Record<string, unknown>;
  const isOptionalList = (value: unknown) => value === undefined || Array.isArray(value);
  return (
    [clientId, clientSecret, expiresAt].every((text) => typeof text === 'string' && text !== '') &&
    isOptionalList(scopes) &&
    isOptionalList(grantTypes)
  );
}
