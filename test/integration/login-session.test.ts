import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { LoginSignIn } from '../fakes/aws/login-sessions.ts';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { type Ended, EXECUTABLES } from './executables.ts';
import { ACCOUNT, Person } from './person.ts';

jest.setTimeout(30_000);

const SESSION = `arn:aws:iam::${ACCOUNT}:user/developer`;
const REMEDY = 'run: aws login --profile dev';

let aws: AwsStandIn;
let person: Person;

/** What `aws login` leaves: the profile, and the session's file. Returns the file. */
async function signIn(session: LoginSignIn | string): Promise<string> {
  await person.write('.aws/config', `[profile dev]\nlogin_session = ${SESSION}\nregion = eu-west-1\n`);
  const name = createHash('sha256').update(SESSION).digest('hex');
  const text = typeof session === 'string' ? session : JSON.stringify(session, null, 2);
  return person.write(`.aws/login/cache/${name}.json`, text);
}

const asked = () => aws.requests.map(({ service, operation }) => `${service}.${operation}`);

function expectFailure({ code, stdout, stderr }: Ended, says: string, remedy: string) {
  expect({ code, stdout }).toEqual({ code: 1, stdout: stderr });
  expect(stderr).toMatch(/^docker-credential-ecr: [^\n]+\n$/);
  expect(stderr).toContain(says);
  expect(stderr).toContain(`; ${remedy}\n`);
}

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    person = await Person.at(aws, path);
    person.env.AWS_PROFILE = 'dev';
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  test('answers by the session of `aws login`, and asks nothing but ECR', async () => {
    await signIn(aws.addLoginSession({ accountId: ACCOUNT }));
    const cold = await person.run('get');
    expect(cold).toMatchObject({ code: 0, stderr: '' });
    expect(aws.checkPassword(JSON.parse(cold.stdout).Secret, ACCOUNT)).toBe('good');
    expect(asked()).toEqual(['ecr.GetAuthorizationToken']);
    expect(await person.run('get')).toEqual(cold);
    expect(asked()).toHaveLength(1);
  });

  test('renews the session when less than 5 minutes are left, and writes it back', async () => {
    const before = aws.addLoginSession({ accountId: ACCOUNT, lifetimeSeconds: 200 });
    const file = await signIn(before);
    expect(await person.run('get')).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(asked()).toEqual(['signin.CreateOAuth2Token', 'ecr.GetAuthorizationToken']);
    const after: LoginSignIn = JSON.parse(await readFile(file, 'utf8'));
    expect(after).toMatchObject({ clientId: before.clientId, dpopKey: before.dpopKey });
    expect(after.refreshToken).not.toBe(before.refreshToken);
    expect(Date.parse(after.accessToken.expiresAt)).toBeGreaterThan(Date.now() + 800_000);
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    // What was written back serves the next time, after another renewal too.
    aws.clearRequests();
    expect(await person.run('get', undefined, { AWS_ECR_DISABLE_CACHE: '1' })).toMatchObject({ code: 0 });
    expect(asked()).toEqual(['ecr.GetAuthorizationToken']);
  });

  test('says what mends a session that is over', async () => {
    await signIn(aws.addLoginSession({ accountId: ACCOUNT, lifetimeSeconds: -10 }));
    aws.endLoginSessions();
    expectFailure(
      await person.run('get'),
      'profile "dev" (AWS_PROFILE): the sign-in of profile "dev" (aws login) can\'t be used (Your session has expired.',
      REMEDY,
    );
  });

  test.each<[string, () => Promise<unknown>, string]>([
    [
      'there is none',
      () => person.write('.aws/config', `[profile dev]\nlogin_session = ${SESSION}\n`),
      'is not there',
    ],
    ['its file is cut', () => signIn('{"accessToken":{"secretAccessKey":"hunter2-hunter2"'), 'is no JSON'],
    [
      'its file lacks the key',
      () => signIn('{"accessToken":{"accountId":"1"},"clientId":"c","refreshToken":"r"}'),
      'missing fields: dpopKey',
    ],
  ])('says what mends it when %s', async (_, setUp, says) => {
    await setUp();
    const ended = await person.run('get');
    expectFailure(ended, says, REMEDY);
    expect(ended.stderr).not.toContain('hunter2');
  });

  test('tells a service that fails, in the session’s own region, from a session that is over', async () => {
    await signIn(aws.addLoginSession({ accountId: ACCOUNT, lifetimeSeconds: -10 }));
    aws.inject({
      kind: 'fail',
      service: 'signin',
      status: 500,
      code: 'InternalServerException',
      message: 'oh',
    });
    expectFailure(
      await person.run('get', undefined, { AWS_REGION: 'us-west-2' }),
      'the AWS sign-in service in eu-west-1 failed',
      'try again later',
    );
  });

  test('tells no network from a session that is over', async () => {
    await signIn(aws.addLoginSession({ accountId: ACCOUNT, lifetimeSeconds: -10 }));
    expectFailure(
      await person.run('get', undefined, { AWS_ENDPOINT_URL_SIGNIN: 'http://127.0.0.1:1' }),
      "127.0.0.1 can't be reached (ECONNREFUSED)",
      'check the network, or set HTTPS_PROXY if there is a proxy',
    );
  });

  test('goes on with a session that could not be renewed and is not over', async () => {
    await signIn(aws.addLoginSession({ accountId: ACCOUNT, lifetimeSeconds: 200 }));
    const env = { AWS_ENDPOINT_URL_SIGNIN: 'http://127.0.0.1:1' };
    expect(await person.run('get', undefined, env)).toMatchObject({ code: 0, stderr: '' });
  });
});
