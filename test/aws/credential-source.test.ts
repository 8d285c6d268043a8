import { expect, test } from '@jest/globals';
import {
  type CredentialSource,
  credentialsRemedy,
  describeSource,
  sourceProfile,
} from '../../src/aws/credential-source.ts';

const roleArn = 'arn:aws:iam::111111111111:role/a';
const key = (profile?: string): CredentialSource => ({ kind: 'access-key', accessKeyId: 'AKIA1', profile });
const file = (profile?: string): CredentialSource => ({
  kind: 'web-identity-file',
  profile,
  roleArn,
  tokenFile: '/token',
  sessionName: undefined,
  durationSeconds: undefined,
});
const process: CredentialSource = { kind: 'process', profile: 'dev', command: '/bin/p hunter2' };
const login: CredentialSource = { kind: 'login', profile: 'dev', session: 'arn:x' };
const sso: CredentialSource = {
  kind: 'sso',
  profile: 'dev',
  session: 'acme',
  startUrl: 'https://acme',
  region: 'eu-west-1',
  accountId: '1',
  roleName: 'R',
};
const role = (source: CredentialSource): CredentialSource => ({
  kind: 'role',
  profile: 'assuming',
  roleArn,
  source,
  externalId: undefined,
  sessionName: undefined,
  durationSeconds: undefined,
  mfaSerial: undefined,
});
const workspace: CredentialSource = { kind: 'workspace-token', roleArn, tokenSource: 'gitpod' };
const container: CredentialSource = { kind: 'container', uri: '/c' };
const instance: CredentialSource = { kind: 'instance-metadata', endpoint: undefined };

// The source, its description, its profile, what its remedy must name.
test.each<[CredentialSource, string, string | undefined, string]>([
  [key(), 'access key AKIA1', undefined, 'AWS_SECRET_ACCESS_KEY'],
  [key('dev'), 'profile "dev"', 'dev', 'aws_secret_access_key and aws_session_token of profile "dev"'],
  [sso, 'profile "dev"', 'dev', 'try again'],
  [role(key('dev')), 'profile "assuming"', 'assuming', 'profile "dev"'],
  [role(role(login)), 'profile "assuming"', 'assuming', 'aws login --profile dev'],
  [file(), `role ${roleArn}`, undefined, 'try again'],
  [file('dev'), 'profile "dev"', 'dev', 'try again'],
  [workspace, `role ${roleArn}`, undefined, 'try again'],
  [process, 'profile "dev"', 'dev', 'credential_process of profile "dev"'],
  [login, 'profile "dev"', 'dev', 'run: aws login --profile dev'],
  [container, 'the container credentials', undefined, 'try again'],
  [instance, 'the EC2 instance role', undefined, 'try again'],
])('%j', (source, description, profile, remedy) => {
  expect(describeSource(source)).toBe(description);
  expect(sourceProfile(source)).toBe(profile);
  expect(credentialsRemedy(source)).toContain(remedy);
  expect(`${describeSource(source)} ${credentialsRemedy(source)}`).not.toContain('hunter2');
});
