import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { configure } from './configured-identities.ts';
import { EXECUTABLES } from './executables.ts';
import { Person } from './person.ts';

jest.setTimeout(30_000);

const START_URL = 'https://acme.awsapps.com/start';
const ACCOUNTS = ['111111111111', '222222222222', '333333333333'] as const;
const registryOf = (accountId: string) => `${accountId}.dkr.ecr.eu-central-1.amazonaws.com`;
const profile = (name: string, accountId: string, roleName = 'Developer') =>
  `[profile ${name}]\nsso_session = acme\nsso_account_id = ${accountId}\nsso_role_name = ${roleName}\n`;

let aws: AwsStandIn;
let person: Person;

/** Signs the person in to a portal with all accounts, and writes profiles beside its session. */
async function signIn(profiles: string): Promise<void> {
  await person.write(
    '.aws/config',
    `${profiles}[sso-session acme]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n`,
  );
  const assignments = ACCOUNTS.map((accountId) => ({ accountId, roleName: 'Developer' }));
  const token = aws.addSsoSession({ startUrl: START_URL, region: 'eu-west-1', assignments });
  await person.writeSsoToken('acme', { startUrl: START_URL, region: 'eu-west-1', ...token });
}

/** Asks for the registry of an account, and says what that registry would say to the password. */
async function pull(accountId: string): Promise<string> {
  const { code, stdout, stderr } = await person.run('get', `https://${registryOf(accountId)}`);
  if (code !== 0) return stderr;
  return aws.checkPassword(JSON.parse(stdout).Secret, accountId, 'eu-central-1');
}

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    person = await Person.at(aws, path);
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  test('gets each account’s password by its own profile, all at once and with no configuration but the AWS one', async () => {
    await signIn(ACCOUNTS.map((accountId, index) => profile(`shop-${index}`, accountId)).join(''));
    expect(await Promise.all(ACCOUNTS.map(pull))).toEqual(['good', 'good', 'good']);
    const tokens = aws.requests.filter(({ operation }) => operation === 'GetAuthorizationToken');
    expect(tokens.map(({ signedFor }) => signedFor?.accountId).sort()).toEqual([...ACCOUNTS]);

    aws.clearRequests();
    expect(await Promise.all(ACCOUNTS.map(pull))).toEqual(['good', 'good', 'good']);
    expect(aws.requests).toEqual([]);
  });

  test('finds the account of access keys in their ids', async () => {
    const keys = ACCOUNTS.map((accountId) => aws.addAccessKey({ accountId }));
    await person.write(
      '.aws/credentials',
      keys
        .map(
          ({ accessKeyId, secretAccessKey }, index) =>
            `[shop-${index}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
        )
        .join(''),
    );
    expect(await Promise.all(ACCOUNTS.map(pull))).toEqual(['good', 'good', 'good']);
  });

  test('asks which of two profiles it is to be, and takes the line that it asks for', async () => {
    await signIn(profile('shop', ACCOUNTS[0]) + profile('shop-admin', ACCOUNTS[0], 'Admin'));
    const line = await pull(ACCOUNTS[0]);
    expect(line).toContain(
      `${registryOf(ACCOUNTS[0])}: 2 profiles are of account ${ACCOUNTS[0]}: "shop", "shop-admin"; `,
    );
    expect(aws.requests).toEqual([]);

    await configure(person, /config\.json: (\{.*\})\n$/.exec(line)?.[1]);
    expect(await pull(ACCOUNTS[0])).toBe('good');
  });
});
