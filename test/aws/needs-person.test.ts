import { expect, test } from '@jest/globals';
import { type CredentialSource, needsPerson, type RoleSource } from '../../src/aws/credential-source.ts';

const KEY: CredentialSource = { kind: 'access-key', accessKeyId: 'AKIA', profile: 'base' };

function role(source: CredentialSource, mfaSerial?: string): RoleSource {
  return {
    kind: 'role',
    profile: 'puller',
    roleArn: 'arn:aws:iam::111111111111:role/puller',
    source,
    externalId: undefined,
    sessionName: undefined,
    durationSeconds: undefined,
    mfaSerial,
  };
}

test.each<[string, CredentialSource, boolean]>([
  ['access keys', KEY, false],
  ['a role', role(KEY), false],
  ['a role with an MFA device', role(KEY, 'device'), true],
  ['a role over one with an MFA device', role(role(KEY, 'device')), true],
  ['a role over a role', role(role(KEY)), false],
  ['a token', { kind: 'workspace-token', roleArn: 'r', tokenSource: 'gitpod' }, false],
])('whether a person is needed for %s', (_, source, needed) => {
  expect(needsPerson(source)).toBe(needed);
});
