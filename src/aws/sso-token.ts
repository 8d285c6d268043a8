import { withLock } from '../lock.ts';
import { ssoExpired } from './failure.ts';
import { describeSession, type SsoSession, signInCommand } from './sso-session.ts';
import {
  goodSsoToken,
  readSsoToken,
  type SsoToken,
  ssoTokenPath,
  toEpoch,
  toIsoTime,
  writeSsoCacheFile,
} from './sso-token-file.ts';
import type { AwsTools } from './tools.ts';

/** A session's token is renewed when less than this is left of it (as the AWS CLI has it). */
const RENEW_BEFORE_MS = 15 * 60 * 1000;

/**
 * An access token of the session: the kept one, renewed when it is nearly over and can be.
 * @throws SSO_SIGN_IN_NEEDED, SSO_TOKEN_INVALID, SSO_SESSION_EXPIRED, and what every call may
 */
export async function usableAccessToken(session: SsoSession, tools: AwsTools): Promise<string> {
  const { context } = tools;
  const path = ssoTokenPath(session, context);
  const token = readSsoToken(path, session);
  const left = toEpoch(token.expiresAt) - context.now();
  if (left > RENEW_BEFORE_MS) return token.accessToken;
  try {
    if (isRenewable(token, session, context.now())) return await renewUnderLock(path, session, tools);
  } catch (error) {
    if (left <= 0) throw error;
    tools.log('SSO token not renewed', { session: session.name, error: String(error) });
  }
  if (left > 0) return token.accessToken;
  throw ssoExpired(
    `the SSO session ${describeSession(session)} expired at ${token.expiresAt}`,
    signInCommand(session),
  );
}

/** A token of which a new one can be had without a person. */
type RenewableToken = SsoToken & Required<Pick<SsoToken, 'refreshToken' | 'clientId' | 'clientSecret'>>;

/** Whether a new token can be had without a person. A legacy profile's has no refresh token; a client's registration lasts 90 days. */
export function isRenewable(token: SsoToken, session: SsoSession, now: number): token is RenewableToken {
  const { refreshToken, clientId, clientSecret, registrationExpiresAt } = token;
  if (session.name === undefined || !refreshToken || !clientId || !clientSecret) return false;
  return registrationExpiresAt === undefined || toEpoch(registrationExpiresAt) > now;
}

/** A refresh token serves once: of several processes one uses it, and the others take what it has brought. */
function renewUnderLock(path: string, session: SsoSession, tools: AwsTools): Promise<string> {
  const { context, deadline, log } = tools;
  const renewedByOthers = () =>
    goodSsoToken(path, session, { now: context.now(), longerThanMs: RENEW_BEFORE_MS })?.accessToken;
  return withLock(
    `${path}.lock`,
    { context, log },
    { signal: deadline.signal, answer: renewedByOthers },
    // Read again: whoever had the lock before may have used up the refresh token, and kept another.
    () => renew(readSsoToken(path, session), path, session, tools),
  );
}

/** Has the session's token renewed and writes it back. */
async function renew(token: SsoToken, path: string, session: SsoSession, tools: AwsTools): Promise<string> {
  const { clientId, clientSecret, refreshToken } = token;
  const { SSOOIDCClient, CreateTokenCommand } = await import('@aws-sdk/client-sso-oidc');
  tools.deadline.waitFor(`SSO sign-in in ${session.region}`);
  try {
    const client = new SSOOIDCClient(tools.clientSettings('sso_oidc', session.region));
    const answer = await client.send(
      new CreateTokenCommand({ clientId, clientSecret, refreshToken, grantType: 'refresh_token' }),
    );
    if (!answer.accessToken || !answer.expiresIn) throw new SyntaxError('no token in the answer');
    const renewed: SsoToken = {
      ...token,
      accessToken: answer.accessToken,
      expiresAt: toIsoTime(tools.context.now() + answer.expiresIn * 1000),
      ...(answer.refreshToken && { refreshToken: answer.refreshToken }),
    };
    keep(path, renewed, tools);
    return renewed.accessToken;
  } catch (error) {
    throw await tools.explain(error, {
      doing: 'sso-renewal',
      region: session.region,
      signIn: signInCommand(session),
    });
  }
}

function keep(path: string, token: SsoToken, { context, log }: AwsTools): void {
  try {
    writeSsoCacheFile(path, token, context);
  } catch (error) {
    // The token serves this run all the same.
    log('SSO token not written', { path, error: String(error) });
  }
}
