import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { fromHttp, fromInstanceMetadata } from '@aws-sdk/credential-providers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ClientCredentials, sdkClients } from './sdk-clients.ts';
import { type AwsStandIn, startAwsStandIn } from './stand-in.ts';

const role = { accountId: '333333333333', roleName: 'machine' };
let standIn: AwsStandIn;

beforeEach(async () => {
  standIn = await startAwsStandIn();
});
afterEach(() => standIn.close());

async function expectTokenFor(credentials: ClientCredentials): Promise<void> {
  const { ecr } = sdkClients(standIn.url, credentials);
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  expect(authorizationData?.[0]?.proxyEndpoint).toContain(role.accountId);
}

describe('EC2 instance metadata', () => {
  function credentialsOfInstance() {
    // The provider takes the address from nowhere but the environment.
    process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = standIn.url;
    return fromInstanceMetadata({ maxRetries: 0, timeout: 2000 })();
  }
  afterEach(() => {
    delete process.env.AWS_EC2_METADATA_SERVICE_ENDPOINT;
  });

  test('gives the credentials of the role', async () => {
    standIn.setInstanceRole(role);
    await expectTokenFor(await credentialsOfInstance());
    expect(standIn.requests.map(({ service, operation, status }) => [service, operation, status])).toEqual([
      ['imds', 'PUT /latest/api/token', 200],
      ['imds', 'GET /latest/meta-data/iam/security-credentials/', 200],
      ['imds', 'GET /latest/meta-data/iam/security-credentials/machine', 200],
      ['ecr', 'GetAuthorizationToken', 200],
    ]);
  });

  test('has nothing for an instance without a role', async () => {
    await expect(credentialsOfInstance()).rejects.toMatchObject({ statusCode: 404 });
  });

  test.each<[string, string, Record<string, string>, number]>([
    ['GET', 'meta-data/iam/security-credentials/', {}, 401],
    ['GET', 'meta-data/iam/security-credentials/', { 'x-aws-ec2-metadata-token': 'some' }, 401],
    ['PUT', 'api/token', {}, 400],
    ['PUT', 'api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '21601' }, 400],
    ['GET', 'api/token', { 'x-aws-ec2-metadata-token-ttl-seconds': '60' }, 401],
  ])('wants a token: %s %s with %j is %i', async (method, path, headers, status) => {
    standIn.setInstanceRole(role);
    expect((await fetch(`${standIn.url}/latest/${path}`, { method, headers })).status).toBe(status);
  });

  test('wants a token that has not expired', async () => {
    const headers = { 'x-aws-ec2-metadata-token-ttl-seconds': '60' };
    const response = await fetch(`${standIn.url}/latest/api/token`, { method: 'PUT', headers });
    const token = await response.text();
    const ask = () =>
      fetch(`${standIn.url}/latest/meta-data/placement/region`, {
        headers: { 'x-aws-ec2-metadata-token': token },
      });
    expect(await (await ask()).text()).toBe('us-east-1');
    standIn.clockOffsetMs = 60_000;
    expect((await ask()).status).toBe(401);
  });
});

describe('the container endpoint', () => {
  test.each([undefined, 'Basic abc'])(
    'gives the credentials of the role to whoever has %s',
    async (token) => {
      const optional = token === undefined ? {} : { authorizationToken: token };
      const { url } = standIn.setContainerRole({ ...role, ...optional });
      const provider = fromHttp({
        awsContainerCredentialsFullUri: url,
        ...(token === undefined ? {} : { awsContainerAuthorizationToken: token }),
      });
      await expectTokenFor(await provider());
      expect(standIn.requests[0]).toMatchObject({
        service: 'container',
        operation: 'GetCredentials',
        status: 200,
      });
    },
  );

  test.each<[string, () => string, number]>([
    ['a wrong token', () => standIn.setContainerRole({ ...role, authorizationToken: 'right' }).url, 401],
    [
      'an address that is not valid any more',
      () => {
        const { url } = standIn.setContainerRole(role);
        standIn.setContainerRole(undefined);
        return url;
      },
      400,
    ],
    [
      'a guessed address',
      () => `${new URL(standIn.setContainerRole(role).url).origin}/v2/credentials/x`,
      400,
    ],
  ])('refuses %s', async (_, arrange, status) => {
    const provider = fromHttp({
      awsContainerCredentialsFullUri: arrange(),
      awsContainerAuthorizationToken: 'wrong',
      maxRetries: 0,
    });
    await expect(provider()).rejects.toThrow(`status: ${status}`);
  });
});
