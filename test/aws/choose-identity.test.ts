import { describe, expect, test } from '@jest/globals';
import { describeChoice } from '../../src/aws/choice.ts';
import { type Asked, chooseIdentity } from '../../src/aws/resolve.ts';
import { awsConfig } from '../fakes/aws-config.ts';
import { fakeContext } from '../fakes/context.ts';
import { thrownBy } from '../fakes/thrown.ts';

const ACCOUNT = '111111111111';
const HOST = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`;
const NO_FILE = { path: '/config.json', exists: false };
const FILE = {
  path: '/config.json',
  exists: true,
  identities: { ops: { profile: 'ops' }, bad: { profile: 'bad' } },
};
const SESSION = '[sso-session acme]\nsso_start_url = https://acme\nsso_region = eu-west-1\n';
const sso = (name: string, account = ACCOUNT, role = name) =>
  `[${name === 'default' ? name : `profile ${name}`}]\nsso_session = acme\nsso_account_id = ${account}\nsso_role_name = ${role}\n`;

function choose(config: string, asked: Partial<Asked> = {}, env = {}) {
  const all = { host: HOST, accountId: ACCOUNT, rule: undefined, configuration: NO_FILE, ...asked };
  return chooseIdentity(awsConfig(SESSION + config), fakeContext({ env }), all);
}

describe('a rule of the configuration file', () => {
  const asked = { configuration: FILE, rule: { name: 'dev/eu', identity: 'ops' } };

  test('comes before all else', () => {
    const env = { AWS_ACCESS_KEY_ID: 'AKIA1', AWS_SECRET_ACCESS_KEY: 's', AWS_PROFILE: 'dev' };
    const choice = choose(sso('ops', '222222222222') + sso('dev'), asked, env);
    expect(choice).toMatchObject({ rule: 'configuration', skipped: [] });
    expect(describeChoice(choice)).toBe(
      'identity "ops", profile "ops" (registries."dev/eu" in /config.json)',
    );
  });

  test('never falls through, and stays in the error', () => {
    const rule = { name: 'dev/eu', identity: 'bad' };
    const error = thrownBy(() => choose(sso('dev'), { ...asked, rule }));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toMatch(
      /^identity "bad" \(registries\."dev\/eu" in \/config\.json\): identities\.bad\.profile: /,
    );
    expect(error.hint).toBe('correct identities.bad.profile in /config.json');
  });

  test.each<[string, Partial<Asked>, object]>([
    ['there is no file', {}, { reason: 'no-file', about: '/config.json' }],
    ['the file has none for it', { configuration: FILE }, { reason: 'no-rule', about: '/config.json' }],
    [
      'it names no identity',
      { configuration: FILE, rule: { name: 'eu', identity: undefined } },
      { reason: 'no-identity', about: 'registries.eu in /config.json' },
    ],
  ])('does not apply when %s', (_, without, skip) => {
    const { rule, skipped } = choose(sso('dev'), without);
    expect(rule).toBe('account-match');
    expect(skipped[0]).toEqual({ rule: 'configuration', ...skip });
  });
});

describe('the account match', () => {
  test('finds the one profile of the account', () => {
    const choice = choose(sso('default', '222222222222') + sso('dev') + sso('ops', '333333333333'));
    expect(choice).toMatchObject({ rule: 'account-match', source: { profile: 'dev' } });
    expect(describeChoice(choice)).toBe(`profile "dev" (its account is ${ACCOUNT})`);
    expect(choice.skipped.at(-1)).toMatchObject({ rule: 'workspace-token', reason: 'no-role' });
  });

  test.each<[string, string, string]>([
    ['default among several', sso('dev') + sso('default'), 'default'],
    [
      'the first of several ways to one principal',
      sso('dev', ACCOUNT, 'R') + sso('ops', ACCOUNT, 'R'),
      'dev',
    ],
    [
      'default though another is wrong',
      `${sso('default')}[profile a]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/r\n`,
      'default',
    ],
  ])('takes %s', (_, config, profile) =>
    expect(choose(config)).toMatchObject({ rule: 'account-match', source: { profile } }),
  );

  test.each([
    ['no profile is of the account', sso('default', '222222222222'), {}, {}, 'no-match', ACCOUNT],
    [
      'ECR Public has no account',
      sso('default'),
      { accountId: undefined, host: 'public.ecr.aws' },
      {},
      'no-account',
      'public.ecr.aws',
    ],
  ])('does not apply: %s', (_, config, asked, env, reason, about) => {
    const { rule, skipped } = choose(config, asked, env);
    expect(rule).toBe('default-profile');
    expect(skipped).toContainEqual({ rule: 'account-match', reason, about });
  });

  test('does not apply when AWS_PROFILE names a profile without credentials', () => {
    const { rule, skipped } = choose(
      `${sso('dev')}[profile empty]\nregion = x\n`,
      {},
      { AWS_PROFILE: 'empty' },
    );
    expect(rule).toBe('instance-metadata');
    expect(skipped).toContainEqual({ rule: 'account-match', reason: 'switched-off', about: 'AWS_PROFILE' });
  });

  test('says which profiles there are, and the line that decides', () => {
    const error = thrownBy(() => choose(sso('dev') + sso('ops')));
    expect(error.code).toBe('IDENTITY_AMBIGUOUS');
    expect(error.message).toBe(`2 profiles are of account ${ACCOUNT}: "dev", "ops"`);
    const [, file, line = ''] = /^write the one you want into (\S+): (\{.*\})$/.exec(error.hint ?? '') ?? [];
    expect(file).toBe('/config.json');
    expect(JSON.parse(line)).toEqual({
      identities: { dev: { profile: 'dev' } },
      registries: { [ACCOUNT]: { host: HOST, identity: 'dev' } },
    });
  });

  test('says what to add where there is a file', () => {
    const error = thrownBy(() => choose(sso('dev') + sso('ops'), { configuration: FILE }));
    expect(error.hint).toMatch(
      /^add the one you want to \/config\.json: "identities": \{.*\}, "registries": \{.*\}$/,
    );
  });

  test('a profile of the account that is wrong is not passed over', () => {
    const error = thrownBy(() => choose(`[profile a]\nrole_arn = arn:aws:iam::${ACCOUNT}:role/r\n`));
    expect(error.code).toBe('PROFILE_INVALID');
    expect(error.message).toMatch(/^profile "a" \(its account is 111111111111\): profile "a": /);
  });
});
