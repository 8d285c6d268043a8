import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { GetRoleCredentialsCommand, ListAccountRolesCommand, ListAccountsCommand } from '@aws-sdk/client-sso';
import {
  CreateTokenCommand,
  type CreateTokenCommandInput,
  RegisterClientCommand,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { noCredentials, sdkClients } from './sdk-clients.ts';
import type { SsoSignIn } from './sso-sessions.ts';
import { type AwsStandIn, startAwsStandIn } from './stand-in.ts';

const accountId = '222222222222';
const startUrl = 'https://acme.awsapps.com/start';
const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

let standIn: AwsStandIn;
let nowMs: number;
let signIn: SsoSignIn;

beforeEach(async () => {
  nowMs = Date.now();
  standIn = await startAwsStandIn({ now: () => nowMs });
  signIn = standIn.addSsoSession({
    startUrl,
    region: 'us-east-1',
    accessTokenSeconds: 3600,
    assignments: [
      { accountId, roleName: 'Deploy' },
      { accountId, roleName: 'Read', mayGetTokens: false },
    ],
  });
});
afterEach(() => standIn.close());

function getRoleCredentials(accessToken: string, roleName = 'Deploy') {
  const { sso } = sdkClients(standIn.url, noCredentials);
  return sso.send(new GetRoleCredentialsCommand({ accessToken, accountId, roleName }));
}

function createToken(input: Partial<CreateTokenCommandInput>) {
  const { clientId, clientSecret } = signIn;
  const { ssoOidc } = sdkClients(standIn.url, noCredentials);
  return ssoOidc.send(
    new CreateTokenCommand({ clientId, clientSecret, grantType: 'refresh_token', ...input }),
  );
}

const unauthorized = { name: 'UnauthorizedException', message: 'Session token not found or invalid' };
const invalidGrant = {
  name: 'InvalidGrantException',
  error: 'invalid_grant',
  $metadata: { httpStatusCode: 400 },
};

describe('the portal', () => {
  test.each([
    ['Deploy', undefined],
    ['Read', 'AccessDeniedException'],
  ])('gives the credentials of the role %s', async (roleName, refusal) => {
    const { roleCredentials } = await getRoleCredentials(signIn.accessToken, roleName);
    const {
      accessKeyId = '',
      secretAccessKey = '',
      sessionToken = '',
      expiration = 0,
    } = roleCredentials ?? {};
    expect(expiration).toBe(Math.floor(nowMs / 1000 + 3600) * 1000);
    const { ecr } = sdkClients(standIn.url, { accessKeyId, secretAccessKey, sessionToken });
    const outcome = ecr.send(new GetAuthorizationTokenCommand({}));
    if (refusal === undefined) await expect(outcome).resolves.toBeDefined();
    else await expect(outcome).rejects.toMatchObject({ name: refusal });
    expect(standIn.requests.at(-1)?.signedFor?.principalArn).toMatch(
      new RegExp(`^arn:aws:sts::${accountId}:assumed-role/AWSReservedSSO_${roleName}_[0-9a-f]{16}/`),
    );
  });

  test('refuses a role that is not assigned', async () => {
    await expect(getRoleCredentials(signIn.accessToken, 'Admin')).rejects.toMatchObject({
      name: 'ForbiddenException',
      message: 'No access',
      $metadata: { httpStatusCode: 403 },
    });
  });

  test.each<[string, () => string]>([
    ['unknown', () => 'some-token'],
    [
      'past its time',
      () => {
        nowMs += 3600_000;
        return signIn.accessToken;
      },
    ],
    [
      'expired early',
      () => {
        standIn.expireSsoAccessToken(signIn.accessToken);
        return signIn.accessToken;
      },
    ],
    [
      'of a sign-in that is over',
      () => {
        standIn.endSsoSession(signIn.accessToken);
        return signIn.accessToken;
      },
    ],
  ])('refuses an access token that is %s', async (_, arrange) => {
    await expect(getRoleCredentials(arrange())).rejects.toMatchObject(unauthorized);
  });

  test('refuses a sign-in of another region, where its host tells one', async () => {
    const ask = (region: string) =>
      fetchFromHost(
        `portal.sso.${region}.amazonaws.com`,
        `/federation/credentials?role_name=Deploy&account_id=${accountId}`,
      );
    expect(await ask('us-east-1')).toBe(200);
    expect(await ask('eu-west-1')).toBe(401);
  });

  test('lists what is assigned', async () => {
    const { sso } = sdkClients(standIn.url, noCredentials);
    const { accessToken } = signIn;
    const { accountList } = await sso.send(new ListAccountsCommand({ accessToken }));
    expect(accountList?.map((account) => account.accountId)).toEqual([accountId]);
    const { roleList } = await sso.send(new ListAccountRolesCommand({ accessToken, accountId }));
    expect(roleList?.map((role) => role.roleName)).toEqual(['Deploy', 'Read']);
  });
});

/** The status of a request with this host name, which `fetch` doesn't let one choose. */
async function fetchFromHost(host: string, path: string): Promise<number | undefined> {
  const { request } = await import('node:http');
  const headers = { host, 'x-amz-sso_bearer_token': signIn.accessToken };
  return new Promise((resolve, reject) => {
    request(standIn.url + path, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

describe('a refresh token', () => {
  test('gives new tokens once, and is not recorded', async () => {
    standIn.expireSsoAccessToken(signIn.accessToken);
    const { refreshToken } = signIn;
    const renewed = await createToken({ refreshToken });
    expect(renewed).toMatchObject({ tokenType: 'Bearer', expiresIn: expect.any(Number) });
    expect(renewed.expiresIn).toBeLessThanOrEqual(3600);
    expect(renewed.expiresIn).toBeGreaterThan(3590);
    await expect(getRoleCredentials(renewed.accessToken ?? '')).resolves.toBeDefined();
    await expect(createToken({ refreshToken })).rejects.toMatchObject(invalidGrant);
    await expect(createToken({ refreshToken: renewed.refreshToken })).resolves.toBeDefined();
    expect(standIn.requests[0]?.input).toMatchObject({
      clientSecret: '[removed]',
      refreshToken: '[removed]',
    });
  });

  test('serves again and again where they are not rotated', async () => {
    const other = { startUrl, region: 'us-east-1', assignments: [], rotatesRefreshTokens: false };
    const { refreshToken } = standIn.addSsoSession(other);
    await createToken({ refreshToken });
    await expect(createToken({ refreshToken })).resolves.toBeDefined();
  });

  test.each<[string, () => Partial<CreateTokenCommandInput>, object]>([
    ['when it is unknown', () => ({ refreshToken: 'some' }), invalidGrant],
    [
      'when the sign-in is over',
      () => {
        standIn.endSsoSession(signIn.accessToken);
        return {};
      },
      invalidGrant,
    ],
    [
      'from an unknown client',
      () => ({ clientId: 'some' }),
      { name: 'InvalidClientException', $metadata: { httpStatusCode: 401 } },
    ],
    ['with a wrong client secret', () => ({ clientSecret: 'some' }), { name: 'InvalidClientException' }],
    [
      'when the registration has expired',
      () => {
        nowMs = Date.parse(signIn.registrationExpiresAt);
        return {};
      },
      { name: 'InvalidClientException' },
    ],
    ['for another grant', () => ({ grantType: 'password' }), { name: 'UnsupportedGrantTypeException' }],
  ])('is refused %s', async (_, arrange, expected) => {
    const { refreshToken } = signIn;
    await expect(createToken({ refreshToken, ...arrange() })).rejects.toMatchObject(expected);
  });
});

describe('a sign-in on another device', () => {
  async function start() {
    const { ssoOidc } = sdkClients(standIn.url, noCredentials);
    const client = await ssoOidc.send(
      new RegisterClientCommand({ clientName: 'test', clientType: 'public' }),
    );
    const { clientId, clientSecret } = client;
    const started = await ssoOidc.send(
      new StartDeviceAuthorizationCommand({ clientId, clientSecret, startUrl }),
    );
    const { deviceCode } = started;
    const redeem = () => createToken({ clientId, clientSecret, deviceCode, grantType: deviceCodeGrant });
    return { ...started, redeem, client };
  }

  test('is pending until the person approves it, and serves once', async () => {
    const { redeem, userCode, verificationUriComplete, interval, client } = await start();
    expect(userCode).toMatch(/^[A-Z]{4}-[A-Z]{4}$/);
    expect(verificationUriComplete).toContain(userCode);
    expect(interval).toBe(1);
    expect(client.clientSecretExpiresAt).toBeGreaterThan(nowMs / 1000);
    await expect(redeem()).rejects.toMatchObject({ name: 'AuthorizationPendingException' });
    standIn.decideDeviceSignIn('approved', userCode);
    const { accessToken = '' } = await redeem();
    await expect(getRoleCredentials(accessToken)).resolves.toBeDefined();
    await expect(redeem()).rejects.toMatchObject(invalidGrant);
  });

  test('tells a hasty client to slow down', async () => {
    const { redeem } = await start();
    const pending = { name: 'AuthorizationPendingException' };
    await expect(redeem()).rejects.toMatchObject(pending);
    nowMs += 1000;
    await expect(redeem()).rejects.toMatchObject(pending);
    nowMs += 500;
    await expect(redeem()).rejects.toMatchObject({ name: 'SlowDownException', error: 'slow_down' });
    nowMs += 1000;
    await expect(redeem()).rejects.toMatchObject({ name: 'SlowDownException' });
    nowMs += 11_000;
    await expect(redeem()).rejects.toMatchObject(pending);
  });

  test('can be denied', async () => {
    const { redeem } = await start();
    standIn.decideDeviceSignIn('denied');
    await expect(redeem()).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  test('expires', async () => {
    standIn.deviceSignInSeconds = 60;
    const { redeem, expiresIn } = await start();
    expect(expiresIn).toBe(60);
    nowMs += 60_000;
    await expect(redeem()).rejects.toMatchObject({ name: 'ExpiredTokenException', error: 'expired_token' });
  });

  test('is not for an unknown start URL', async () => {
    const { ssoOidc } = sdkClients(standIn.url, noCredentials);
    const { clientId, clientSecret } = signIn;
    const other = { clientId, clientSecret, startUrl: 'https://other.awsapps.com/start' };
    await expect(ssoOidc.send(new StartDeviceAuthorizationCommand(other))).rejects.toMatchObject({
      name: 'InvalidRequestException',
    });
  });
});
