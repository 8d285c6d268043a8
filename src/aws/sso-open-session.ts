import { ListAccountsCommand, SSOClient } from '@aws-sdk/client-sso';
import { HelperError } from '../errors.ts';
import type { SsoSession } from './sso-session.ts';
import { usableAccessToken } from './sso-token.ts';
import type { AwsTools } from './tools.ts';

/**
 * Whether someone is signed in to the session, in SSO's own eyes: its token, renewed when that is due, is asked
 * what it opens.
 * @throws what hinders the asking, such as NO_NETWORK
 */
export async function isSessionOpen(session: SsoSession, tools: AwsTools): Promise<boolean> {
  let accessToken: string;
  try {
    accessToken = await usableAccessToken(session, tools);
  } catch (error) {
    if (error instanceof HelperError && error.code.startsWith('SSO_')) return false;
    throw error;
  }
  tools.deadline.waitFor(`the SSO portal in ${session.region}`);
  try {
    const client = new SSOClient(tools.clientSettings('sso', session.region));
    await client.send(new ListAccountsCommand({ accessToken, maxResults: 1 }));
    return true;
  } catch (error) {
    // Whatever else is wrong, a sign-in would not mend it, and the next call says it better.
    return (error as Error).name !== 'UnauthorizedException';
  }
}
