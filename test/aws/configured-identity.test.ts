import { describe, expect, test } from '@jest/globals';
import { checkTokenSources, configuredSource } from '../../src/aws/configured-identity.ts';
import { describeSource, sourceProfile } from '../../src/aws/credential-source.ts';
import { fingerprint } from '../../src/aws/fingerprint.ts';
import { profileSource } from '../../src/aws/profile-source.ts';
import type { Configuration } from '../../src/config-file/read.ts';
import type { Identity } from '../../src/config-file/schema.ts';
import { awsConfig } from '../fakes/aws-config.ts';
import { fakeContext } from '../fakes/context.ts';
import { thrownBy } from '../fakes/thrown.ts';

const ROLE = 'arn:aws:iam::111111111111:role/puller';
const SSO = {
  startUrl: 'https://acme/start',
  region: 'eu-west-1',
  accountId: '222222222222',
  roleName: 'Dev',
};
const CONFIG = awsConfig(`
[profile dev]
sso_session = acme
sso_account_id = 222222222222
sso_role_name = Dev
[profile empty]
region = eu-west-1
[profile half]
aws_access_key_id = AKIA1
[sso-session acme]
sso_start_url = https://acme/start#/
sso_region = eu-west-1
`);
const IDENTITIES: Record<string, Identity> = {
  dev: { profile: 'dev' },
  portal: { sso: SSO },
  slash: { sso: { ...SSO, startUrl: 'https://acme/start/' } },
  elsewhere: { sso: { ...SSO, region: 'us-east-1' } },
  shared: {
    roleArn: ROLE,
    via: 'dev',
    externalId: 'x-1',
    sessionName: 'me',
    durationSeconds: 900,
    region: 'cn-north-1',
  },
  outer: { roleArn: ROLE, via: 'shared' },
  job: { roleArn: ROLE, webIdentity: { source: 'gitlab', name: 'AWS_TOKEN' }, durationSeconds: 3600 },
  lost: { profile: 'lost' },
  empty: { profile: 'empty' },
  half: { profile: 'half' },
};
const configuration: Configuration = { path: '/config.json', exists: true, identities: IDENTITIES };
const sourceOf = (name: string) =>
  configuredSource(name, { configuration, config: CONFIG, context: fakeContext() });
const profile = profileSource('dev', CONFIG, fakeContext());

test.each<[string, unknown]>([
  ['dev', { ...profile, identity: 'dev' }],
  ['portal', { kind: 'sso', profile: undefined, identity: 'portal', session: 'acme', ...SSO }],
  [
    'slash',
    {
      kind: 'sso',
      profile: undefined,
      identity: 'slash',
      session: 'acme',
      ...SSO,
      startUrl: 'https://acme/start/',
    },
  ],
  [
    'elsewhere',
    {
      kind: 'sso',
      profile: undefined,
      identity: 'elsewhere',
      session: undefined,
      ...SSO,
      region: 'us-east-1',
    },
  ],
  [
    'job',
    {
      kind: 'workspace-token',
      identity: 'job',
      roleArn: ROLE,
      tokenSource: 'gitlab',
      tokenOptions: { name: 'AWS_TOKEN' },
      durationSeconds: 3600,
    },
  ],
  [
    'outer',
    {
      kind: 'role',
      identity: 'outer',
      roleArn: ROLE,
      source: {
        kind: 'role',
        identity: 'shared',
        roleArn: ROLE,
        source: { ...profile, identity: 'dev' },
        externalId: 'x-1',
        sessionName: 'me',
        durationSeconds: 900,
        region: 'cn-north-1',
      },
    },
  ],
])('%s', (name, source) => expect(sourceOf(name)).toEqual(source));

test.each([
  ['dev', 'identity "dev", profile "dev"', 'dev'],
  ['portal', 'identity "portal"', undefined],
  ['outer', 'identity "outer"', 'dev'],
  ['job', 'identity "job"', undefined],
])('%s is called %s, and the settings of profile %s count', (name, words, settings) => {
  expect(describeSource(sourceOf(name))).toBe(words);
  expect(sourceProfile(sourceOf(name))).toBe(settings);
});

test('two ways to one principal have one fingerprint, and other ways others', () => {
  const print = (name: string) => fingerprint(sourceOf(name), undefined, fakeContext());
  expect(print('dev')).toBe(print('portal'));
  expect(print('dev')).toBe(print('slash'));
  expect(new Set(['dev', 'shared', 'outer', 'job'].map(print)).size).toBe(4);
});

test.each([
  ['lost', 'CONFIG_INVALID', 'identities.lost.profile: there is no profile "lost"'],
  ['empty', 'CONFIG_INVALID', 'identities.empty.profile: profile "empty" names no credentials'],
  ['half', 'PROFILE_INVALID', 'half an access key'],
])('%s is wrong: %s', (name, code, what) => {
  const error = thrownBy(() => sourceOf(name));
  expect(error.code).toBe(code);
  expect(error.message).toContain(what);
});

describe('token sources', () => {
  const check = (webIdentity: { source: string }) =>
    checkTokenSources({
      path: '/config.json',
      exists: true,
      identities: { a: { roleArn: ROLE, webIdentity } },
    });

  test.each<[{ source: string; path?: string; name?: string; command?: string[]; audience?: string }]>([
    [{ source: 'gitpod' }],
    [{ source: 'github-actions', audience: 'acme' }],
    [{ source: 'file', path: '~/token' }],
    [{ source: 'variable', name: 'TOKEN' }],
    [{ source: 'command', command: ['vault', 'read'] }],
  ])('%j is good', (webIdentity) => expect(() => check(webIdentity)).not.toThrow());

  test.each<[{ source: string; path?: string; name?: string; command?: string[] }, string, string]>([
    [{ source: 'gitpot' }, 'source', 'found "gitpot"; did you mean "gitpod"?'],
    [{ source: 'file' }, 'path', 'found nothing'],
    [{ source: 'gitpod', path: '/token' }, 'path', 'found "/token"'],
    [{ source: 'command', command: ['./vault'] }, 'command', 'found a list'],
  ])('%j is wrong at %s', (webIdentity, member, what) => {
    const { code, message } = thrownBy(() => check(webIdentity));
    expect(code).toBe('CONFIG_INVALID');
    expect(message).toContain(`/config.json: identities.a.webIdentity.${member}: expected `);
    expect(message).toContain(what);
  });
});
