import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/client-sso';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode, writePrivateFile } from '../files.ts';
import type { SsoSource } from './credential-source.ts';
import { ssoExpired } from './failure.ts';
import type { AwsTools } from './tools.ts';

/** The AWS CLI's token cache file, as far as it is used here; other members are kept as they are. Times are ISO 8601. */
interface SsoTokenFile {
  readonly accessToken: string;
  readonly expiresAt: string;
  readonly refreshToken?: string;
  readonly clientId?: string;
  readonly clientSecret?: string;
  readonly registrationExpiresAt?: string;
}

/** A session's token is renewed when less than this is left of it. */
const RENEW_BEFORE_MS = 15 * 60 * 1000;

/**
 * The credentials of an account and role of an SSO session, by the session's cached token, which is renewed
 * when it can be.
 * @throws SSO_SIGN_IN_NEEDED, SSO_TOKEN_INVALID, SSO_SESSION_EXPIRED, SSO_ROLE_DENIED, and what every call may
 */
export async function ssoCredentials(source: SsoSource, tools: AwsTools): Promise<AwsCredentialIdentity> {
  const accessToken = await usableAccessToken(source, tools);
  const { accountId, roleName, region } = source;
  tools.deadline.waitFor(`the SSO portal in ${region}`);
  try {
    const client = new SSOClient(tools.clientSettings('sso', region));
    const { roleCredentials } = await client.send(
      new GetRoleCredentialsCommand({ accessToken, accountId, roleName }),
    );
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = roleCredentials ?? {};
    if (!accessKeyId || !secretAccessKey || !sessionToken)
      throw new SyntaxError('no credentials in the answer');
    return {
      accessKeyId,
      secretAccessKey,
      sessionToken,
      accountId,
      ...(expiration && { expiration: new Date(expiration) }),
    };
  } catch (error) {
    throw await tools.explain(error, {
      doing: 'sso-role',
      accountId,
      roleName,
      region,
      signIn: signInCommand(source),
    });
  }
}

/** The command that signs a person in to the session. */
function signInCommand({ profile, identity }: SsoSource): string {
  if (profile === undefined) {
    return `docker-credential-ecr login --identity ${/^[\w.@:/+-]+$/.test(identity ?? '') ? identity : `'${identity}'`}`;
  }
  return `aws sso login --profile ${/^[\w.@:/+-]+$/.test(profile) ? profile : `'${profile}'`}`;
}

async function usableAccessToken(source: SsoSource, tools: AwsTools): Promise<string> {
  const path = tokenPath(source, tools.context);
  const token = readTokenFile(path, source);
  const left = expiryOf(token) - tools.context.now();
  if (left > RENEW_BEFORE_MS) return token.accessToken;
  try {
    const renewed = await renew(token, path, source, tools);
    if (renewed !== undefined) return renewed;
  } catch (error) {
    if (left <= 0) throw error;
    tools.log('SSO token not renewed', { session: source.session, error: String(error) });
  }
  if (left > 0) return token.accessToken;
  throw ssoExpired(
    `the SSO session ${sessionName(source)} expired at ${token.expiresAt}`,
    signInCommand(source),
  );
}

function sessionName({ session, startUrl }: SsoSource): string {
  return session === undefined ? startUrl : `"${session}"`;
}

/** `~/.aws/sso/cache/<sha1 of the session's name, or of a legacy profile's start URL>.json`, as the AWS CLI and the SDKs have it. */
function tokenPath({ session, startUrl }: SsoSource, { home }: Context): string {
  return `${home}/.aws/sso/cache/${createHash('sha1')
    .update(session ?? startUrl)
    .digest('hex')}.json`;
}

function readTokenFile(path: string, source: SsoSource): SsoTokenFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new HelperError(
        'SSO_SIGN_IN_NEEDED',
        `nobody has signed in to the SSO session ${sessionName(source)} yet`,
        {
          hint: `run: ${signInCommand(source)}`,
        },
      );
    }
    throw invalidToken(path, `can't be read (${code ?? 'unknown error'})`, source);
  }
  let token: unknown;
  try {
    token = JSON.parse(text);
  } catch {
    // The parser's message would quote the file.
    throw invalidToken(path, 'is no JSON', source);
  }
  if (isTokenFile(token)) return token;
  throw invalidToken(path, 'has no accessToken and expiresAt', source);
}

function invalidToken(path: string, why: string, source: SsoSource): HelperError {
  return new HelperError('SSO_TOKEN_INVALID', `the SSO token file ${path} ${why}`, {
    hint: `run: ${signInCommand(source)}`,
  });
}

function isTokenFile(token: unknown): token is SsoTokenFile {
  if (typeof token !== 'object' || token === null) return false;
  const { accessToken, expiresAt } = token as Record<string, unknown>;
  return (
    typeof accessToken === 'string' &&
    accessToken !== '' &&
    typeof expiresAt === 'string' &&
    !Number.isNaN(toEpoch(expiresAt))
  );
}

function expiryOf(token: SsoTokenFile): number {
  return toEpoch(token.expiresAt);
}

/** Milliseconds since the epoch. Old AWS CLIs wrote `2020-06-17T10:02:08UTC`. */
function toEpoch(time: string): number {
  return Date.parse(time.replace(/UTC$/, 'Z'));
}

/** Renews the session's token by its refresh token and writes it back; undefined when it has none that counts. */
async function renew(
  token: SsoTokenFile,
  path: string,
  source: SsoSource,
  tools: AwsTools,
): Promise<string | undefined> {
  const { refreshToken, clientId, clientSecret, registrationExpiresAt } = token;
  const { now, randomName } = tools.context;
  // A legacy profile's token has no refresh token; a registration lasts 90 days.
  if (source.session === undefined || !refreshToken || !clientId || !clientSecret) return undefined;
  if (registrationExpiresAt !== undefined && toEpoch(registrationExpiresAt) <= now()) return undefined;

  const { SSOOIDCClient, CreateTokenCommand } = await import('@aws-sdk/client-sso-oidc');
  tools.deadline.waitFor(`SSO sign-in in ${source.region}`);
  try {
    const client = new SSOOIDCClient(tools.clientSettings('sso_oidc', source.region));
    const answer = await client.send(
      new CreateTokenCommand({ clientId, clientSecret, refreshToken, grantType: 'refresh_token' }),
    );
    if (!answer.accessToken || !answer.expiresIn) throw new SyntaxError('no token in the answer');
    const renewed = {
      ...token,
      accessToken: answer.accessToken,
      expiresAt: new Date(now() + answer.expiresIn * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
      ...(answer.refreshToken && { refreshToken: answer.refreshToken }),
    };
    keep(path, JSON.stringify(renewed), randomName(), tools);
    return renewed.accessToken;
  } catch (error) {
    throw await tools.explain(error, {
      doing: 'sso-renewal',
      region: source.region,
      signIn: signInCommand(source),
    });
  }
}

/** Writes the renewed token where the AWS CLI and every SDK find it; a link stays a link. */
function keep(path: string, text: string, randomName: string, tools: AwsTools): void {
  try {
    writePrivateFile(realpathSync(path), text, randomName);
  } catch (error) {
    // The token serves this run all the same.
    tools.log('SSO token not written', { path, error: String(error) });
  }
}
