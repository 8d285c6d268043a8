import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromSSO } from '@aws-sdk/credential-providers';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { registrationPath } from '../../src/aws/sso-registration.ts';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { EXECUTABLES } from './executables.ts';
import { Person, REGISTRY } from './person.ts';
import { type Running, startAs } from './running.ts';
import {
  keptToken,
  QUESTION,
  START_URL,
  signInRequests,
  ssoCacheFiles,
  useUnsignedSso,
} from './sso-person.ts';

jest.setTimeout(60_000);

let aws: AwsStandIn;
let person: Person;

const ISO_TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const GOT_TOKEN = `✓ ${REGISTRY}  dev  expires in 11h59m\n`;

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    // Not a whole number of minutes, so that the time left reads the same however long a test takes.
    aws.tokenLifetimeSeconds = 43_190;
    person = await Person.at(aws, path);
    await useUnsignedSso(person, aws);
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  const login = (...args: string[]) => startAs(person, path, ['login', ...args]);
  const approve = async (running: Running) => {
    const [, code = ''] = await running.says(QUESTION);
    aws.decideDeviceSignIn('approved', code);
    return running.ended;
  };

  test('signs in by a code, keeps what the AWS CLI keeps, and gets the token', async () => {
    const { code, stdout, stderr } = await approve(login('--profile', 'dev'));
    expect(stdout).toBe(GOT_TOKEN);
    expect(stderr).toContain('signed in to the SSO session "acme"');
    expect(code).toBe(0);

    const { mode, token } = await keptToken(person);
    expect(mode).toBe(0o600);
    expect((await stat(join(person.home, '.aws/sso'))).mode & 0o777).toBe(0o700);
    expect(token).toEqual({
      startUrl: START_URL,
      region: 'eu-west-1',
      accessToken: expect.any(String),
      expiresAt: ISO_TIME,
      clientId: expect.any(String),
      clientSecret: expect.any(String),
      registrationExpiresAt: ISO_TIME,
      refreshToken: expect.any(String),
    });
    for (const secret of [token.accessToken, token.refreshToken, token.clientSecret]) {
      expect(stdout + stderr).not.toContain(secret);
    }
    aws.clearRequests();
    expect(await person.run('get', REGISTRY, { AWS_PROFILE: 'dev' })).toMatchObject({ code: 0, stderr: '' });
    expect(aws.requests).toEqual([]);
  });

  test('serves the AWS SDK too', async () => {
    await approve(login('--profile', 'dev'));
    const home = process.env.HOME;
    process.env.HOME = person.home;
    try {
      const provider = fromSSO({
        profile: 'dev',
        configFilepath: join(person.home, '.aws/config'),
        clientConfig: { endpoint: aws.url, region: 'eu-west-1' },
      });
      expect(await provider()).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) });
    } finally {
      process.env.HOME = home;
    }
  });

  test('asks nobody who is signed in, and asks again when SSO has ended the session', async () => {
    await approve(login('--profile', 'dev'));
    const { token } = await keptToken(person);
    const again = await login('--profile', 'dev').ended;
    expect(again).toMatchObject({ code: 0, stdout: GOT_TOKEN });
    expect(again.stderr).toBe('docker-credential-ecr: already signed in to the SSO session "acme"\n');

    aws.endSsoSession(token.accessToken);
    aws.clearRequests();
    expect(await approve(login('--profile', 'dev'))).toMatchObject({ code: 0 });
    // The registration of the first sign-in serves the second.
    expect(signInRequests(aws)).not.toContain('RegisterClient');
    expect((await keptToken(person)).token.accessToken).not.toBe(token.accessToken);
  });

  test('registers anew when SSO does not know the kept client any more', async () => {
    await approve(login('--profile', 'dev'));
    aws.endSsoSession((await keptToken(person)).token.accessToken);
    aws.revokeSsoClients();
    aws.clearRequests();
    expect(await approve(login('--profile', 'dev'))).toMatchObject({ code: 0 });
    expect(signInRequests(aws).slice(0, 3)).toEqual([
      'StartDeviceAuthorization',
      'RegisterClient',
      'StartDeviceAuthorization',
    ]);
  });

  test("uses the AWS CLI's client", async () => {
    const session = { name: 'acme', startUrl: START_URL, region: 'eu-west-1', scopes: undefined };
    const file = registrationPath(session, { home: person.home });
    await approve(login('--profile', 'dev'));
    const { clientId, clientSecret, expiresAt, scopes } = JSON.parse(await readFile(file, 'utf8'));
    // As the AWS CLI writes it for a sign-in by a code: without grant types.
    await writeFile(file, JSON.stringify({ clientId, clientSecret, expiresAt, scopes }));
    aws.endSsoSession((await keptToken(person)).token.accessToken);
    aws.clearRequests();
    await approve(login('--profile', 'dev'));
    expect(signInRequests(aws)).not.toContain('RegisterClient');
    expect((await keptToken(person)).token.clientId).toBe(clientId);
  });

  test('goes on asking, more slowly, when SSO tells it to slow down', async () => {
    aws.slowDownDeviceSignIns(1);
    expect(await approve(login('--profile', 'dev'))).toMatchObject({ code: 0, stdout: GOT_TOKEN });
    const [first, second] = aws.requests.filter(({ operation }) => operation === 'CreateToken');
    // The interval of a second and the five that RFC 8628 adds, less a timer's inexactness.
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(5900);
  });

  test.each<[string, (code: string) => void, RegExp]>([
    [
      'says no',
      (code) => aws.decideDeviceSignIn('denied', code),
      /^✗ \S+ {2}dev {2}the sign-in to the SSO session "acme" was denied in the browser; to be asked again, run: docker-credential-ecr login --profile dev \(or: aws sso login --profile dev\)\n$/,
    ],
    [
      'says nothing',
      () => {},
      /^✗ \S+ {2}dev {2}nobody approved the sign-in to the SSO session "acme" within 1 min; .*login --profile dev/,
    ],
  ])('fails when the person %s', async (_, decide, line) => {
    aws.deviceSignInSeconds = 3;
    const running = login('--profile', 'dev');
    const [, code = ''] = await running.says(QUESTION);
    decide(code);
    const { stdout, code: status } = await running.ended;
    expect(stdout).toMatch(line);
    expect(status).toBe(1);
    await expect(keptToken(person)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('ends at Ctrl-C with nothing half-written', async () => {
    const running = login('--profile', 'dev');
    await running.says(QUESTION);
    running.interrupt();
    const { code, stdout, stderr } = await running.ended;
    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/docker-credential-ecr: ended by Ctrl-C\n$/);
    // The client's registration, whole.
    const files = await ssoCacheFiles(person);
    expect(files).toEqual([expect.stringMatching(/^[0-9a-f]{40}\.json$/)]);
  });

  test('signs in to a legacy profile without scopes, and keeps no refresh token', async () => {
    await person.write(
      '.aws/config',
      `[default]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\nsso_account_id = 111111111111\nsso_role_name = Developer\n`,
    );
    const { code, stdout } = await approve(startAs(person, path, ['login', REGISTRY]));
    expect({ code, stdout }).toEqual({ code: 0, stdout: GOT_TOKEN.replace('dev', 'default') });
    const { token } = await keptToken(person, { name: undefined, startUrl: START_URL });
    expect(token).not.toHaveProperty('refreshToken');
    const registered = aws.requests.find(({ operation }) => operation === 'RegisterClient');
    expect(registered?.input).toEqual({ clientName: 'docker-credential-ecr', clientType: 'public' });
  });

  test('says before it asks anybody that the token could not be kept', async () => {
    await mkdir(join(person.home, '.aws/sso'));
    await writeFile(join(person.home, '.aws/sso/cache'), '');
    const { code, stdout } = await login('--profile', 'dev').ended;
    expect(stdout).toMatch(/^✗ .*\.aws\/sso\/cache, where SSO tokens are kept, can't be written \(EEXIST\)/);
    expect(code).toBe(1);
    expect(signInRequests(aws)).toEqual([]);
  });

  test('names a start URL that SSO does not know', async () => {
    await person.write(
      '.aws/config',
      '[profile dev]\nsso_session = acme\nsso_account_id = 111111111111\nsso_role_name = Developer\nregion = us-east-1\n' +
        '[sso-session acme]\nsso_start_url = https://other.awsapps.com/start\nsso_region = eu-west-1\n',
    );
    const { code, stdout } = await login('--profile', 'dev').ended;
    expect(stdout).toContain(
      'SSO in eu-west-1 takes no sign-in to https://other.awsapps.com/start (Invalid start URL); correct sso_start_url',
    );
    expect(code).toBe(1);
  });
});
