import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { credentialsOfCli } from '../../src/aws/cli-cache.ts';
import type { CredentialSource, RoleSource, SsoSource } from '../../src/aws/credential-source.ts';
import type { Context } from '../../src/context.ts';

const NOW = Date.parse('2026-01-01T00:00:00Z');
const CREDENTIALS = {
  AccessKeyId: 'ASIAEXAMPLE',
  SecretAccessKey: 'secret',
  SessionToken: 'token',
  Expiration: '2026-01-01T01:00:00Z',
};

const role: RoleSource = {
  kind: 'role',
  profile: 'puller',
  roleArn: 'arn:aws:iam::111111111111:role/puller',
  source: { kind: 'access-key', accessKeyId: 'AKIA', profile: 'base' },
  externalId: undefined,
  sessionName: undefined,
  durationSeconds: undefined,
  mfaSerial: undefined,
};
const sso: SsoSource = {
  kind: 'sso',
  profile: 'dev',
  session: 'acme',
  startUrl: 'https://acme.awsapps.com/start',
  region: 'eu-west-1',
  accountId: '111111111111',
  roleName: 'Developer',
};

let home: string;
let context: Context;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'cli-cache-test-'));
  mkdirSync(join(home, '.aws', 'cli', 'cache'), { recursive: true });
  context = { home, userId: process.geteuid?.(), now: () => NOW } as Context;
});

afterEach(() => rmSync(home, { recursive: true }));

function keep(name: string, file: unknown): void {
  const text = typeof file === 'string' ? file : JSON.stringify(file);
  writeFileSync(join(home, '.aws', 'cli', 'cache', `${name}.json`), text, { mode: 0o600 });
}

// The names were computed by botocore's own way (json.dumps, hashlib.sha1).
const PLAIN = 'c1f5e4056dc1f33b2a533c6d4117f9480284e7fb';

describe('the file that the AWS CLI keeps', () => {
  test.each<[string, CredentialSource, string]>([
    ['a role', role, PLAIN],
    [
      'a role with all that can be asked',
      {
        ...role,
        externalId: 'x-1',
        durationSeconds: 3600,
        sessionName: 'me',
        mfaSerial: 'arn:aws:iam::111111111111:mfa/me',
      },
      '292068ce2677c772f18cf24767ad992dc882eb18',
    ],
    ['an SSO session', sso, 'c281e8495077e97324c1f2038a4e94088524b0ac'],
    ['a legacy SSO profile', { ...sso, session: undefined }, 'dcea73d9e728dddb5b7eff1e709b3d751b3ea418'],
  ])('is found for %s', (_, source, name) => {
    keep(name, { Credentials: CREDENTIALS });
    expect(credentialsOfCli(source, context)).toMatchObject({
      accessKeyId: 'ASIAEXAMPLE',
      sessionToken: 'token',
    });
  });

  test('is not looked for where the AWS CLI keeps none', () => {
    expect(credentialsOfCli(role.source, context)).toBeUndefined();
  });
});

test.each<[string, unknown, boolean]>([
  ['good', { Credentials: CREDENTIALS }, true],
  [
    'with the older way of writing times',
    { Credentials: { ...CREDENTIALS, Expiration: '2026-01-01T01:00:00UTC' } },
    true,
  ],
  ['expired', { Credentials: { ...CREDENTIALS, Expiration: '2025-12-31T23:59:59Z' } }, false],
  ['about to expire', { Credentials: { ...CREDENTIALS, Expiration: '2026-01-01T00:00:59Z' } }, false],
  ['without an expiry', { Credentials: { ...CREDENTIALS, Expiration: undefined } }, false],
  ['with half a key', { Credentials: { ...CREDENTIALS, SecretAccessKey: '' } }, false],
  ['of another form', { credentials: CREDENTIALS }, false],
  ['null', 'null', false],
  ['cut', '{"Credentials":', false],
])('credentials that are %s', (_, file, used) => {
  keep(PLAIN, file);
  expect(credentialsOfCli(role, context) !== undefined).toBe(used);
});
