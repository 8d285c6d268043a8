import { existsSync } from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import { openTokenCache } from '../../src/ecr/cache.ts';
import { cachedToken, type TokenSurroundings, type TokenWarning } from '../../src/ecr/cached-token.ts';
import { HelperError } from '../../src/errors.ts';
import { fakeContext, NOW } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';

const at = temporaryDirectory();
const HOUR = 3_600_000;
const MINUTE = 60_000;
const key = {
  registry: {
    service: 'ecr-public',
    host: 'public.ecr.aws',
    region: 'us-east-1',
    fips: false,
    dualStack: false,
  },
  fingerprint: 'f'.repeat(32),
} as const;
const failure = new HelperError('NO_NETWORK', 'no network');

/** A cache with a token of 12 hours that has so much left. */
function scene(leftMs: number, change: Partial<TokenSurroundings> = {}) {
  const context = fakeContext();
  const cache = openTokenCache(at('cache'), context);
  const expiresAt = NOW + leftMs;
  const serverURL = 'public.ecr.aws';
  const issuedAt = expiresAt - 12 * HOUR;
  cache.write(key, { serverURL, username: 'AWS', password: 'kept', issuedAt, expiresAt });
  const warnings: TokenWarning[] = [];
  const logged: string[] = [];
  const surroundings: TokenSurroundings = {
    context,
    serverURL,
    cache,
    signal: new AbortController().signal,
    log: (what) => void logged.push(what),
    warn: (warning) => void warnings.push(warning),
    renewLater: async () => {},
    ...change,
  };
  return { surroundings, cache, warnings, logged };
}

const asked = { username: 'AWS', password: 'new', expiresAt: NOW + 12 * HOUR };

describe('what is renewed later, and what at once', () => {
  test.each([
    ['fresh', 6 * HOUR + 1, 'kept', 0, 0],
    ['half of its life over', 6 * HOUR, 'kept', 1, 0],
    ['5 minutes left', 5 * MINUTE, 'kept', 1, 0],
    ['less than 5 minutes left', 5 * MINUTE - 1, 'new', 0, 1],
    ['expired', 0, 'new', 0, 1],
  ])('%s', async (_, leftMs, password, later, atOnce) => {
    const renewLater = jest.fn(async () => {});
    const request = jest.fn(async () => asked);
    const { surroundings, warnings } = scene(leftMs, { renewLater });
    expect((await cachedToken(key, request, surroundings)).password).toBe(password);
    expect(renewLater).toHaveBeenCalledTimes(later);
    expect(request).toHaveBeenCalledTimes(atOnce);
    expect(warnings).toEqual([]);
  });

  test('where there is no renewal in the background, half of its life over: at once', async () => {
    const { surroundings } = scene(6 * HOUR, { renewLater: undefined });
    expect((await cachedToken(key, async () => asked, surroundings)).password).toBe('new');
  });
});

test('a renewal that can’t be started keeps nobody from the answer', async () => {
  const { surroundings, warnings, logged } = scene(HOUR, {
    renewLater: () => Promise.reject(new Error('EAGAIN')),
  });
  expect((await cachedToken(key, async () => asked, surroundings)).password).toBe('kept');
  expect(warnings).toEqual([]);
  expect(logged).toEqual(['no renewal in the background']);
});

describe('a request that never ends', () => {
  const never = () => new Promise<never>(() => {});

  test('leaves the kept token when the time is over', async () => {
    const { surroundings, warnings } = scene(MINUTE, { signal: AbortSignal.abort(failure) });
    expect((await cachedToken(key, never, surroundings)).password).toBe('kept');
    expect(warnings).toEqual([{ kind: 'not-renewed', error: failure }]);
  });

  test('is a failure where there is none that is good', async () => {
    const { surroundings } = scene(0, { signal: AbortSignal.abort(failure) });
    await expect(cachedToken(key, never, surroundings)).rejects.toBe(failure);
  });
});

describe('of many at once one asks', () => {
  test.each([
    ['a token of 12 hours', 12 * HOUR, 1],
    ['one with less than 5 minutes to live by the local clock', MINUTE, 1],
    ['one that is born expired, which nobody keeps', -MINUTE, 5],
  ])('%s', async (_, lifeMs, times) => {
    const { surroundings, cache } = scene(-1);
    const request = jest.fn(async () => ({ ...asked, expiresAt: NOW + lifeMs }));
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => cachedToken(key, request, surroundings)),
    );
    expect(answers.map(({ password }) => password)).toEqual(Array(5).fill('new'));
    expect(request).toHaveBeenCalledTimes(times);
    expect(cache.read(key)?.password).toBe(lifeMs > 0 ? 'new' : 'kept');
    expect(existsSync(at('cache', `public.ecr.aws.${key.fingerprint}.lock`))).toBe(false);
  });

  test('a token from before the clock was set back is nobody’s new one', async () => {
    const { surroundings } = scene(6 * HOUR + 12 * HOUR);
    const request = jest.fn(async () => asked);
    expect((await cachedToken(key, request, surroundings)).password).toBe('new');
    expect(request).toHaveBeenCalledTimes(1);
  });
});
