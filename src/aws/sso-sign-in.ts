import { accessSync, constants, mkdirSync } from 'node:fs';
import { type CreateTokenResponse, SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode, removeFile } from '../files.ts';
import { signInByAuthorizationCode } from './sso-authorization-code.ts';
import { signInByDeviceCode } from './sso-device-code.ts';
import type { Asking } from './sso-question.ts';
import { clientRegistration, registrationPath, type SignInGrant } from './sso-registration.ts';
import { type SsoSession, signInCommand, ssoCacheDirectory } from './sso-session.ts';
import { type SsoToken, ssoTokenPath, toIsoTime, writeSsoCacheFile } from './sso-token-file.ts';
import type { AwsTools } from './tools.ts';

/** Where the browser is: on this machine, so that it can come back by itself, or anywhere. */
export type SignInWay = 'browser' | 'device';

/**
 * Has a person sign in, and keeps the token where the AWS CLI and every SDK find it.
 * A legacy profile's session knows the device code alone.
 * @throws SIGN_IN_DENIED, SIGN_IN_EXPIRED, SIGN_IN_REFUSED, FILE_UNWRITABLE, and what every call may
 */
export async function signIn(
  session: SsoSession,
  way: SignInWay,
  asking: Asking,
  tools: AwsTools,
): Promise<SsoToken> {
  const { context, deadline } = tools;
  const { startUrl, region } = session;
  makeSsoCacheWritable(context);
  deadline.waitFor(`SSO sign-in in ${region}`);
  try {
    const { answer, registration } = await askSso(session, way, asking, tools);
    if (!answer.accessToken || !answer.expiresIn) throw new SyntaxError('no token in the answer');
    const token: SsoToken = {
      startUrl,
      region,
      accessToken: answer.accessToken,
      expiresAt: toIsoTime(context.now() + answer.expiresIn * 1000),
      clientId: registration.clientId,
      clientSecret: registration.clientSecret,
      registrationExpiresAt: registration.expiresAt,
      ...(answer.refreshToken && { refreshToken: answer.refreshToken }),
    };
    writeSsoCacheFile(ssoTokenPath(session, context), token, context);
    return token;
  } catch (error) {
    throw await tools.explain(error, {
      doing: 'sso-sign-in',
      startUrl,
      region,
      signIn: signInCommand(session),
    });
  }
}

async function askSso(session: SsoSession, way: SignInWay, asking: Asking, tools: AwsTools) {
  const client = new SSOOIDCClient(tools.clientSettings('sso_oidc', session.region));
  const byBrowser = way === 'browser' && session.name !== undefined;
  const grant: SignInGrant = byBrowser
    ? 'authorization_code'
    : 'urn:ietf:params:oauth:grant-type:device_code';
  const ask = byBrowser ? signInByAuthorizationCode : signInByDeviceCode;
  const attempt = async () => {
    const registration = await clientRegistration(session, grant, client, tools);
    const answer: CreateTokenResponse = await ask(session, registration, client, asking, tools);
    return { answer, registration };
  };
  try {
    return await attempt();
  } catch (error) {
    // SSO can forget a client before its time. Of a sign-in in the browser, only the browser would show that.
    const unknownClient = (error as Error).name === 'InvalidClientException';
    if (unknownClient || (byBrowser && isUnanswered(error)))
      removeFile(registrationPath(session, tools.context));
    if (!unknownClient) throw error;
    tools.log('SSO does not know the client any more', { session: session.name });
    return attempt();
  }
}

function isUnanswered(error: unknown): boolean {
  return error instanceof HelperError && error.code === 'SIGN_IN_EXPIRED';
}

/**
 * Makes the directory of SSO tokens, if it isn't there.
 * Done before anybody is asked: an approval that can't be kept would be for nothing.
 * @throws FILE_UNWRITABLE
 */
export function makeSsoCacheWritable(context: Pick<Context, 'home'>): void {
  const directory = ssoCacheDirectory(context);
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    accessSync(directory, constants.W_OK);
  } catch (error) {
    throw new HelperError(
      'FILE_UNWRITABLE',
      `${directory}, where SSO tokens are kept, can't be written (${fileErrorCode(error) ?? 'unknown error'})`,
      { hint: 'make it a directory that you may write', cause: error },
    );
  }
}
