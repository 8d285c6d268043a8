import { createHash } from 'node:crypto';
import {
  CreateTokenCommand,
  RegisterClientCommand,
  type RegisterClientRequest,
} from '@aws-sdk/client-sso-oidc';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { noCredentials, sdkClients } from './sdk-clients.ts';
import { type AwsStandIn, startAwsStandIn } from './stand-in.ts';

const issuerUrl = 'https://acme.awsapps.com/start';
const redirectUri = 'http://127.0.0.1:4711/oauth/callback';
const verifier = 'a-verifier-of-more-than-forty-three-characters';
const challenge = createHash('sha256').update(verifier).digest('base64url');
const metadata: RegisterClientRequest = {
  clientName: 'test',
  clientType: 'public',
  grantTypes: ['authorization_code', 'refresh_token'],
  redirectUris: ['http://127.0.0.1/oauth/callback'],
  scopes: ['sso:account:access'],
  issuerUrl,
};

let standIn: AwsStandIn;
let nowMs: number;

beforeEach(async () => {
  nowMs = Date.now();
  standIn = await startAwsStandIn({ now: () => nowMs });
  standIn.addSsoSession({ startUrl: issuerUrl, region: 'us-east-1', assignments: [] });
});
afterEach(() => standIn.close());

const oidc = () => sdkClients(standIn.url, noCredentials).ssoOidc;
const register = (change: Partial<RegisterClientRequest> = {}) =>
  oidc().send(new RegisterClientCommand({ ...metadata, ...change }));

async function authorize(clientId: string, change: Record<string, string> = {}) {
  const query = {
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    state: 'the-state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    scope: 'sso:account:access',
    ...change,
  };
  const answer = await fetch(`${standIn.url}/authorize?${new URLSearchParams(query)}`, {
    redirect: 'manual',
  });
  const location = answer.headers.get('location');
  return { status: answer.status, to: location === null ? undefined : new URL(location) };
}

async function signIn(
  change: { redirectUri?: string; codeVerifier?: string; code?: string } = {},
  waitMs = 0,
) {
  const { clientId, clientSecret } = await register();
  const { to } = await authorize(clientId ?? '');
  nowMs += waitMs;
  const code = to?.searchParams.get('code') ?? '';
  const input = {
    clientId,
    clientSecret,
    grantType: 'authorization_code',
    code,
    redirectUri,
    codeVerifier: verifier,
  };
  const redeem = () => oidc().send(new CreateTokenCommand({ ...input, ...change }));
  return { to, redeem };
}

test('sends the browser back with a code and the state; the code serves once', async () => {
  const { to, redeem } = await signIn();
  expect(`${to?.origin}${to?.pathname}`).toBe(redirectUri);
  expect(to?.searchParams.get('state')).toBe('the-state');
  expect(await redeem()).toMatchObject({ accessToken: expect.any(String), refreshToken: expect.any(String) });
  await expect(redeem()).rejects.toMatchObject({ name: 'InvalidGrantException' });
});

test('sends the browser back with an error when the person says no', async () => {
  standIn.browserDecision = 'denied';
  const { to } = await signIn();
  expect(Object.fromEntries(to?.searchParams ?? [])).toEqual({ error: 'access_denied', state: 'the-state' });
});

describe('a code is refused', () => {
  test.each<[string, object, number]>([
    ['with another verifier', { codeVerifier: `${verifier}x` }, 0],
    ['for another address', { redirectUri: 'http://127.0.0.1:4712/oauth/callback' }, 0],
    ['that nobody gave', { code: 'some' }, 0],
    ['after ten minutes', {}, 600_000],
  ])('%s', async (_, change, waitMs) => {
    const { redeem } = await signIn(change, waitMs);
    await expect(redeem()).rejects.toMatchObject({ name: 'InvalidGrantException', error: 'invalid_grant' });
  });
});

describe('the browser is sent nowhere', () => {
  test.each<[string, Record<string, string>]>([
    ['for an unknown client', { client_id: 'some' }],
    ['to an address that is not registered', { redirect_uri: 'http://127.0.0.1:4711/other' }],
    ['to another host', { redirect_uri: 'http://example.com/oauth/callback' }],
    ['for a token instead of a code', { response_type: 'token' }],
    ['with a plain challenge', { code_challenge_method: 'plain' }],
    ['without a challenge', { code_challenge: '' }],
    ['with a scope that is not registered', { scope: 'sso:account:access other:a:b' }],
  ])('%s', async (_, change) => {
    const { clientId } = await register();
    expect(await authorize(clientId ?? '', change)).toEqual({ status: 400, to: undefined });
  });

  test('by a client of another grant', async () => {
    const { clientId } = await register({ grantTypes: ['refresh_token'] });
    expect(await authorize(clientId ?? '')).toEqual({ status: 400, to: undefined });
  });
});

describe('no client is registered', () => {
  test.each<[string, Partial<RegisterClientRequest>, string]>([
    ['with an unknown grant', { grantTypes: ['password'] }, 'InvalidClientMetadataException'],
    ['for an unknown start URL', { issuerUrl: 'https://other' }, 'InvalidClientMetadataException'],
    ['with a scope that is none', { scopes: ['everything'] }, 'InvalidScopeException'],
    ['with a foreign address', { redirectUris: ['https://example.com/'] }, 'InvalidRedirectUriException'],
    ['without an address', { redirectUris: [] }, 'InvalidRedirectUriException'],
  ])('%s', async (_, change, name) => {
    await expect(register(change)).rejects.toMatchObject({ name });
  });
});
