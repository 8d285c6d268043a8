import { Readable } from 'node:stream';
import { afterEach, expect, test } from '@jest/globals';
import { type HttpRequest, HttpResponse } from '@smithy/core/protocols';
import type { RequestRecipe } from '../../../src/aws/token-sources/recipe.ts';
import { requestedToken } from '../../../src/aws/token-sources/requested-token.ts';
import { fakeTools } from './fake-tools.ts';

const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJzIn0.c2lnbmF0dXJl';
const ENV = {
  ACTIONS_ID_TOKEN_REQUEST_URL: 'https://pipelines.example.com:8443/run/idtoken?api-version=2.0&a=b%20c',
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'bearer-of-the-job',
};
const RECIPE: RequestRecipe = {
  by: 'request',
  urlVariable: 'ACTIONS_ID_TOKEN_REQUEST_URL',
  bearerVariable: 'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
  audience: 'sts.amazonaws.com',
  remedy: 'ask for the permission',
};

const opened: { end: () => void }[] = [];
afterEach(() => {
  for (const tools of opened.splice(0)) tools.end();
});

/** A body as the transport of Node.js hands it on, or of bun. */
const bodies = {
  node: (text: string) => Readable.from([Buffer.from(text.slice(0, 5)), Buffer.from(text.slice(5))]),
  bun: (text: string) => new Response(text).body,
  empty: () => new Uint8Array(),
};

/** Asks by a request handler that answers so; tells what was asked. */
async function ask(answers: (() => HttpResponse)[], env: Record<string, string> = ENV) {
  const requests: HttpRequest[] = [];
  const requestHandler = {
    preconnect: () => {},
    firstSent: Promise.resolve(),
    clockOffset: () => undefined,
    handle: async (request: HttpRequest) => {
      requests.push(request);
      const answer = answers[requests.length - 1];
      if (answer === undefined) throw new Error('one request too many');
      return { response: answer() };
    },
  };
  const tools = fakeTools({ env }, { requestHandler });
  opened.push(tools);
  const outcome = await requestedToken(RECIPE, 'GitHub Actions', tools).catch((error: unknown) => error);
  return { outcome, requests };
}

function answer(statusCode: number, body: unknown = bodies.empty()): () => HttpResponse {
  return () => new HttpResponse({ statusCode, headers: {}, body });
}

function failure(code: string): () => HttpResponse {
  return () => {
    throw Object.assign(new Error(code), { code });
  };
}

test.each(['node', 'bun'] as const)('asks by the request handler of all calls, under %s', async (runtime) => {
  const body = bodies[runtime](JSON.stringify({ value: TOKEN }));
  const { outcome, requests } = await ask([answer(200, body)]);
  expect(outcome).toBe(TOKEN);
  expect(requests).toMatchObject([
    {
      method: 'GET',
      protocol: 'https:',
      hostname: 'pipelines.example.com',
      port: 8443,
      path: '/run/idtoken',
      query: { 'api-version': '2.0', a: 'b c', audience: 'sts.amazonaws.com' },
      headers: { authorization: 'Bearer bearer-of-the-job' },
    },
  ]);
});

test.each<[string, (() => HttpResponse)[], number]>([
  ['an answer that says no', [answer(401)], 1],
  ['no proxy', [failure('ERR_PROXY_TUNNEL')], 1],
  ['a certificate that nobody vouches for', [failure('UNABLE_TO_VERIFY_LEAF_SIGNATURE')], 1],
  ['an answer to come back later', [answer(429), answer(500), answer(503)], 3],
  ['a broken connection', [failure('ECONNRESET'), failure('ECONNRESET'), failure('ECONNRESET')], 3],
])('after %s', async (_, answers, times) => {
  const { outcome, requests } = await ask(answers);
  expect(outcome).toBeInstanceOf(Error);
  expect(requests).toHaveLength(times);
});

test.each([
  ['empty', bodies.empty()],
  ['no JSON', bodies.bun(`<p>${TOKEN}</p>`)],
  ['without a value', bodies.bun('{}')],
  ['null', bodies.bun('null')],
  ['more than a token', bodies.bun(JSON.stringify({ value: `${TOKEN} ${TOKEN}` }))],
  ['without end', bodies.node(`{"value":"${'x'.repeat(200_000)}`)],
])('an answer that is %s is no token, and is not shown', async (_, body) => {
  const { outcome } = await ask([answer(200, body)]);
  expect(outcome).toMatchObject({ code: 'WEB_IDENTITY_UNAVAILABLE', hint: 'ask for the permission' });
  expect(String(outcome)).not.toContain(TOKEN);
});

test('an address that is none is refused, and the bearer token stays here', async () => {
  const { outcome, requests } = await ask([], { ...ENV, ACTIONS_ID_TOKEN_REQUEST_URL: 'ftp://x/y' });
  expect(outcome).toMatchObject({ code: 'SETTING_INVALID' });
  expect(requests).toEqual([]);
});
