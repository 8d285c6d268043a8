import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RoleOptions } from './roles.ts';
import { type ClientCredentials, noCredentials, sdkClients } from './sdk-clients.ts';
import { type AwsStandIn, startAwsStandIn } from './stand-in.ts';
import type { WebIdentityClaims } from './web-identity.ts';

const userAccount = '111111111111';
const roleAccount = '222222222222';
const roleArn = `arn:aws:iam::${roleAccount}:role/pull`;
const userArn = `arn:aws:iam::${userAccount}:user/ann`;

let standIn: AwsStandIn;
let userKey: ClientCredentials;

beforeEach(async () => {
  standIn = await startAwsStandIn();
  userKey = standIn.addAccessKey({ accountId: userAccount, userName: 'ann' });
});
afterEach(() => standIn.close());

/** The credentials in an answer of STS, as clients take them. */
function credentialsOf(answer: {
  Credentials?:
    | {
        AccessKeyId?: string | undefined;
        SecretAccessKey?: string | undefined;
        SessionToken?: string | undefined;
      }
    | undefined;
}): Required<ClientCredentials> {
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = answer.Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

function assumeRole(input: Partial<AssumeRoleCommandInput> = {}, credentials = userKey) {
  const command = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'session', ...input });
  return sdkClients(standIn.url, credentials).sts.send(command);
}

function assumeRoleWithWebIdentity(token: string, role = roleArn) {
  return sdkClients(standIn.url, noCredentials).sts.send(
    new AssumeRoleWithWebIdentityCommand({
      RoleArn: role,
      RoleSessionName: 'session',
      WebIdentityToken: token,
    }),
  );
}

test('the caller is told who it is', async () => {
  const { sts } = sdkClients(standIn.url, userKey);
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: userAccount,
    Arn: userArn,
    UserId: expect.stringMatching(/^AIDA/),
  });
});

describe('an assumed role', () => {
  test('has credentials that ECR takes until they expire', async () => {
    standIn.addRole({ arn: `arn:aws:iam::${roleAccount}:role/team/pull` });
    const answer = await assumeRole({
      RoleArn: `arn:aws:iam::${roleAccount}:role/team/pull`,
      DurationSeconds: 900,
    });
    expect(answer.AssumedRoleUser?.Arn).toBe(`arn:aws:sts::${roleAccount}:assumed-role/pull/session`);
    const { ecr } = sdkClients(standIn.url, credentialsOf(answer));
    const token = await ecr.send(new GetAuthorizationTokenCommand({}));
    expect(token.authorizationData?.[0]?.proxyEndpoint).toContain(roleAccount);
    const expiresAtMs = answer.Credentials?.Expiration?.getTime() ?? 0;
    expect(expiresAtMs).toBeGreaterThan(Date.now() + 890_000);
    expect(expiresAtMs).toBeLessThanOrEqual(Date.now() + 900_000);

    // Two attempts, since the client has to learn first that it is later than it believes.
    standIn.clockOffsetMs = 900_000;
    const late = sdkClients(standIn.url, credentialsOf(answer), 'eu-west-1', 2).ecr;
    await expect(late.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
    });
  });

  test('can assume the next role', async () => {
    const first = `arn:aws:iam::${userAccount}:role/first`;
    standIn.addRole({ arn: first, trustedPrincipals: [userArn] });
    standIn.addRole({ arn: roleArn, trustedPrincipals: [first], maximumDurationSeconds: 7200 });
    const session = `arn:aws:sts::${userAccount}:assumed-role/first/session`;
    standIn.addRole({ arn: `${roleArn}-2`, trustedPrincipals: [session] });
    await expect(assumeRole()).rejects.toMatchObject({ name: 'AccessDenied' });
    const firstCredentials = credentialsOf(await assumeRole({ RoleArn: first }));
    await expect(assumeRole({}, firstCredentials)).resolves.toHaveProperty('Credentials.SessionToken');
    await expect(assumeRole({ RoleArn: `${roleArn}-2` }, firstCredentials)).resolves.toBeDefined();
    await expect(assumeRole({ DurationSeconds: 7200 }, firstCredentials)).rejects.toMatchObject({
      name: 'ValidationError',
      message: expect.stringContaining('role chaining'),
    });
  });

  test('may lack the permission for tokens', async () => {
    standIn.addRole({ arn: roleArn, mayGetTokens: false });
    const { ecr } = sdkClients(standIn.url, credentialsOf(await assumeRole()));
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringContaining(`User: arn:aws:sts::${roleAccount}:assumed-role/pull/session is not`),
    });
  });
});

const denied = {
  name: 'AccessDenied',
  message: `User: ${userArn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
};

test.each<[string, Omit<RoleOptions, 'arn'> | undefined, Partial<AssumeRoleCommandInput>, object | 'good']>([
  ['everyone, by default', {}, {}, 'good'],
  ['the user', { trustedPrincipals: [userArn] }, {}, 'good'],
  ["the user's account", { trustedPrincipals: [userAccount] }, {}, 'good'],
  ['the root of the account', { trustedPrincipals: [`arn:aws:iam::${userAccount}:root`] }, {}, 'good'],
  ['another user', { trustedPrincipals: [`${userArn}a`] }, {}, denied],
  ['another account', { trustedPrincipals: ['333333333333'] }, {}, denied],
  ['web identities alone', { webIdentity: {} }, {}, denied],
  ['nobody, for there is no such role', undefined, {}, denied],
  ['who knows the external id', { externalId: 'x1' }, { ExternalId: 'x1' }, 'good'],
  ['who knows another external id', { externalId: 'x1' }, { ExternalId: 'x2' }, denied],
  ['who knows no external id', { externalId: 'x1' }, {}, denied],
  [
    'who has the MFA device',
    { mfa: { serialNumber: 'device', code: '123456' } },
    { SerialNumber: 'device', TokenCode: '123456' },
    'good',
  ],
  ['who has no MFA device', { mfa: { serialNumber: 'device', code: '123456' } }, {}, denied],
  [
    'who mistypes the MFA code',
    { mfa: { serialNumber: 'device', code: '123456' } },
    { SerialNumber: 'device', TokenCode: '654321' },
    { name: 'AccessDenied', message: expect.stringContaining('invalid MFA') },
  ],
  [
    'everyone, but not for so long',
    { maximumDurationSeconds: 3600 },
    { DurationSeconds: 3601 },
    { name: 'ValidationError', message: expect.stringContaining('exceeds the MaxSessionDuration') },
  ],
  [
    'everyone, but not for so short',
    {},
    { DurationSeconds: 899 },
    { name: 'ValidationError', message: expect.stringContaining('greater than or equal to 900') },
  ],
  [
    'everyone with a valid session name',
    {},
    { RoleSessionName: 'a b' },
    { name: 'ValidationError', message: expect.stringContaining('roleSessionName') },
  ],
])('a role is for %s', async (_, role, input, expected) => {
  if (role !== undefined) standIn.addRole({ arn: roleArn, ...role });
  const outcome = assumeRole(input);
  if (expected === 'good') await expect(outcome).resolves.toHaveProperty('Credentials.AccessKeyId');
  else await expect(outcome).rejects.toMatchObject(expected);
});

const webDenied = {
  name: 'AccessDenied',
  message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
};
const pastSeconds = 1_600_000_000;

test.each<[string, RoleOptions['webIdentity'], Partial<WebIdentityClaims>, object | 'good']>([
  ['any token, by default', {}, {}, 'good'],
  ['its audience', { audience: 'sts.amazonaws.com' }, {}, 'good'],
  ['its audience among others', { audience: 'b' }, { aud: ['a', 'b'] }, 'good'],
  ['not another audience', { audience: 'sts.amazonaws.com' }, { aud: 'a' }, webDenied],
  ['its subject', { subject: 'workspace:demo' }, {}, 'good'],
  ['the start of its subject', { subject: 'workspace:*' }, {}, 'good'],
  ['not another subject', { subject: 'workspace:demo' }, { sub: 'workspace:demo2' }, webDenied],
  ['not its subject with another audience', { audience: 'a', subject: 'workspace:demo' }, {}, webDenied],
  ['not another start of a subject', { subject: 'repo:*' }, {}, webDenied],
  ['no token at all', undefined, {}, webDenied],
  [
    'not another issuer',
    { issuer: 'https://workspaces.example.com' },
    { iss: 'https://other.example.com' },
    { name: 'InvalidIdentityTokenException', message: expect.stringContaining('https://other.example.com') },
  ],
  [
    'not an expired token',
    {},
    { exp: pastSeconds },
    {
      name: 'ExpiredTokenException',
      message: expect.stringContaining(`expiration date/time ${pastSeconds}`),
    },
  ],
])('a role for web identities takes %s', async (_, webIdentity, claims, expected) => {
  standIn.addRole({ arn: roleArn, ...(webIdentity === undefined ? {} : { webIdentity }) });
  const outcome = assumeRoleWithWebIdentity(standIn.signWebIdentityToken(claims));
  if (expected === 'good') await expect(outcome).resolves.toHaveProperty('Credentials.AccessKeyId');
  else await expect(outcome).rejects.toMatchObject(expected);
});

describe('a web identity', () => {
  test('has credentials that ECR takes, and its token is not recorded', async () => {
    standIn.addRole({ arn: roleArn, webIdentity: {} });
    const token = standIn.signWebIdentityToken();
    const answer = await assumeRoleWithWebIdentity(token);
    expect(answer).toMatchObject({
      SubjectFromWebIdentityToken: 'workspace:demo',
      Audience: 'sts.amazonaws.com',
    });
    const { ecr } = sdkClients(standIn.url, credentialsOf(answer));
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).resolves.toBeDefined();
    expect(standIn.requests[0]?.input.WebIdentityToken).toBe('[removed]');
    expect(JSON.stringify(standIn.requests)).not.toContain(token.slice(-20));
  });

  test.each<[string, (token: string) => string]>([
    ['a forged subject', forgeSubject],
    ['no signature', (token) => token.slice(0, token.lastIndexOf('.') + 1)],
    ['a text that is no token', () => 'not-a-token'],
  ])('is not taken from %s', async (_, change) => {
    standIn.addRole({ arn: roleArn, webIdentity: {} });
    await expect(assumeRoleWithWebIdentity(change(standIn.signWebIdentityToken()))).rejects.toMatchObject({
      name: 'InvalidIdentityTokenException',
      $metadata: { httpStatusCode: 400 },
    });
  });
});

function forgeSubject(token: string): string {
  const [header, payload = '', signature] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: 'admin' })).toString('base64url');
  return `${header}.${forged}.${signature}`;
}

test('a temporary key that has expired is refused', async () => {
  const key = standIn.addTemporaryKey({ accountId: userAccount, roleName: 'ci', lifetimeSeconds: -1 });
  const { ecr, sts } = sdkClients(standIn.url, key);
  await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
    name: 'ExpiredTokenException',
    message: 'The security token included in the request is expired',
  });
  await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
});

test('an operation that nobody plays is refused', async () => {
  const response = await fetch(standIn.url, {
    method: 'POST',
    body: new URLSearchParams({ Action: 'AssumeRoleWithWebIdentityX', Version: '2011-06-15' }),
  });
  expect(response.status).toBe(403);
  expect(await response.text()).toContain('<Code>MissingAuthenticationToken</Code>');
});
