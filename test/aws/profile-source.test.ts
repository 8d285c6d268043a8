import { describe, expect, test } from '@jest/globals';
import { profileSource } from '../../src/aws/profile-source.ts';
import { renderError } from '../../src/errors.ts';
import { awsConfig } from '../fakes/aws-config.ts';
import { fakeContext } from '../fakes/context.ts';
import { thrownBy } from '../fakes/thrown.ts';

const ROLE = 'arn:aws:iam::123456789012:role/deploy';
const KEYS = 'aws_access_key_id = AKIA1\naws_secret_access_key = hunter2';
const SESSION = '[sso-session acme]\nsso_start_url = https://acme\nsso_region = eu-west-1';
const SSO = 'sso_session = acme\nsso_account_id = 123456789012\nsso_role_name = Admin';
const LEGACY = 'sso_start_url = https://old\nsso_region = us-east-1\nsso_account_id = 1\nsso_role_name = R';

function sourceOf(config: string, env = {}, name = 'dev') {
  return profileSource(name, awsConfig(config), fakeContext({ env }));
}

const keys = (profile: string) => ({ kind: 'access-key', accessKeyId: 'AKIA1', profile });
const role = (source: unknown, more = {}) => ({
  kind: 'role',
  profile: 'dev',
  roleArn: ROLE,
  source,
  externalId: undefined,
  sessionName: undefined,
  durationSeconds: undefined,
  mfaSerial: undefined,
  ...more,
});
const sso = (profile: string) => ({
  kind: 'sso',
  profile,
  session: 'acme',
  startUrl: 'https://acme',
  region: 'eu-west-1',
  accountId: '123456789012',
  roleName: 'Admin',
});
const legacy = {
  ...sso('dev'),
  session: undefined,
  startUrl: 'https://old',
  region: 'us-east-1',
  accountId: '1',
  roleName: 'R',
};
const webIdentity = {
  kind: 'web-identity-file',
  profile: 'dev',
  roleArn: ROLE,
  tokenFile: '/token',
  sessionName: undefined,
  durationSeconds: undefined,
};

describe('kinds', () => {
  test.each<[string, string, unknown]>([
    ['none', 'region = eu-west-1', undefined],
    ['empty settings', 'role_arn =\nsso_session =\naws_access_key_id =\ncredential_process =', undefined],
    ['access keys', KEYS, keys('dev')],
    ['an SSO session', `${SSO}\n${SESSION}`, sso('dev')],
    ['legacy SSO', LEGACY, legacy],
    [
      'a process',
      'credential_process = /bin/p --flag "a b"',
      { kind: 'process', profile: 'dev', command: '/bin/p --flag "a b"' },
    ],
    ['a login', 'login_session = arn:x', { kind: 'login', profile: 'dev', session: 'arn:x' }],
    ['a web identity', `role_arn = ${ROLE}\nweb_identity_token_file = /token`, webIdentity],
    [
      'a web identity with more',
      `role_arn = ${ROLE}\nweb_identity_token_file = /token\nrole_session_name = me\nduration_seconds = 900`,
      { ...webIdentity, sessionName: 'me', durationSeconds: 900 },
    ],
    [
      'a role of another profile',
      `role_arn = ${ROLE}\nsource_profile = base\n[profile base]\n${KEYS}`,
      role(keys('base')),
    ],
    ['a role of its own keys', `role_arn = ${ROLE}\nsource_profile = dev\n${KEYS}`, role(keys('dev'))],
    [
      'a role of an SSO profile',
      `role_arn = ${ROLE}\nsource_profile = base\n[profile base]\n${SSO}\n${SESSION}`,
      role(sso('base')),
    ],
    [
      'a role with all there is',
      `role_arn = ${ROLE}\nsource_profile = dev\n${KEYS}\nexternal_id = ex\nrole_session_name = me\nduration_seconds = 43200\nmfa_serial = arn:mfa`,
      role(keys('dev'), {
        externalId: 'ex',
        sessionName: 'me',
        durationSeconds: 43_200,
        mfaSerial: 'arn:mfa',
      }),
    ],
    [
      'a chain of roles',
      `role_arn = ${ROLE}\nsource_profile = middle\n[profile middle]\nrole_arn = ${ROLE}2\nsource_profile = base\n[profile base]\n${KEYS}`,
      role(role(keys('base'), { profile: 'middle', roleArn: `${ROLE}2` })),
    ],
  ])('%s', (_, settings, source) => expect(sourceOf(`[profile dev]\n${settings}`)).toEqual(source));
});

describe('of several kinds in one profile', () => {
  const process = 'credential_process = /bin/p';
  const login = 'login_session = arn:x';
  test.each([
    ['role before SSO', `role_arn = ${ROLE}\nsource_profile = dev\n${KEYS}\n${SSO}`, 'role'],
    [
      'web identity before source_profile',
      `role_arn = ${ROLE}\nweb_identity_token_file = /t\nsource_profile = dev`,
      'web-identity-file',
    ],
    ['SSO before keys', `${KEYS}\n${SSO}`, 'sso'],
    ['keys before a process', `${process}\n${KEYS}`, 'access-key'],
    ['a process before a login', `${login}\n${process}`, 'process'],
  ])('%s', (_, settings, kind) =>
    expect(sourceOf(`[profile dev]\n${settings}\n${SESSION}`)?.kind).toBe(kind),
  );
});

describe('credential_source', () => {
  test.each<[string, Record<string, string>, unknown]>([
    [
      'Environment',
      { AWS_ACCESS_KEY_ID: 'AKIA2' },
      { kind: 'access-key', accessKeyId: 'AKIA2', profile: undefined },
    ],
    ['Ec2InstanceMetadata', {}, { kind: 'instance-metadata', endpoint: undefined }],
    [
      'Ec2InstanceMetadata',
      { AWS_EC2_METADATA_SERVICE_ENDPOINT: 'http://m' },
      { kind: 'instance-metadata', endpoint: 'http://m' },
    ],
    ['EcsContainer', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/c' }, { kind: 'container', uri: '/c' }],
    [
      'EcsContainer',
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://c' },
      { kind: 'container', uri: 'http://c' },
    ],
  ])('%s with %j', (credentialSource, env, source) =>
    expect(
      sourceOf(`[profile dev]\nrole_arn = ${ROLE}\ncredential_source = ${credentialSource}`, env),
    ).toEqual(role(source)),
  );
});

describe('wrong profiles', () => {
  const assumes = (settings: string) => `role_arn = ${ROLE}\n${settings}`;
  // The settings, what the message must name, what the hint must name.
  test.each([
    ['aws_access_key_id = AKIA1', 'aws_secret_access_key', 'aws_secret_access_key'],
    ['aws_secret_access_key = hunter2', 'aws_access_key_id', 'aws_access_key_id'],
    ['sso_session = gone\nsso_account_id = 1\nsso_role_name = R', 'gone', '[sso-session gone]'],
    ['sso_session = acme\nsso_role_name = R', 'sso_account_id', 'sso_account_id'],
    ['sso_session = acme\nsso_account_id = 1', 'sso_role_name', 'sso_role_name'],
    ['sso_session = half\nsso_account_id = 1\nsso_role_name = R', 'sso_region', 'sso_region'],
    ['sso_session = empty\nsso_account_id = 1\nsso_role_name = R', 'sso_start_url', 'sso_start_url'],
    ['sso_start_url = https://old\nsso_account_id = 1\nsso_role_name = R', 'sso_region', 'sso_region'],
    [assumes(''), 'role_arn', 'source_profile'],
    [assumes('credential_source ='), 'role_arn', 'source_profile'],
    [
      assumes('source_profile = base\ncredential_source = Environment'),
      'credential_source',
      'one of the two',
    ],
    [assumes('credential_source = environment'), '"environment"', 'Environment'],
    [assumes('credential_source = constructor'), '"constructor"', 'Environment'],
    [assumes('credential_source = Environment'), 'AWS_ACCESS_KEY_ID', 'AWS_ACCESS_KEY_ID'],
    [
      assumes('credential_source = EcsContainer'),
      'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
      'credential_source',
    ],
    [assumes('source_profile = plain'), '"plain"', 'source_profile'],
    [assumes('source_profile = dev'), '"dev"', 'source_profile'],
    [assumes('source_profile = loop'), 'dev -> loop -> dev', 'source_profile'],
    [assumes(`source_profile = base\nduration_seconds = 899`), '"899"', '900'],
    [assumes(`source_profile = base\nduration_seconds = 43201`), '"43201"', '43200'],
    [assumes(`source_profile = base\nduration_seconds = 1000.5`), '"1000.5"', 'duration_seconds'],
    [assumes(`source_profile = base\nduration_seconds = 1h`), '"1h"', 'duration_seconds'],
  ])('%j', (settings, named, hinted) => {
    const more = [
      `[profile base]\n${KEYS}`,
      '[profile plain]\nregion = r',
      `[profile loop]\nrole_arn = ${ROLE}\nsource_profile = dev`,
      SESSION,
      '[sso-session half]\nsso_start_url = https://half',
      '[sso-session empty]',
    ].join('\n');
    const error = thrownBy(() => sourceOf(`[profile dev]\n${settings}\n${more}`));
    expect(error.code).toBe('PROFILE_INVALID');
    expect(error.message).toContain('profile "dev"');
    expect(error.message).toContain(named);
    expect(error.hint).toContain(hinted);
    expect(renderError(error)).not.toMatch(/hunter2|\n/);
  });
});

describe('profiles that are not there', () => {
  const assumes = `[profile dev]\nrole_arn = ${ROLE}\nsource_profile =`;
  // The config, the profile asked for, what the message must name, what the hint must name.
  test.each([
    ['', 'gone', 'there are no profiles', 'AWS_PROFILE'],
    ['[default]\n[profile dev]', 'gone', 'dev, default', 'AWS_PROFILE'],
    ['[profile dev]', 'gone', '/home/ann/.aws/config nor /home/ann/.aws/credentials', 'AWS_PROFILE'],
    ['[dev]', 'dev', '[dev]', '[profile dev]'],
    ['', 'constructor', '"constructor"', 'AWS_PROFILE'],
    ['[profile dev]', 'DEV', '"DEV"', 'AWS_PROFILE'],
    [`${assumes} gone`, 'dev', 'the source_profile of "dev"', 'source_profile'],
    [`${assumes} base\n[base]`, 'dev', '[base]', '[profile base]'],
  ])('%j, %s', (config, name, named, hinted) => {
    const error = thrownBy(() => sourceOf(config, {}, name));
    expect(error.code).toBe('PROFILE_NOT_FOUND');
    expect(error.message).toContain(named);
    expect(error.hint).toContain(hinted);
    expect(renderError(error)).not.toContain('\n');
  });
});
