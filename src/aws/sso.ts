import { GetRoleCredentialsCommand, SSOClient } from '@aws-sdk/client-sso';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { SsoSource } from './credential-source.ts';
import { sessionOf, signInCommand } from './sso-session.ts';
import { usableAccessToken } from './sso-token.ts';
import type { AwsTools } from './tools.ts';

/**
 * The credentials of an account and role of an SSO session, by the session's cached token, which is renewed
 * when it can be.
 * @throws SSO_SIGN_IN_NEEDED, SSO_TOKEN_INVALID, SSO_SESSION_EXPIRED, SSO_ROLE_DENIED, and what every call may
 */
export async function ssoCredentials(source: SsoSource, tools: AwsTools): Promise<AwsCredentialIdentity> {
  const accessToken = await usableAccessToken(sessionOf(source, tools.config), tools);
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
