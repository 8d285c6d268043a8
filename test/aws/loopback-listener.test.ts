import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type LoopbackListener, listenOnLoopback } from '../../src/aws/loopback-listener.ts';

let listener: LoopbackListener;

beforeEach(async () => {
  listener = await listenOnLoopback('the-state');
});
afterEach(() => listener.close());

const callback = (query: string) => fetch(`${listener.redirectUri}?${query}`);

test('listens on 127.0.0.1 alone', () => {
  expect(listener.redirectUri).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/oauth\/callback$/);
});

test.each<[string, object]>([
  ['code=c1&state=the-state', { code: 'c1' }],
  ['error=access_denied&state=the-state', { error: 'access_denied' }],
  ['error=server_error&code=c1&state=the-state', { error: 'server_error' }],
])('takes ?%s, once', async (query, answer) => {
  const page = await callback(query);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(await listener.answer).toEqual(answer);
  await expect(callback(query)).rejects.toThrow();
});

test.each(['code=c1&state=another', 'code=c1', 'state=the-state', 'code=&state=the-state'])(
  'refuses ?%s, and goes on',
  async (query) => {
    const page = await callback(query);
    expect(page.status).toBe(400);
    expect(await page.text()).not.toContain('c1');
    expect((await callback('code=c2&state=the-state')).status).toBe(200);
    expect(await listener.answer).toEqual({ code: 'c2' });
  },
);

test.each([
  ['POST', '/oauth/callback?code=c1&state=the-state', undefined],
  ['GET', '/other?code=c1&state=the-state', undefined],
  ['GET', '/oauth/callback?code=c1&state=the-state', 'attacker.example'],
])('has nothing for %s %s from host %s', async (method, path, host) => {
  const { port } = new URL(listener.redirectUri);
  const status = await new Promise((resolve, reject) => {
    const headers = host === undefined ? {} : { host };
    request({ method, path, headers, host: '127.0.0.1', port }, (response) =>
      resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
  expect(status).toBe(404);
});
