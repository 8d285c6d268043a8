import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { GetAuthorizationTokenCommand as GetPublicTokenCommand } from '@aws-sdk/client-ecr-public';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type ClientCredentials, sdkClients } from './sdk-clients.ts';
import { type AwsStandIn, startAwsStandIn } from './stand-in.ts';

const accountId = '123456789012';
let standIn: AwsStandIn;

beforeEach(async () => {
  standIn = await startAwsStandIn();
});
afterEach(() => standIn.close());

async function getPassword(credentials: ClientCredentials, region = 'eu-west-1'): Promise<string> {
  const { authorizationData } = await sdkClients(standIn.url, credentials, region).ecr.send(
    new GetAuthorizationTokenCommand({}),
  );
  return decodePassword(authorizationData?.[0]?.authorizationToken);
}

function decodePassword(authorizationToken: string | undefined): string {
  const [username, password = ''] = Buffer.from(authorizationToken ?? '', 'base64')
    .toString()
    .split(':');
  expect(username).toBe('AWS');
  return password;
}

describe('a token for a private registry', () => {
  test.each([
    ['eu-west-1', 'amazonaws.com'],
    ['us-gov-west-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'amazonaws.eu'],
  ])('in %s names the registry of the caller', async (region, suffix) => {
    const key = standIn.addAccessKey({ accountId });
    const { authorizationData } = await sdkClients(standIn.url, key, region).ecr.send(
      new GetAuthorizationTokenCommand({}),
    );
    expect(authorizationData).toHaveLength(1);
    expect(authorizationData?.[0]?.proxyEndpoint).toBe(`https://${accountId}.dkr.ecr.${region}.${suffix}`);
  });

  test('expires when the answer and the hint in the password say', async () => {
    standIn.tokenLifetimeSeconds = 600;
    const before = Date.now();
    const key = standIn.addAccessKey({ accountId });
    const { authorizationData } = await sdkClients(standIn.url, key).ecr.send(
      new GetAuthorizationTokenCommand({}),
    );
    const expiresAtMs = authorizationData?.[0]?.expiresAt?.getTime() ?? 0;
    expect(expiresAtMs).toBeGreaterThanOrEqual(before + 600_000);
    expect(expiresAtMs).toBeLessThanOrEqual(Date.now() + 600_000);
    const password = decodePassword(authorizationData?.[0]?.authorizationToken);
    expect(JSON.parse(Buffer.from(password, 'base64').toString())).toEqual({
      payload: expect.any(String),
      datakey: expect.any(String),
      version: '2',
      type: 'DATA_KEY',
      expiration: Math.floor(expiresAtMs / 1000),
    });
  });

  test('names other registries when asked for them, as old clients do', async () => {
    const key = standIn.addAccessKey({ accountId });
    const { authorizationData } = await sdkClients(standIn.url, key).ecr.send(
      new GetAuthorizationTokenCommand({ registryIds: ['999999999999'] }),
    );
    expect(authorizationData?.[0]?.proxyEndpoint).toBe(
      'https://999999999999.dkr.ecr.eu-west-1.amazonaws.com',
    );
  });

  test('is recorded, without anything secret', async () => {
    const key = standIn.addAccessKey({ accountId, userName: 'ann' });
    await getPassword(key);
    expect(standIn.requests).toEqual([
      expect.objectContaining({
        service: 'ecr',
        operation: 'GetAuthorizationToken',
        method: 'POST',
        path: '/',
        hostHeader: standIn.url.slice('http://'.length),
        status: 200,
        signedFor: {
          accountId,
          principalArn: `arn:aws:iam::${accountId}:user/ann`,
          accessKeyId: key.accessKeyId,
          region: 'eu-west-1',
          service: 'ecr',
        },
      }),
    ]);
    expect(JSON.stringify(standIn.requests)).not.toContain(key.secretAccessKey);
    standIn.clearRequests();
    expect(standIn.requests).toEqual([]);
  });
});

describe('a password', () => {
  test('is good for the registry of its account and region alone, until it expires', async () => {
    const password = await getPassword(standIn.addAccessKey({ accountId }));
    expect(standIn.checkPassword(password, accountId)).toBe('good');
    expect(standIn.checkPassword(password, accountId, 'eu-west-1')).toBe('good');
    expect(standIn.checkPassword(password, accountId, 'us-east-1')).toBe('wrong region');
    expect(standIn.checkPassword(password, '999999999999')).toBe('wrong account');
    expect(standIn.checkPassword(password, 'public')).toBe('wrong account');
    expect(standIn.checkPassword(`${password}x`, accountId)).toBe('unknown');
    standIn.clockOffsetMs = 12 * 3600 * 1000 + 1;
    expect(standIn.checkPassword(password, accountId)).toBe('expired');
  });
});

describe('a token for ECR Public', () => {
  test('is an object, and good there', async () => {
    const { ecrPublic } = sdkClients(standIn.url, standIn.addAccessKey({ accountId }), 'us-east-1');
    const { authorizationData } = await ecrPublic.send(new GetPublicTokenCommand({}));
    const password = decodePassword(authorizationData?.authorizationToken);
    expect(authorizationData?.expiresAt?.getTime()).toBeGreaterThan(Date.now());
    expect(standIn.checkPassword(password, 'public')).toBe('good');
    expect(standIn.checkPassword(password, accountId)).toBe('wrong account');
  });

  test.each([
    ['another region', { accountId }, 'eu-west-1', 'InvalidSignatureException', "not 'eu-west-1'"],
    [
      'nobody who may not',
      { accountId, mayGetTokens: false },
      'us-east-1',
      'AccessDeniedException',
      'to perform: ecr-public:GetAuthorizationToken',
    ],
  ])('is not for %s', async (_, keyOptions, region, name, message) => {
    const { ecrPublic } = sdkClients(standIn.url, standIn.addAccessKey(keyOptions), region);
    await expect(ecrPublic.send(new GetPublicTokenCommand({}))).rejects.toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
  });
});

const unknownKey = 'The security token included in the request is invalid.';
const wrongSignature = expect.stringContaining('The request signature we calculated does not match');

/** Each changes what is sent, or the world, so that it must be refused: by ECR with one code, by STS with another. */
const refusedCases: readonly [
  what: string,
  arrange: (key: ClientCredentials) => ClientCredentials,
  ecrCode: string,
  stsCode: string,
  message: unknown,
][] = [
  [
    'a wrong secret',
    (key) => ({ ...key, secretAccessKey: 'wrong' }),
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    wrongSignature,
  ],
  [
    'an unknown key',
    (key) => ({ ...key, accessKeyId: 'AKIAQQQQQQQQQQQQQQQQ' }),
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    unknownKey,
  ],
  [
    "a session token that isn't its key's",
    (key) => ({ ...key, sessionToken: 'some' }),
    'UnrecognizedClientException',
    'InvalidClientTokenId',
    unknownKey,
  ],
  [
    'a clock that is behind',
    (key) => {
      standIn.clockOffsetMs = 301_000;
      return key;
    },
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    expect.stringMatching(
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    ),
  ],
  [
    'a clock that is ahead',
    (key) => {
      standIn.clockOffsetMs = -302_000;
      return key;
    },
    'InvalidSignatureException',
    'SignatureDoesNotMatch',
    expect.stringMatching(/^Signature not yet current: .* is still later than .* \+ 5 min\.\)$/),
  ],
];

describe.each(refusedCases)('%s', (_, arrange, ecrCode, stsCode, message) => {
  test('is refused by ECR and recorded as signed by nobody', async () => {
    const { ecr } = sdkClients(standIn.url, arrange(standIn.addAccessKey({ accountId })));
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: ecrCode,
      message,
      $metadata: { httpStatusCode: 400 },
    });
    expect(standIn.requests).toEqual([expect.objectContaining({ status: 400, errorCode: ecrCode })]);
    expect(standIn.requests[0]).not.toHaveProperty('signedFor');
  });

  test('is refused by STS', async () => {
    const { sts } = sdkClients(standIn.url, arrange(standIn.addAccessKey({ accountId })));
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: stsCode,
      message,
      $metadata: { httpStatusCode: 403 },
    });
  });
});

test('a user who may not get tokens is told in the words of IAM', async () => {
  const key = standIn.addAccessKey({ accountId, userName: 'ann', mayGetTokens: false });
  await expect(getPassword(key)).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message:
      `User: arn:aws:iam::${accountId}:user/ann is not authorized to perform: ecr:GetAuthorizationToken ` +
      'on resource: * because no identity-based policy allows the ecr:GetAuthorizationToken action',
  });
});

test('the SDK sets its clock by the server, and gets its token by a second request', async () => {
  standIn.clockOffsetMs = 3_600_000;
  const { ecr } = sdkClients(standIn.url, standIn.addAccessKey({ accountId }), 'eu-west-1', 2);
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  expect(authorizationData).toHaveLength(1);
  expect(standIn.requests.map((request) => request.status)).toEqual([400, 200]);
});
