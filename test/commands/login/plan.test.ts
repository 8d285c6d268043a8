import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readAwsConfig } from '../../../src/aws/profile.ts';
import { type LoginPlan, planLogin } from '../../../src/commands/login/plan.ts';
import { parseLogin } from '../../../src/commands/login/request.ts';
import type { Configuration } from '../../../src/config-file/read.ts';
import type { Context } from '../../../src/context.ts';
import { registryFinder } from '../../../src/ecr/registry-rules.ts';
import { HelperError } from '../../../src/errors.ts';

const CONFIG = `
[sso-session acme]
sso_start_url = https://acme.awsapps.com/start
sso_region = eu-west-1
[sso-session unused]
sso_start_url = https://unused.awsapps.com/start
sso_region = eu-west-1
[profile dev]
sso_session = acme
sso_account_id = 111111111111
sso_role_name = Dev
region = us-east-1
[profile nowhere]
sso_session = acme
sso_account_id = 222222222222
sso_role_name = Dev
[profile over]
role_arn = arn:aws-cn:iam::333333333333:role/pull
source_profile = dev
region = cn-north-1
[profile keys]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = secret
region = us-east-1
[profile keys-of]
aws_access_key_id = AKIAIOSFODNN7EXAMPLE
aws_secret_access_key = secret
aws_account_id = 444444444444
region = us-east-1
[profile empty]
`;
const DOCKER = JSON.stringify({
  credHelpers: {
    '555555555555.dkr.ecr.us-east-1.amazonaws.com': 'ecr',
    'https://555555555555.dkr.ecr.us-east-1.amazonaws.com/v2/': 'ecr',
    '666666666666.dkr.ecr.us-east-1.amazonaws.com': 'ecr-login',
    'example.com': 'ecr',
  },
});

let home: string;
/** The configuration file; tests put in what they need. */
let configuration: Configuration;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'login-plan-'));
  await write('.aws/config', CONFIG);
  configuration = { path: '/config.json', exists: false };
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(home, dirname(path)), { recursive: true });
  await writeFile(join(home, path), text);
}

function planFor(words: string, env: Record<string, string> = {}): LoginPlan {
  const programPath = join(home, 'docker-credential-ecr');
  const context = { env, home, platform: 'linux', programPath } as Context;
  return planLogin(parseLogin(words.split(' ').filter(Boolean)), {
    context,
    config: readAwsConfig(context),
    configuration,
    findRegistry: registryFinder(configuration),
  });
}

/** The sessions' names, and the registries with the profiles that serve them. */
function shown({ sessions, targets }: LoginPlan) {
  return {
    sessions: sessions.map(({ name }) => name),
    targets: targets.map(({ match, choice }) => {
      const who =
        choice instanceof HelperError ? choice.code : (choice.source as { profile?: string }).profile;
      return `${match.registry.host} ${who}`;
    }),
  };
}

const HOST = '777777777777.dkr.ecr.us-east-1.amazonaws.com';

describe('signs in to and gets tokens of', () => {
  test.each<[string, Record<string, string>, string[], string[]]>([
    ['--profile dev', {}, ['acme'], ['111111111111.dkr.ecr.us-east-1.amazonaws.com dev']],
    [
      '--profile dev',
      { AWS_REGION: 'eu-west-3' },
      ['acme'],
      ['111111111111.dkr.ecr.eu-west-3.amazonaws.com dev'],
    ],
    ['--profile nowhere', {}, ['acme'], []],
    ['--profile over', {}, ['acme'], ['333333333333.dkr.ecr.cn-north-1.amazonaws.com.cn over']],
    ['--profile keys-of', {}, [], ['444444444444.dkr.ecr.us-east-1.amazonaws.com keys-of']],
    [`--profile nowhere ${HOST}`, { AWS_PROFILE: 'dev' }, ['acme'], [`${HOST} nowhere`]],
    [`${HOST} https://${HOST}/v2/`, { AWS_PROFILE: 'dev' }, ['acme'], [`${HOST} dev`]],
    [`${HOST} public.ecr.aws`, { AWS_PROFILE: 'keys' }, [], [`${HOST} keys`, 'public.ecr.aws keys']],
    [HOST, { AWS_PROFILE: 'not-there' }, [], [`${HOST} PROFILE_NOT_FOUND`]],
    ['', { AWS_PROFILE: 'dev' }, ['acme'], ['111111111111.dkr.ecr.us-east-1.amazonaws.com dev']],
    ['', { AWS_PROFILE: 'nowhere' }, ['acme'], []],
  ])('%j in %j', (words, env, sessions, targets) => {
    expect(shown(planFor(words, env))).toEqual({ sessions, targets });
  });

  test('everything', async () => {
    await write('.docker/config.json', DOCKER);
    expect(shown(planFor('--all', { AWS_PROFILE: 'keys' }))).toEqual({
      sessions: ['acme', 'unused'],
      targets: ['555555555555.dkr.ecr.us-east-1.amazonaws.com keys'],
    });
  });
});

test.each<[string, Record<string, string>, string]>([
  ['', {}, 'USAGE'],
  ['', { AWS_PROFILE: 'keys' }, 'USAGE'],
  ['--identity x', {}, 'USAGE'],
  ['--profile keys', {}, 'USAGE'],
  ['--profile not-there', {}, 'PROFILE_NOT_FOUND'],
  ['--profile empty', {}, 'PROFILE_INVALID'],
])('finds nothing for %j in %j', (words, env, code) => {
  expect(() => planFor(words, env)).toThrow(expect.objectContaining({ code }));
});

test("everything has in it what Docker's config gives to another name of this program", async () => {
  await write('.docker/config.json', DOCKER);
  await write('docker-credential-ecr', 'this program');
  await symlink(join(home, 'docker-credential-ecr'), join(home, 'docker-credential-ecr-login'));
  await chmod(join(home, 'docker-credential-ecr'), 0o755);
  const hosts = planFor('--all', { PATH: home }).targets.map(({ match }) => match.registry.host);
  expect(hosts).toContain('666666666666.dkr.ecr.us-east-1.amazonaws.com');
});

test('finds nothing where all is nothing', async () => {
  await write('.aws/config', '');
  expect(() => planFor('--all')).toThrow(expect.objectContaining({ code: 'USAGE' }));
});

describe('with a configuration file', () => {
  beforeEach(() => {
    configuration = {
      path: '/config.json',
      exists: true,
      identities: {
        deployer: {
          sso: {
            startUrl: 'https://other.awsapps.com/start',
            region: 'us-east-1',
            accountId: '222222222222',
            roleName: 'Deploy',
          },
        },
        over: { roleArn: 'arn:aws:iam::444444444444:role/x', via: 'developer' },
        developer: { profile: 'dev' },
      },
      registries: {
        'ops/ecr': { host: '222222222222.dkr.ecr.us-east-1.amazonaws.com', identity: 'deployer' },
        mine: {
          host: 'images.example.com',
          registry: '222222222222.dkr.ecr.us-east-1.amazonaws.com',
          identity: 'deployer',
          autoProvision: false,
        },
        slow: {
          host: '666666666666.dkr.ecr.us-east-1.amazonaws.com',
          identity: 'deployer',
          autoProvision: false,
        },
        all: { host: '*.dkr.ecr.eu-west-1.amazonaws.com', identity: 'deployer' },
      },
    };
  });

  const registriesOf = (words: string) => planFor(words).targets.map(({ match }) => match.registry.host);

  test.each([
    ['ops/ecr', ['222222222222.dkr.ecr.us-east-1.amazonaws.com']],
    ['images.example.com mine', ['images.example.com']],
    [
      '--identity deployer 333333333333.dkr.ecr.us-east-1.amazonaws.com',
      ['333333333333.dkr.ecr.us-east-1.amazonaws.com'],
    ],
    ['--identity deployer', ['222222222222.dkr.ecr.us-east-1.amazonaws.com']],
    ['--all', ['222222222222.dkr.ecr.us-east-1.amazonaws.com']],
  ])('%s: %j', (words, hosts) => {
    expect(registriesOf(words)).toEqual(hosts);
    const startUrls = planFor(words).sessions.map(({ startUrl }) => startUrl);
    expect(startUrls).toContain('https://other.awsapps.com/start');
  });

  test("--identity of a role that serves nothing there: its account's registry", () => {
    expect(registriesOf('--identity over')).toEqual(['444444444444.dkr.ecr.us-east-1.amazonaws.com']);
    expect(planFor('--identity over').sessions.map(({ name }) => name)).toEqual(['acme']);
  });

  test('--identity of one that serves only what is not to be prepared: its session alone', () => {
    const host = '666666666666.dkr.ecr.us-east-1.amazonaws.com';
    configuration = {
      ...configuration,
      identities: { it: { profile: 'dev' } },
      registries: { slow: { host, identity: 'it', autoProvision: false } },
    };
    expect(registriesOf('--identity it')).toEqual([]);
    expect(planFor('--identity it').sessions).toHaveLength(1);
    expect(registriesOf('slow')).toEqual([host]);
    expect(registriesOf(`--identity it ${host}`)).toEqual([host]);
  });

  test("a profile's own registry is left out where it is not to be prepared", () => {
    const host = '111111111111.dkr.ecr.us-east-1.amazonaws.com';
    configuration = {
      ...configuration,
      registries: { own: { host, identity: 'developer', autoProvision: false } },
    };
    expect(registriesOf('--profile dev')).toEqual([]);
    expect(registriesOf('own')).toEqual([host]);
    expect(registriesOf(`--profile dev ${host}`)).toEqual([host]);
  });

  test("--all leaves out what is not to be prepared, though Docker's config has it", async () => {
    const credHelpers = { '666666666666.dkr.ecr.us-east-1.amazonaws.com': 'ecr', [HOST]: 'ecr' };
    await write('.docker/config.json', JSON.stringify({ credHelpers }));
    expect(registriesOf('--all')).toEqual(['222222222222.dkr.ecr.us-east-1.amazonaws.com', HOST]);
  });

  test.each([['all'], ['--identity nobody'], ['nothing.example.com']])('%s is a mistake of use', (words) => {
    expect(() => planFor(words)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });
});
