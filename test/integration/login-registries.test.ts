import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { EXECUTABLES } from './executables.ts';
import { Person, REGISTRY } from './person.ts';
import { startAs } from './running.ts';
import { QUESTION, START_URL, useUnsignedSso } from './sso-person.ts';

jest.setTimeout(60_000);

const OTHER_ACCOUNT = '222222222222';
const OTHER = `${OTHER_ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com`;
const CONFIG =
  `[profile other]\nsso_session = acme\nsso_account_id = ${OTHER_ACCOUNT}\nsso_role_name = Deploy\nregion = eu-central-1\n` +
  `[profile unassigned]\nsso_session = acme\nsso_account_id = 333333333333\nsso_role_name = Admin\n`;

let aws: AwsStandIn;
let person: Person;

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    // Not a whole number of minutes, so that the time left reads the same however long a test takes.
    aws.tokenLifetimeSeconds = 43_190;
    person = await Person.at(aws, path);
    const assignments = [{ accountId: OTHER_ACCOUNT, roleName: 'Deploy' }];
    await useUnsignedSso(person, aws, { config: CONFIG, assignments });
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  const login = (args: readonly string[], env: Record<string, string> = {}) =>
    startAs(person, path, ['login', ...args], env);
  const loginApproved = async (args: readonly string[], env: Record<string, string> = {}) => {
    const running = login(args, env);
    const [, code = ''] = await running.says(QUESTION);
    aws.decideDeviceSignIn('approved', code);
    return running.ended;
  };

  test('gets the tokens of several registries after one sign-in, one failing', async () => {
    aws.inject({ kind: 'denied', service: 'ecr', times: 1 });
    const args = [OTHER, `https://${REGISTRY}/v2/`, 'public.ecr.aws'];
    const { code, stdout } = await loginApproved(args, { AWS_PROFILE: 'dev' });
    const lines = stdout.trimEnd().split('\n');
    const hosts = lines.map((line) => line.split(/ +/)[1]);
    expect(hosts).toEqual([OTHER, REGISTRY, 'public.ecr.aws']);
    const failed = lines.filter((line) => line.startsWith('✗'));
    expect(failed).toEqual([
      expect.stringMatching(/ {2}dev {2}it may not call ecr:GetAuthorizationToken \(/),
    ]);
    expect(lines.filter((line) => /^✓ \S+ +dev {2}expires in 11h59m$/.test(line))).toHaveLength(2);
    expect(code).toBe(1);
    const asked = (name: string) => aws.requests.filter(({ operation }) => operation === name).length;
    expect(asked('StartDeviceAuthorization')).toBe(1);
    // One identity serves them all.
    expect(asked('GetRoleCredentials')).toBe(1);
  });

  test('with --all, signs in to every session and serves what Docker gives to this helper', async () => {
    await person.write(
      '.docker/config.json',
      JSON.stringify({
        credHelpers: {
          [REGISTRY]: 'ecr',
          [OTHER]: 'ecr-login',
          'registry.example.com': 'ecr',
          'gcr.io': 'gcloud',
        },
      }),
    );
    const { code, stdout } = await loginApproved(['--all'], { AWS_PROFILE: 'dev' });
    expect(stdout).toBe(`✓ ${REGISTRY}  dev  expires in 11h59m\n`);
    expect(code).toBe(0);
  });

  test('with --all, a session that was denied is a line of its own', async () => {
    const running = login(['--all'], { AWS_EC2_METADATA_DISABLED: 'true' });
    const [, code = ''] = await running.says(QUESTION);
    aws.decideDeviceSignIn('denied', code);
    const { stdout, code: status } = await running.ended;
    expect(stdout).toMatch(/^✗ SSO session "acme" {2}dev {2}the sign-in .* was denied in the browser; /);
    expect(status).toBe(1);
  });

  test('with nothing named, takes the profile of the environment', async () => {
    const { code, stdout } = await loginApproved([], { AWS_PROFILE: 'other' });
    expect({ code, stdout }).toEqual({ code: 0, stdout: `✓ ${OTHER}  other  expires in 11h59m\n` });
  });

  test('without a region signs in, and that is all', async () => {
    const { code, stdout, stderr } = await loginApproved(['--profile', 'unassigned']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(
      /: signed in to the SSO session "acme"; its token is kept in ~\/\.aws\/sso\/cache\/[0-9a-f]{40}\.json\n$/,
    );
  });

  test('serves the named registry by the named profile', async () => {
    const { code, stdout } = await loginApproved(['--profile', 'unassigned', REGISTRY]);
    expect(stdout).toMatch(
      new RegExp(`^✗ ${REGISTRY}  unassigned  the SSO session has no role Admin in account 3`),
    );
    expect(code).toBe(1);
  });

  test('serves an identity of the configuration file, which needs no profile', async () => {
    const sso = { startUrl: START_URL, region: 'eu-west-1', accountId: OTHER_ACCOUNT, roleName: 'Deploy' };
    const registries = { prod: { host: OTHER, identity: 'deployer' } };
    await person.write(
      '.config/docker-credential-ecr/config.json',
      JSON.stringify({ identities: { deployer: { sso } }, registries }),
    );
    // Without a session of that address in the AWS config, it is signed in to by its start URL.
    await person.write('.aws/config', '');
    const refused = await person.run('get', OTHER);
    expect(refused.stderr).toContain('; run: docker-credential-ecr login --identity deployer\n');

    const line = `✓ ${OTHER}  deployer  expires in 11h59m\n`;
    expect(await loginApproved(['--identity', 'deployer'])).toMatchObject({ code: 0, stdout: line });
    expect(await login(['prod']).ended).toMatchObject({ code: 0, stdout: line });
    aws.clearRequests();
    expect(await person.run('get', OTHER)).toMatchObject({ code: 0, stderr: '' });
    expect(aws.requests).toEqual([]);
  });

  test.each<[string[], string]>([
    [
      [],
      'neither AWS_PROFILE nor the default profile says what to sign in to; name a REGISTRY, or --profile P, or --all',
    ],
    [['example.com'], '"example.com" is no ECR registry'],
    [['--all', '--profile', 'dev'], '--all means everything'],
    [['--profile'], "Option '--profile <value>' argument missing"],
    [
      ['--frofile', 'dev'],
      'there is no option --frofile (did you mean --profile?); run: docker-credential-ecr login --help',
    ],
    [['--identity', 'x'], 'there is no identity "x"'],
  ])('calls %j a mistake', async (args, says) => {
    const { code, stdout, stderr } = await login(args).ended;
    expect(stderr).toContain(`docker-credential-ecr: login: ${says}`);
    expect(stderr.split('\n')).toHaveLength(2);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('names the profiles that there are when the named one is not', async () => {
    const { code, stderr } = await login(['--profile', 'deb']).ended;
    expect(stderr).toMatch(
      /^docker-credential-ecr: profile "deb" is not in \S+ \(there are: dev, other, unassigned\); name one that is there\n$/,
    );
    expect(code).toBe(1);
  });

  test.each(['CI', 'GITPOD_HEADLESS'])('asks nobody where %s is set', async (variable) => {
    const { code, stdout } = await login(['--profile', 'dev'], { [variable]: 'true' }).ended;
    expect(stdout).toMatch(
      new RegExp(
        `^✗ .* nobody is to be asked here \\(${variable}\\); unset ${variable} if somebody can sign in\n$`,
      ),
    );
    expect(code).toBe(1);
    expect(aws.requests).toEqual([]);
  });

  test('explains itself', async () => {
    const { code, stdout, stderr } = await login(['--help']).ended;
    expect(stdout).toContain('Usage: docker-credential-ecr login');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
