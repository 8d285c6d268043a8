import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { GetRoleCredentialsCommand } from '@aws-sdk/client-sso';
import { CreateTokenCommand } from '@aws-sdk/client-sso-oidc';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultKind } from './faults.ts';
import { type ClientCredentials, sdkClients } from './sdk-clients.ts';
import { type AwsStandIn, startAwsStandIn } from './stand-in.ts';

const accountId = '123456789012';
let standIn: AwsStandIn;
let key: ClientCredentials;

beforeEach(async () => {
  standIn = await startAwsStandIn();
  key = standIn.addAccessKey({ accountId, userName: 'ann' });
});
afterEach(() => standIn.close());

type Clients = ReturnType<typeof sdkClients>;

const askers = {
  ecr: (clients: Clients) => clients.ecr.send(new GetAuthorizationTokenCommand({})),
  sts: (clients: Clients) => clients.sts.send(new GetCallerIdentityCommand({})),
  sso: (clients: Clients) =>
    clients.sso.send(new GetRoleCredentialsCommand({ accessToken: 'a', accountId, roleName: 'b' })),
  'sso-oidc': (clients: Clients) =>
    clients.ssoOidc.send(new CreateTokenCommand({ clientId: 'a', clientSecret: 'b', grantType: 'c' })),
};

function ask(service: keyof typeof askers, maxAttempts = 1): Promise<unknown> {
  return askers[service](sdkClients(standIn.url, key, 'eu-west-1', maxAttempts));
}

test.each<[keyof typeof askers, FaultKind, string, string, number]>([
  ['ecr', { kind: 'throttle' }, 'ThrottlingException', 'Rate exceeded', 400],
  ['sts', { kind: 'throttle' }, 'Throttling', 'Rate exceeded', 400],
  ['sso', { kind: 'throttle' }, 'TooManyRequestsException', 'HTTP 429 Unknown Code', 429],
  [
    'ecr',
    { kind: 'denied' },
    'AccessDeniedException',
    `arn:aws:iam::${accountId}:user/ann is not authorized`,
    400,
  ],
  ['sts', { kind: 'denied' }, 'AccessDenied', 'sts:GetCallerIdentity', 403],
  ['sso', { kind: 'denied' }, 'ForbiddenException', 'No access', 403],
  ['sso-oidc', { kind: 'denied' }, 'AccessDeniedException', '', 400],
  [
    'ecr',
    { kind: 'fail', status: 500, code: 'ServerException', message: 'sad' },
    'ServerException',
    'sad',
    500,
  ],
  ['sts', { kind: 'fail', status: 503, code: 'Unavailable', message: '<&">' }, 'Unavailable', '<&">', 503],
  [
    'sso',
    { kind: 'fail', status: 400, code: 'InvalidRequestException', message: 'x' },
    'InvalidRequestException',
    'x',
    400,
  ],
  ['sso-oidc', { kind: 'fail', status: 400, code: 'SlowDownException' }, 'SlowDownException', '', 400],
])('%s refuses by the fault %j', async (service, fault, name, message, status) => {
  standIn.inject({ ...fault, service });
  await expect(ask(service)).rejects.toMatchObject({
    name,
    message: expect.stringContaining(message),
    $metadata: { httpStatusCode: status },
  });
  expect(standIn.requests).toEqual([expect.objectContaining({ service, status, errorCode: name })]);
});

describe('a fault befalls', () => {
  test('only so many requests', async () => {
    standIn.inject({ kind: 'throttle', times: 2 });
    await expect(ask('ecr', 3)).resolves.toBeDefined();
    expect(standIn.requests.map((request) => request.status)).toEqual([400, 400, 200]);
  });

  test('only its service and operation', async () => {
    standIn.inject({ kind: 'cut', service: 'ecr' });
    standIn.inject({ kind: 'denied', service: 'sts', operation: 'AssumeRole' });
    await expect(ask('sts')).resolves.toBeDefined();
    await expect(ask('ecr')).rejects.toThrow();
  });

  test('requests until it is taken back', async () => {
    standIn.inject({ kind: 'denied' });
    await expect(ask('ecr')).rejects.toThrow();
    await expect(ask('ecr')).rejects.toThrow();
    standIn.clearFaults();
    await expect(ask('ecr')).resolves.toBeDefined();
  });

  test('also those whose signature is wrong', async () => {
    key = { ...key, secretAccessKey: 'wrong' };
    standIn.inject({ kind: 'throttle', times: 1 });
    await expect(ask('ecr')).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(ask('ecr')).rejects.toMatchObject({ name: 'InvalidSignatureException' });
  });
});

describe('a request', () => {
  test('that is delayed is answered in the end', async () => {
    standIn.inject({ kind: 'delay', milliseconds: 20 });
    standIn.inject({ kind: 'denied', times: 1 });
    const outcome = ask('ecr').catch((error: Error) => error.name);
    expect(await standIn.waitForRequest(() => true)).not.toHaveProperty('status');
    expect(await outcome).toBe('AccessDeniedException');
    await expect(ask('ecr')).resolves.toBeDefined();
  });

  test.each<FaultKind>([{ kind: 'hang' }, { kind: 'delay', milliseconds: 3_600_000 }])(
    'that befalls %j waits for its answer until the server goes',
    async (fault) => {
      standIn.inject(fault);
      let isSettled = false;
      const outcome = expect(ask('ecr').finally(() => (isSettled = true))).rejects.toThrow();
      const request = await standIn.waitForRequest(({ service }) => service === 'ecr');
      // Another request goes all the way there and back meanwhile.
      standIn.clearFaults();
      await ask('sts');
      expect(isSettled).toBe(false);
      expect(request.status).toBeUndefined();
      expect(request.signedFor?.accountId).toBe(accountId);
      await standIn.close();
      await outcome;
    },
  );

  test('that befalls a cut loses its connection', async () => {
    standIn.inject({ kind: 'cut' });
    await expect(ask('ecr')).rejects.toThrow(/socket hang up|ECONNRESET/);
    expect(standIn.requests[0]?.status).toBeUndefined();
  });

  test('gets half of its answer and then nothing', async () => {
    standIn.inject({ kind: 'hang-body' });
    const abort = new AbortController();
    const response = await fetch(`${standIn.url}/x`, { signal: abort.signal });
    expect(response.status).toBe(404);
    const reader = response.body?.getReader();
    const first = await reader?.read();
    expect(first?.value?.length).toBeLessThan(Number(response.headers.get('content-length')));
    expect(first?.value?.length).toBeGreaterThan(0);
    let isSettled = false;
    const rest = expect(reader?.read().finally(() => (isSettled = true))).rejects.toThrow();
    // Another request goes all the way there and back meanwhile.
    standIn.clearFaults();
    await ask('sts');
    expect(isSettled).toBe(false);
    abort.abort();
    await rest;
  });

  test('gets half of its answer and loses its connection', async () => {
    standIn.inject({ kind: 'cut-body' });
    const response = await fetch(`${standIn.url}/x`);
    expect(response.status).toBe(404);
    await expect(response.text()).rejects.toThrow();
    await expect(ask('ecr')).rejects.toThrow();
  });

  test.each([
    [{ kind: 'garbage' } as const, 'text/html', '<!DOCTYPE html>'],
    [
      { kind: 'garbage', body: '{"authorizationData":', contentType: 'application/json' } as const,
      'application/json',
      '{"auth',
    ],
  ])('gets nonsense by the fault %j', async (fault, contentType, start) => {
    standIn.inject(fault);
    const response = await fetch(standIn.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(contentType);
    expect((await response.text()).startsWith(start)).toBe(true);
    await expect(ask('ecr')).rejects.toThrow();
  });

  test('gets the date by the clock of the server, or none', async () => {
    standIn.clockOffsetMs = 86_400_000;
    const dated = await fetch(standIn.url);
    const ahead = Date.parse(dated.headers.get('date') ?? '') - Date.now();
    expect(ahead).toBeGreaterThan(86_300_000);
    standIn.inject({ kind: 'no-date' });
    expect((await fetch(standIn.url)).headers.has('date')).toBe(false);
  });
});
