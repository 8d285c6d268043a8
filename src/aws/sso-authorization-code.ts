import { randomBytes } from 'node:crypto';
import { CreateTokenCommand, type CreateTokenResponse, type SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { HelperError } from '../errors.ts';
import { pause } from '../interrupt.ts';
import { type LoopbackListener, listenOnLoopback } from './loopback-listener.ts';
import { errorCode } from './network-failure.ts';
import { createPkce } from './pkce.ts';
import { type Asking, signInDenied, signInExpired } from './sso-question.ts';
import { type ClientRegistration, signInScopes } from './sso-registration.ts';
import { describeSession, deviceCommand, type SsoSession } from './sso-session.ts';
import type { AwsTools } from './tools.ts';

/** How long a person has where SSO sets no limit of its own (the AWS CLI's). */
const LONGEST_MS = 10 * 60 * 1000;

/**
 * Signs in by a browser on this machine, which brings a code back to a loopback address (RFC 8252, RFC 7636).
 * @throws SIGN_IN_DENIED, SIGN_IN_EXPIRED, the deadline's reason, and what the AWS SDK's client throws
 */
export async function signInByAuthorizationCode(
  session: SsoSession,
  registration: ClientRegistration,
  client: SSOOIDCClient,
  { show, longestMs }: Asking,
  { deadline }: AwsTools,
): Promise<CreateTokenResponse> {
  const { clientId, clientSecret } = registration;
  const { verifier, challenge } = createPkce();
  const state = randomBytes(32).toString('base64url');
  const waitMs = Math.min(longestMs, LONGEST_MS);
  const listener = await listenOnLoopback(state).catch((error: unknown) => {
    throw refused(session, `no port of this machine can be listened on: ${errorCode(error)}`, error);
  });
  try {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: listener.redirectUri,
      state,
      code_challenge_method: 'S256',
      code_challenge: challenge,
      scope: signInScopes(session).join(' '),
    });
    const address = `${await authorizeAddress(session, client)}?${query}`;
    await show({ session, address, code: undefined, waitMs });
    const answer = await deadline.waitForPerson(
      'the browser',
      waitMs + 1000,
      answerWithin(waitMs, listener, deadline.signal),
    );
    if (answer === undefined) throw signInExpired(session, waitMs);
    if ('error' in answer)
      throw answer.error === 'access_denied' ? signInDenied(session) : refused(session, answer.error);
    return await client.send(
      new CreateTokenCommand({
        clientId,
        clientSecret,
        grantType: 'authorization_code',
        code: answer.code,
        codeVerifier: verifier,
        redirectUri: listener.redirectUri,
      }),
    );
  } finally {
    listener.close();
  }
}

/** What the browser brought, or undefined when it brought nothing in time. */
async function answerWithin(waitMs: number, { answer }: LoopbackListener, signal: AbortSignal) {
  const over = new AbortController();
  try {
    return await Promise.race([answer, pause(waitMs, AbortSignal.any([signal, over.signal]))]);
  } finally {
    over.abort();
  }
}

/** SSO's page for sign-ins, which the SDK does not know: at the address of the service's other operations. */
async function authorizeAddress({ region }: SsoSession, client: SSOOIDCClient): Promise<string> {
  const { config } = client;
  const setting = await config.endpoint?.();
  if (setting !== undefined) {
    const port = setting.port === undefined ? '' : `:${setting.port}`;
    return `${setting.protocol}//${setting.hostname}${port}${setting.path.replace(/\/$/, '')}/authorize`;
  }
  const { url } = config.endpointProvider({
    Region: region,
    UseDualStack: await config.useDualstackEndpoint(),
    UseFIPS: await config.useFipsEndpoint(),
  });
  return new URL('authorize', url).href;
}

function refused(session: SsoSession, why: string, cause?: unknown): HelperError {
  return new HelperError(
    'SIGN_IN_REFUSED',
    `the sign-in to the SSO session ${describeSession(session)} by a browser on this machine failed (${why})`,
    { hint: `sign in by a code: ${deviceCommand(session)}`, cause },
  );
}
