import { describe, expect, test } from '@jest/globals';
import type { AwsConfig } from '../../src/aws/profile.ts';
import {
  allSessions,
  describeSession,
  deviceCommand,
  sessionKey,
  sessionOf,
  signInCommand,
  ssoSourceOf,
} from '../../src/aws/sso-session.ts';

const startUrl = 'https://acme.awsapps.com/start';
const region = 'eu-west-1';
const sso = {
  kind: 'sso',
  profile: 'dev',
  session: 'acme',
  startUrl,
  region,
  accountId: '111111111111',
  roleName: 'Dev',
} as const;

function configOf(
  profiles: Record<string, Record<string, string>>,
  sessions: Record<string, Record<string, string>>,
): AwsConfig {
  const sections = (all: Record<string, Record<string, string>>) =>
    new Map(Object.entries(all).map(([name, settings]) => [name, new Map(Object.entries(settings))]));
  return {
    configPath: 'config',
    credentialsPath: 'credentials',
    profiles: sections(profiles),
    ssoSessions: sections(sessions),
    services: new Map(),
    unmarkedSections: [],
  };
}

const complete = { sso_start_url: startUrl, sso_region: region };

describe('all sessions', () => {
  test('are those of the config with all settings, and of legacy profiles, each once', () => {
    const config = configOf(
      {
        first: { sso_session: 'acme' },
        second: { sso_session: 'acme' },
        old: complete,
        older: complete,
        keys: { aws_access_key_id: 'AKIA' },
      },
      {
        acme: { ...complete, sso_registration_scopes: 'a:b, c:d,' },
        unused: complete,
        broken: { sso_region: region },
      },
    );
    expect(allSessions(config)).toEqual([
      { name: 'acme', startUrl, region, scopes: ['a:b', 'c:d'], profile: 'first' },
      { name: 'unused', startUrl, region, scopes: undefined, profile: undefined },
      { name: undefined, startUrl, region, scopes: undefined, profile: 'older' },
    ]);
  });
});

test('a source has the session with the scopes of the config', () => {
  const config = configOf({}, { acme: { ...complete, sso_registration_scopes: 'a:b' } });
  expect(sessionOf(sso, config)).toEqual({ name: 'acme', startUrl, region, scopes: ['a:b'], profile: 'dev' });
});

test('a role begins with the SSO source below it', () => {
  const base = {
    externalId: undefined,
    sessionName: undefined,
    durationSeconds: undefined,
    mfaSerial: undefined,
  };
  const role = { kind: 'role', profile: 'r', roleArn: 'arn', source: sso, ...base } as const;
  expect(ssoSourceOf({ ...role, source: role })).toBe(sso);
  expect(ssoSourceOf({ kind: 'container', uri: '/x' })).toBeUndefined();
});

// printf %s acme | sha1sum; the same of the start URL.
test.each([
  ['acme', '"acme"', '293abb6b76d7791c0732cc517d38c4b5c734b87f'],
  [undefined, startUrl, '40169cea58ca6cbf23fb27b2542923fb5f524af0'],
])('the session %j is called %s, its file %s', (name, called, key) => {
  expect(describeSession({ name, startUrl })).toBe(called);
  expect(sessionKey({ name, startUrl })).toBe(key);
});

test.each([
  ['dev', 'docker-credential-ecr login --profile dev (or: aws sso login --profile dev)'],
  [
    "it's me",
    "docker-credential-ecr login --profile 'it'\\''s me' (or: aws sso login --profile 'it'\\''s me')",
  ],
  [undefined, 'docker-credential-ecr login --all'],
])('profile %j signs in by: %s', (profile, command) => {
  expect(signInCommand({ profile })).toBe(command);
});

test.each([
  ['dev', 'docker-credential-ecr login --device --profile dev'],
  [undefined, 'docker-credential-ecr login --device --all'],
])('profile %j signs in by a code: %s', (profile, command) => {
  expect(deviceCommand({ profile })).toBe(command);
});
