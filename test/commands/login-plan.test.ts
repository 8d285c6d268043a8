import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readAwsConfig } from '../../src/aws/profile.ts';
import { type LoginPlan, planLogin } from '../../src/commands/login-plan.ts';
import { identityName } from '../../src/commands/login-report.ts';
import { parseLogin } from '../../src/commands/login-request.ts';
import { readVerbSettings } from '../../src/commands/verb-settings.ts';
import { HelperError } from '../../src/errors.ts';
import { fakeContext } from '../fakes/context.ts';

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

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'login-plan-'));
  await write('.aws/config', CONFIG);
});
afterEach(() => rm(home, { recursive: true, force: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(join(home, dirname(path)), { recursive: true });
  await writeFile(join(home, path), text);
}

async function planFor(words: string, env: Record<string, string> = {}): Promise<LoginPlan> {
  const context = fakeContext({ env: { ...env, AWS_EC2_METADATA_DISABLED: 'true' }, home });
  const { configuration, findRegistry } = await readVerbSettings(context);
  const ground = { config: readAwsConfig(context), configuration, findRegistry, context };
  return planLogin(parseLogin(words.split(' ').filter(Boolean)), ground);
}

/** The sessions' names, and the registries with the profiles that serve them. */
function shown({ sessions, targets }: LoginPlan) {
  return {
    sessions: sessions.map(({ name }) => name),
    targets: targets.map(({ match: { registry }, choice }) => {
      const who = choice instanceof HelperError ? choice.code : identityName(choice.source);
      return `${registry.host} ${who}`;
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
    ['--profile keys', {}, [], []],
    ['--profile keys-of', {}, [], ['444444444444.dkr.ecr.us-east-1.amazonaws.com keys-of']],
    [`--profile nowhere ${HOST}`, { AWS_PROFILE: 'dev' }, ['acme'], [`${HOST} nowhere`]],
    [`${HOST} https://${HOST}/v2/`, { AWS_PROFILE: 'dev' }, ['acme'], [`${HOST} dev`]],
    [`${HOST} public.ecr.aws`, { AWS_PROFILE: 'keys' }, [], [`${HOST} keys`, 'public.ecr.aws keys']],
    [HOST, { AWS_PROFILE: 'not-there' }, [], [`${HOST} PROFILE_NOT_FOUND`]],
    ['', { AWS_PROFILE: 'dev' }, ['acme'], ['111111111111.dkr.ecr.us-east-1.amazonaws.com dev']],
    ['', { AWS_PROFILE: 'nowhere' }, ['acme'], []],
  ])('%j in %j', async (words, env, sessions, targets) => {
    expect(shown(await planFor(words, env))).toEqual({ sessions, targets });
  });

  test('everything', async () => {
    await write('.docker/config.json', DOCKER);
    expect(shown(await planFor('--all', { AWS_PROFILE: 'keys' }))).toEqual({
      sessions: ['acme', 'unused'],
      targets: ['555555555555.dkr.ecr.us-east-1.amazonaws.com keys'],
    });
  });
});

test.each<[string, Record<string, string>, string]>([
  ['', {}, 'USAGE'],
  ['', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 's' }, 'USAGE'],
  ['example.com', {}, 'USAGE'],
  ['--identity x', {}, 'USAGE'],
  ['--profile not-there', {}, 'PROFILE_NOT_FOUND'],
  ['--profile empty', {}, 'PROFILE_INVALID'],
])('finds nothing for %j in %j', async (words, env, code) => {
  await expect(planFor(words, env)).rejects.toMatchObject({ code });
});

test('finds nothing where all is nothing', async () => {
  await write('.aws/config', '');
  await expect(planFor('--all')).rejects.toMatchObject({ code: 'USAGE' });
});

describe('with a configuration file', () => {
  const EU = '888888888888.dkr.ecr.eu-west-1.amazonaws.com';
  const OTHER = '999999999999.dkr.ecr.eu-west-1.amazonaws.com';
  const sso = {
    startUrl: 'https://other.awsapps.com/start',
    region: 'eu-west-1',
    accountId: '888888888888',
    roleName: 'Pull',
  };

  beforeEach(async () => {
    const registries = {
      'acme/eu': { host: EU, identity: 'pull' },
      other: { host: OTHER, identity: 'pull', autoProvision: false },
      mirror: { host: 'images.example.com', registry: HOST, identity: 'developer' },
      all: { host: '*.amazonaws.com', identity: 'developer' },
    };
    const identities = {
      pull: { sso },
      developer: { profile: 'dev' },
      over: { roleArn: 'arn:aws:iam::444444444444:role/x', via: 'developer' },
    };
    await write('.config/docker-credential-ecr/config.json', JSON.stringify({ identities, registries }));
  });

  const portal = undefined;
  test.each<[string, Record<string, string>, (string | undefined)[], string[]]>([
    ['acme/eu', {}, [portal], [`${EU} pull`]],
    ['other', {}, [portal], [`${OTHER} pull`]],
    ['images.example.com', {}, ['acme'], ['images.example.com developer']],
    [HOST, { AWS_PROFILE: 'keys' }, ['acme'], [`${HOST} developer`]],
    ['--identity pull', {}, [portal], [`${EU} pull`]],
    [
      '--identity over',
      { AWS_REGION: 'us-east-2' },
      ['acme'],
      ['444444444444.dkr.ecr.us-east-2.amazonaws.com over'],
    ],
    [`--identity pull ${HOST}`, {}, [portal], [`${HOST} pull`]],
    ['--all', {}, ['acme', 'unused', portal], [`${EU} pull`, 'images.example.com developer']],
  ])('%j in %j', async (words, env, sessions, targets) => {
    expect(shown(await planFor(words, env))).toEqual({ sessions, targets });
  });

  test.each([
    ['all', 'is the pattern *.amazonaws.com'],
    ['--identity x', 'there is no identity "x" in '],
  ])('calls %j a mistake', async (words, says) => {
    const message = expect.stringContaining(says);
    await expect(planFor(words)).rejects.toMatchObject({ code: 'USAGE', message });
  });
});
