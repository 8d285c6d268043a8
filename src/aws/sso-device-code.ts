import {
  CreateTokenCommand,
  type CreateTokenResponse,
  type SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import { pause } from '../interrupt.ts';
import { networkFailure } from './network-failure.ts';
import { type Asking, signInDenied, signInExpired } from './sso-question.ts';
import type { ClientRegistration } from './sso-registration.ts';
import type { SsoSession } from './sso-session.ts';
import type { AwsTools } from './tools.ts';

/** RFC 8628, sections 3.2 and 3.5: the interval where none is told, and what `slow_down` adds. In seconds. */
const DEFAULT_INTERVAL = 5;
const SLOW_DOWN = 5;

/** How long the last question may take after the person's time is over. */
const LAST_REQUEST_MS = 10_000;

/**
 * Signs in by a code that a person approves in a browser anywhere (RFC 8628).
 * @throws SIGN_IN_DENIED, SIGN_IN_EXPIRED, the deadline's reason, and what the AWS SDK's client throws
 */
export async function signInByDeviceCode(
  session: SsoSession,
  registration: ClientRegistration,
  client: SSOOIDCClient,
  { show, longestMs }: Asking,
  { context, deadline }: AwsTools,
): Promise<CreateTokenResponse> {
  const { clientId, clientSecret } = registration;
  const started = await client.send(
    new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl: session.startUrl }),
  );
  const { deviceCode, userCode, verificationUri, verificationUriComplete, expiresIn } = started;
  const address = verificationUriComplete || verificationUri;
  if (!deviceCode || !userCode || !address || !expiresIn) throw new SyntaxError('no code in the answer');

  const waitMs = Math.min(longestMs, expiresIn * 1000);
  const until = context.now() + waitMs;
  await show({ session, address, code: userCode, waitMs });
  const command = new CreateTokenCommand({
    clientId,
    clientSecret,
    deviceCode,
    grantType: 'urn:ietf:params:oauth:grant-type:device_code',
  });
  const poll = async (): Promise<CreateTokenResponse> => {
    for (let interval = started.interval || DEFAULT_INTERVAL, lastError: unknown; ; ) {
      const left = until - context.now();
      if (left <= 0) throw lastError ?? signInExpired(session, waitMs);
      await pause(Math.min(interval * 1000, left), deadline.signal);
      try {
        return await client.send(command);
      } catch (error) {
        lastError = undefined;
        switch ((error as Error).name) {
          case 'AuthorizationPendingException':
            break;
          case 'SlowDownException':
            interval += SLOW_DOWN;
            break;
          case 'AccessDeniedException':
            throw signInDenied(session, error);
          case 'ExpiredTokenException':
            throw signInExpired(session, waitMs, error);
          default:
            // The network may be back before the person has answered (RFC 8628, section 3.5).
            if (networkFailure(error) === undefined) throw error;
            lastError = error;
            interval += SLOW_DOWN;
        }
      }
    }
  };
  return deadline.waitForPerson(`SSO sign-in in ${session.region}`, waitMs + LAST_REQUEST_MS, poll());
}
