import { describe, expect, test } from '@jest/globals';
import type { CredentialSource, RoleSource } from '../../src/aws/credential-source.ts';
import { fingerprint } from '../../src/aws/fingerprint.ts';
import { fakeContext } from '../fakes/context.ts';

const key: CredentialSource = { kind: 'access-key', accessKeyId: 'AKIA1', profile: 'dev' };
const sso: CredentialSource = {
  kind: 'sso',
  profile: 'dev',
  session: 'acme',
  startUrl: 'https://acme',
  region: 'eu-west-1',
  accountId: '111111111111',
  roleName: 'Admin',
};
const role: RoleSource = {
  kind: 'role',
  profile: 'dev',
  roleArn: 'arn:aws:iam::111111111111:role/a',
  source: key,
  externalId: undefined,
  sessionName: undefined,
  durationSeconds: undefined,
  mfaSerial: undefined,
};
const file: CredentialSource = {
  kind: 'web-identity-file',
  profile: undefined,
  roleArn: role.roleArn,
  tokenFile: '/token',
  sessionName: undefined,
  durationSeconds: undefined,
};
const workspace: CredentialSource = { kind: 'workspace-token', roleArn: role.roleArn, tokenSource: 'gitpod' };
const process: CredentialSource = { kind: 'process', profile: 'dev', command: '/bin/p' };
const login: CredentialSource = { kind: 'login', profile: 'dev', session: 'arn:x' };
const container: CredentialSource = { kind: 'container', uri: '/c' };
const instance: CredentialSource = { kind: 'instance-metadata', endpoint: undefined };

const ALL = { key, sso, role, file, workspace, process, login, container, instance };

describe('what changes it', () => {
  test.each<[string, CredentialSource, CredentialSource]>([
    ['the access key id', key, { ...key, accessKeyId: 'AKIA2' }],
    ['the start URL', sso, { ...sso, startUrl: 'https://other' }],
    ['the account', sso, { ...sso, accountId: '222222222222' }],
    ['the role name', sso, { ...sso, roleName: 'Reader' }],
    ['the role', role, { ...role, roleArn: `${role.roleArn}b` }],
    ['the source', role, { ...role, source: sso }],
    ['the source’s own parts', role, { ...role, source: { ...key, accessKeyId: 'AKIA2' } }],
    ['one more role between', role, { ...role, source: role }],
    ['the external id', role, { ...role, externalId: 'e' }],
    ['the session name', role, { ...role, sessionName: 'me' }],
    ['external id or session name', { ...role, externalId: 'x' }, { ...role, sessionName: 'x' }],
    ['the role of a token file', file, { ...file, roleArn: `${role.roleArn}b` }],
    ['the token file', file, { ...file, tokenFile: '/other' }],
    ['the session name of a token file', file, { ...file, sessionName: 'me' }],
    ['the role of a workspace', workspace, { ...workspace, roleArn: `${role.roleArn}b` }],
    ['the token source', workspace, { ...workspace, tokenSource: 'other' }],
    ['the command', process, { ...process, command: '/bin/q' }],
    ['the login session', login, { ...login, session: 'arn:y' }],
    ['the container’s URI', container, { ...container, uri: '/d' }],
    ['the metadata endpoint', instance, { ...instance, endpoint: 'http://m' }],
  ])('%s', (_, one, other) =>
    expect(fingerprint(one, undefined, fakeContext())).not.toBe(fingerprint(other, undefined, fakeContext())),
  );

  test('the kind', () => {
    const prints = Object.values(ALL).map((source) => fingerprint(source, undefined, fakeContext()));
    expect(new Set(prints).size).toBe(prints.length);
  });

  test.each(Object.entries(ALL))('the endpoint, for %s', (_, source) => {
    const prints = [undefined, 'http://a', 'http://b'].map((endpoint) =>
      fingerprint(source, endpoint, fakeContext()),
    );
    expect(new Set(prints).size).toBe(3);
  });
});

describe('what does not change it', () => {
  test.each<[string, CredentialSource, CredentialSource]>([
    ['the profile of a key', key, { ...key, profile: undefined }],
    ['the profile of SSO', sso, { ...sso, profile: 'other' }],
    ['the session’s name', sso, { ...sso, session: undefined }],
    ['the SSO region', sso, { ...sso, region: 'us-east-1' }],
    ['the profile of a role', role, { ...role, profile: 'other' }],
    ['the profile of its source', role, { ...role, source: { ...key, profile: 'other' } }],
    ['the duration', role, { ...role, durationSeconds: 900 }],
    ['the profile of a token file', file, { ...file, profile: 'dev' }],
    ['the duration of a token file', file, { ...file, durationSeconds: 900 }],
    ['the profile of a process', process, { ...process, profile: 'other' }],
    ['the profile of a login', login, { ...login, profile: 'other' }],
    ['nothing', role, structuredClone(role)],
  ])('%s', (_, one, other) =>
    expect(fingerprint(one, 'http://e', fakeContext())).toBe(fingerprint(other, 'http://e', fakeContext())),
  );
});

test.each(Object.entries(ALL))('%s: 32 hexadecimal digits that tell nothing', (_, source) =>
  expect(fingerprint(source, undefined, fakeContext())).toMatch(/^[0-9a-f]{32}$/),
);
