import { createHash, createHmac } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { ReceivedRequest, ServiceName } from './call.ts';
import { createServerClock, type ServerClock } from './clock.ts';
import { IssuedKeys } from './issued-keys.ts';
import { userPrincipal } from './principals.ts';
import { checkSignature } from './signature.ts';

const nowMs = Date.parse('2026-05-06T07:08:09Z');
const amzDate = '20260506T070809Z';

let clock: ServerClock;
let keys: IssuedKeys;
let key: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

beforeEach(() => {
  clock = createServerClock(() => nowMs);
  keys = new IssuedKeys(clock);
  key = keys.addUserKey({ accountId: '123456789012' });
});

interface Signing {
  service?: string;
  region?: string;
  headers?: Record<string, string>;
  body?: string;
  signedHeaders?: string[];
}

/** Signs by hand, after AWS's description of Signature Version 4, not with the library that checks. */
function signed(signing: Signing = {}): ReceivedRequest {
  const { service = 'ecr', region = 'eu-west-1', body = '{}' } = signing;
  const headers: Record<string, string> = {
    host: 'api.ecr.eu-west-1.amazonaws.com',
    'x-amz-date': amzDate,
    ...(key.sessionToken === undefined ? {} : { 'x-amz-security-token': key.sessionToken }),
    ...signing.headers,
  };
  const names = (signing.signedHeaders ?? Object.keys(headers)).toSorted();
  const payloadHash = headers['x-amz-content-sha256'] ?? sha256(body);
  const canonicalRequest = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${headers[name]}`),
    '',
    names.join(';'),
    payloadHash,
  ].join('\n');
  const scope = `${amzDate.slice(0, 8)}/${region}/${service}/aws4_request`;
  const signingKey = scope
    .split('/')
    .reduce<Buffer>((secret, part) => hmac(secret, part), Buffer.from(`AWS4${key.secretAccessKey}`));
  const stringToSign = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonicalRequest)].join(
    '\n',
  );
  const signature = hmac(signingKey, stringToSign).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { ...headers, authorization },
    body: Buffer.from(body),
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(secret: Buffer, text: string): Buffer {
  return createHmac('sha256', secret).update(text).digest();
}

function check(request: ReceivedRequest, service: ServiceName = 'ecr', region?: string) {
  return checkSignature(request, { service, region }, keys, clock);
}

describe('a good signature', () => {
  test.each<[string, Signing]>([
    ['over the least', {}],
    ['over its payload hash too', { headers: { 'x-amz-content-sha256': sha256('{}') } }],
    ['over a header that proxies change, as some SDKs sign it', { headers: { 'user-agent': 'a b' } }],
  ])('%s is taken', async (_, signing) => {
    expect(await check(signed(signing), 'ecr', 'eu-west-1')).toEqual({
      principal: userPrincipal('123456789012', 'developer', true),
      accessKeyId: key.accessKeyId,
      region: 'eu-west-1',
      service: 'ecr',
    });
  });

  test('of a temporary key is taken until it expires', async () => {
    key = keys.issueTemporaryKey(userPrincipal('123456789012', 'ann', true), 60);
    clock.offsetMs = 59_000;
    await expect(check(signed())).resolves.toMatchObject({ accessKeyId: key.accessKeyId });
    clock.offsetMs = 60_000;
    await expect(check(signed())).rejects.toMatchObject({ code: 'ExpiredTokenException', status: 400 });
    key = { ...key, sessionToken: 'another' };
    await expect(check(signed())).rejects.toMatchObject({ code: 'UnrecognizedClientException' });
    key = { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey };
    await expect(check(signed())).rejects.toMatchObject({ code: 'UnrecognizedClientException' });
  });
});

const mismatch = expect.stringContaining('does not match the signature you provided');

describe('refused is a request', () => {
  test.each<[string, () => ReceivedRequest, string, unknown]>([
    [
      'whose body was changed',
      () => ({ ...signed(), body: Buffer.from('{"a":1}') }),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'whose payload hash is of another body',
      () => signed({ headers: { 'x-amz-content-sha256': sha256('other') } }),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'whose payload is not signed',
      () => signed({ headers: { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' } }),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'whose signed header was changed',
      () => {
        const request = signed({ headers: { 'x-amz-target': 'a.b' } });
        return { ...request, headers: { ...request.headers, 'x-amz-target': 'a.c' } };
      },
      'InvalidSignatureException',
      mismatch,
    ],
    ['whose path was changed', () => ({ ...signed(), path: '/x' }), 'InvalidSignatureException', mismatch],
    [
      'that got a query',
      () => ({ ...signed(), query: new URLSearchParams('a=b') }),
      'InvalidSignatureException',
      mismatch,
    ],
    [
      'that does not sign its host',
      () => signed({ signedHeaders: ['x-amz-date'] }),
      'InvalidSignatureException',
      expect.stringContaining("must be a 'SignedHeader'"),
    ],
    [
      'signed for another service',
      () => signed({ service: 'sts' }),
      'InvalidSignatureException',
      expect.stringContaining("scoped to correct service: 'ecr'"),
    ],
    [
      'signed for another region than its host',
      () => signed({ region: 'us-east-1' }),
      'InvalidSignatureException',
      expect.stringContaining("scoped to a valid region, not 'us-east-1'"),
    ],
    [
      'without a signature',
      () => ({ ...signed(), headers: { host: 'x' } }),
      'MissingAuthenticationTokenException',
      'Missing Authentication Token',
    ],
    [
      'with half a signature',
      () => ({ ...signed(), headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a' } }),
      'IncompleteSignatureException',
      expect.any(String),
    ],
    [
      'whose date is none',
      () => signed({ headers: { 'x-amz-date': 'yesterday' } }),
      'IncompleteSignatureException',
      expect.any(String),
    ],
  ])('%s', async (_, makeRequest, code, message) => {
    await expect(check(makeRequest(), 'ecr', 'eu-west-1')).rejects.toMatchObject({ code, message });
  });
});
