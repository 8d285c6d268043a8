import { describe, expect, test } from '@jest/globals';
import type { HttpRequest } from '@smithy/core/protocols';
import { HttpResponse } from '@smithy/core/protocols';
import { parseRegistry, type Registry } from '../../src/ecr/registry.ts';
import { type CallSettings, requestToken, tokenAction } from '../../src/ecr/token.ts';
import { rejectionOf } from '../fakes/thrown.ts';

const EXPIRES_SECONDS = 1_900_000_000;
const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'secret' };
const PRIVATE = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

function registryOf(host: string): Registry {
  const registry = parseRegistry(host);
  if (registry === undefined) throw new Error(`${host} is no registry`);
  return registry;
}

/** Asks for the registry's token; the service's answer has this data. Tells the requests that were sent. */
async function ask(host: string, data: Record<string, unknown>, settings: Partial<CallSettings> = {}) {
  const registry = registryOf(host);
  const sent: HttpRequest[] = [];
  const preconnected: string[] = [];
  const body = JSON.stringify({ authorizationData: registry.service === 'ecr' ? [data] : data });
  const requestHandler = {
    handle: async (request: HttpRequest) => {
      sent.push(request);
      const headers = { 'content-type': 'application/x-amz-json-1.1' };
      return { response: new HttpResponse({ statusCode: 200, headers, body: Buffer.from(body) }) };
    },
  };
  const token = requestToken(
    registry,
    async () => credentials,
    { region: registry.region, requestHandler, ...settings },
    (url) => preconnected.push(url.hostname),
  );
  return { token, sent, preconnected };
}

const good = {
  authorizationToken: Buffer.from('AWS:pass:word').toString('base64'),
  expiresAt: EXPIRES_SECONDS,
};

describe('the host decides where ECR is asked', () => {
  test.each([
    [PRIVATE, 'api.ecr.eu-west-1.amazonaws.com'],
    ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com', 'api.ecr-fips.us-east-1.amazonaws.com'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws', 'ecr.eu-west-1.api.aws'],
    ['123456789012.dkr-ecr-fips.us-east-1.on.aws', 'ecr-fips.us-east-1.api.aws'],
    ['123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn', 'api.ecr.cn-north-1.amazonaws.com.cn'],
    ['123456789012.dkr.ecr.us-gov-west-1.amazonaws.com', 'api.ecr.us-gov-west-1.amazonaws.com'],
    ['public.ecr.aws', 'api.ecr-public.us-east-1.amazonaws.com'],
    ['ecr-public.aws.com', 'ecr-public.us-east-1.api.aws'],
  ])('%s: %s', async (host, api) => {
    const { token, sent, preconnected } = await ask(host, good);
    const expected = { username: 'AWS', password: 'pass:word', expiresAt: EXPIRES_SECONDS * 1000 };
    await expect(token).resolves.toEqual(expected);
    expect(sent.map((request) => request.hostname)).toEqual([api]);
    expect(preconnected).toEqual([api]);
  });

  test.each([
    ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com'],
    ['123456789012.dkr-ecr.eu-west-1.on.aws'],
    ['ecr-public.aws.com'],
  ])('a setting outranks the variant of %s', async (host) => {
    const { token, sent } = await ask(host, good, { endpoint: 'https://ecr.example.com' });
    await token;
    expect(sent.map((request) => request.hostname)).toEqual(['ecr.example.com']);
  });
});

describe('an answer without a token', () => {
  test.each([
    [{}],
    [{ expiresAt: EXPIRES_SECONDS }],
    [{ authorizationToken: '', expiresAt: EXPIRES_SECONDS }],
    [{ authorizationToken: Buffer.from('no colon').toString('base64'), expiresAt: EXPIRES_SECONDS }],
    [{ authorizationToken: Buffer.from(':word').toString('base64'), expiresAt: EXPIRES_SECONDS }],
    [{ authorizationToken: Buffer.from('AWS:').toString('base64'), expiresAt: EXPIRES_SECONDS }],
    [{ authorizationToken: good.authorizationToken }],
  ])('%j', async (data) => {
    const error = await rejectionOf((await ask(PRIVATE, data)).token);
    expect(error.code).toBe('SERVICE_FAILED');
    expect(error.message).toContain('eu-west-1');
  });
});

test.each([
  [PRIVATE, 'ecr:GetAuthorizationToken'],
  ['public.ecr.aws', 'ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken'],
])('the action for %s', (host, action) => expect(tokenAction(registryOf(host))).toBe(action));
