import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ssoTokenPath } from '../../src/aws/sso-token-file.ts';
import type { SsoAssignment } from '../fakes/aws/sso-sessions.ts';
import type { AwsStandIn } from '../fakes/aws/stand-in.ts';
import { ACCOUNT, type Person } from './person.ts';

export const START_URL = 'https://acme.awsapps.com/start';

/** What a person has who may sign in to SSO but hasn't: the session `acme` with the profile `dev`, and what else is told. */
export async function useUnsignedSso(
  person: Person,
  aws: AwsStandIn,
  { config = '', assignments = [] }: { config?: string; assignments?: readonly SsoAssignment[] } = {},
): Promise<void> {
  aws.addSsoSession({
    startUrl: START_URL,
    region: 'eu-west-1',
    assignments: [{ accountId: ACCOUNT, roleName: 'Developer' }, ...assignments],
  });
  await person.write(
    '.aws/config',
    `[profile dev]\nsso_session = acme\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\nregion = us-east-1\n` +
      `[sso-session acme]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n${config}`,
  );
}

/** A device sign-in's question, as it is shown. */
export const QUESTION = /https:\/\/device\.sso\.eu-west-1\.amazonaws\.com\/\?user_code=([A-Z]{4}-[A-Z]{4})/;

/** The token file of the session, and how it is protected. */
export async function keptToken(
  person: Person,
  session: { name: string | undefined; startUrl: string } = { name: 'acme', startUrl: START_URL },
) {
  const path = ssoTokenPath(session, { home: person.home });
  const { mode } = await stat(path);
  return { mode: mode & 0o777, path, token: JSON.parse(await readFile(path, 'utf8')) };
}

/** What lies in the directory of SSO tokens; nothing where there is none. */
export function ssoCacheFiles(person: Person): Promise<string[]> {
  return readdir(join(person.home, '.aws/sso/cache')).catch(() => []);
}

/** `operation` of each request of the kind that a sign-in makes, in order. */
export function signInRequests(aws: AwsStandIn): string[] {
  return aws.requests.filter(({ service }) => service === 'sso-oidc').map(({ operation }) => operation);
}
