import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { LoginSignIn } from './login-sessions.ts';
import { sdkClients } from './sdk-clients.ts';
import { type AwsStandIn, startAwsStandIn } from './stand-in.ts';

const accountId = '111111111111';

let standIn: AwsStandIn;
let signIn: LoginSignIn;

beforeEach(async () => {
  standIn = await startAwsStandIn();
  signIn = standIn.addLoginSession({ accountId });
});
afterEach(() => standIn.close());

/** A proof of possession of the key, for a request to this address. */
function proof(key = signIn.dpopKey, claims: Record<string, unknown> = {}): string {
  const jwk = createPublicKey(createPrivateKey(key)).export({ format: 'jwk' });
  const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const iat = Math.floor(Date.now() / 1000);
  const payload = { htm: 'POST', htu: `${standIn.url}/v1/token`, iat, jti: '1', ...claims };
  const signed = `${encode({ alg: 'ES256', typ: 'dpop+jwt', jwk })}.${encode(payload)}`;
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

async function refresh(refreshToken = signIn.refreshToken, dpop = proof()) {
  const response = await fetch(`${standIn.url}/v1/token`, {
    method: 'POST',
    headers: { dpop, 'content-type': 'application/json' },
    body: JSON.stringify({ clientId: signIn.clientId, grantType: 'refresh_token', refreshToken }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

test('a sign-in has credentials of its user', async () => {
  const { sts } = sdkClients(standIn.url, signIn.accessToken);
  expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: accountId });
});

test('a refresh token serves once, and gives the next', async () => {
  const first = await refresh();
  expect(first).toMatchObject({ status: 200, body: { tokenType: 'aws_sigv4', expiresIn: 900 } });
  expect(await refresh()).toMatchObject({ status: 403, body: { error: 'TOKEN_EXPIRED' } });
  expect(await refresh(String(first.body.refreshToken))).toMatchObject({ status: 200 });
});

test('no refresh token serves when its session is over', async () => {
  standIn.endLoginSessions();
  expect(await refresh()).toMatchObject({ status: 403, body: { error: 'TOKEN_EXPIRED' } });
});

test('a refresh token does not serve with the proof of another key', async () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const another = privateKey.export({ format: 'pem', type: 'sec1' }).toString();
  expect(await refresh(signIn.refreshToken, proof(another))).toMatchObject({ status: 403 });
});

test.each<[string, () => string]>([
  ['none', () => ''],
  ['nonsense', () => 'a.b.c'],
  ['for another method', () => proof(undefined, { htm: 'GET' })],
  ['for another address', () => proof(undefined, { htu: 'https://signin.example.com/v1/token' })],
  ['of yesterday', () => proof(undefined, { iat: Math.floor(Date.now() / 1000) - 86_400 })],
  ['that was changed', () => `${proof().slice(0, -8)}AAAAAAAA`],
])('a proof that is %s is none', async (_, dpop) => {
  expect(await refresh(undefined, dpop())).toMatchObject({
    status: 400,
    body: { error: 'INVALID_DPOP_PROOF' },
  });
});
