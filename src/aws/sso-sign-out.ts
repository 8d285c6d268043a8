import { LogoutCommand, SSOClient } from '@aws-sdk/client-sso';
import { HelperError } from '../errors.ts';
import { withLock } from '../lock.ts';
import { type KeptSsoToken, readKeptSsoToken, removeKept } from './sso-forgotten.ts';
import type { AwsTools } from './tools.ts';

/** How a sign-out went: AWS ended the session, it was over, or nobody could tell AWS; the token is removed in any case. */
export type SignOut = 'signed-out' | 'was-over' | HelperError;

/**
 * Signs out of the SSO session whose token is kept in the file: ends it at AWS, with the credentials that were had
 * with it, and removes the token. The registration of the client stays, as with `aws sso logout`.
 * @param knownRegion where the session is, if its token doesn't say
 * @throws FILE_UNREADABLE, FILE_UNWRITABLE
 */
export async function signOut(
  path: string,
  knownRegion: string | undefined,
  tools: AwsTools,
): Promise<SignOut> {
  const { context, deadline, log } = tools;
  // Whoever renews the token meanwhile would write it again.
  const lock = `${path}.lock`;
  deadline.waitFor('another docker-credential-ecr, which renews the SSO token,');
  try {
    return await withLock(
      lock,
      { context, log },
      { signal: deadline.signal, answer: () => undefined },
      () => {
        const token = readKeptSsoToken(path);
        return token === undefined
          ? Promise.resolve('was-over')
          : endAndForget(path, token, knownRegion, tools);
      },
    );
  } catch (error) {
    if (!(error instanceof HelperError) || error.code !== 'TIMED_OUT') throw error;
    removeKept(path);
    return error;
  }
}

async function endAndForget(
  path: string,
  { accessToken, region: ownRegion }: KeptSsoToken,
  knownRegion: string | undefined,
  tools: AwsTools,
): Promise<SignOut> {
  try {
    const region = ownRegion ?? knownRegion;
    return region === undefined ? regionUnknown(path) : await askForEnd(accessToken, region, tools);
  } finally {
    removeKept(path);
  }
}

async function askForEnd(accessToken: string, region: string, tools: AwsTools): Promise<SignOut> {
  tools.deadline.waitFor(`the SSO portal in ${region}`);
  try {
    const client = new SSOClient(tools.clientSettings('sso', region));
    await client.send(new LogoutCommand({ accessToken }));
    return 'signed-out';
  } catch (error) {
    if ((error as Error).name === 'UnauthorizedException') return 'was-over';
    return tools.explain(error, { doing: 'sso-sign-out', region });
  }
}

function regionUnknown(path: string): HelperError {
  return new HelperError('SSO_TOKEN_INVALID', `the SSO token file ${path} does not say in which region`);
}
