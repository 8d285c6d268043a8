import { describe, expect, jest, test } from '@jest/globals';
import type { CachedToken, TokenCache } from '../../src/ecr/cache.ts';
import { cachedToken, type TokenWarning } from '../../src/ecr/cached-token.ts';
import type { AuthorizationToken } from '../../src/ecr/token.ts';
import { HelperError } from '../../src/errors.ts';
import { fakeContext } from '../fakes/context.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const ISSUED = 1_900_000_000_000;
const EXPIRES = ISSUED + 12 * HOUR;
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
const kept: CachedToken = {
  serverURL: 'https://before',
  username: 'AWS',
  password: 'kept',
  issuedAt: ISSUED,
  expiresAt: EXPIRES,
};
const failure = new HelperError('NO_NETWORK', 'no network');

/** Asks for the token at a time, with what is kept and what ECR answers; tells all that happened. */
async function ask(
  keptToken: CachedToken | undefined,
  now: number | (() => number),
  answer: AuthorizationToken | Error,
) {
  const warnings: TokenWarning[] = [];
  const write = jest.fn<TokenCache['write']>();
  const cache: TokenCache = {
    read: () => keptToken,
    write,
    erase: () => {},
    erasure: () => '',
    list: () => [],
    agreement: () => undefined,
  };
  const request = jest.fn(async () => {
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const outcome = await cachedToken(key, request, {
    serverURL: 'https://now',
    cache,
    context: fakeContext({ now }),
    signal: new AbortController().signal,
    log: () => {},
    warn: (warning) => warnings.push(warning),
    renewLater: undefined,
  }).then(
    ({ password }) => password,
    (error: unknown) => error,
  );
  return { outcome, requests: request.mock.calls.length, written: write.mock.calls, warnings };
}

const asked: AuthorizationToken = { username: 'AWS', password: 'new', expiresAt: EXPIRES + 12 * HOUR };

describe('when ECR answers', () => {
  test.each([
    ['nothing kept', undefined, ISSUED, 'new', 1],
    ['fresh', kept, ISSUED, 'kept', 0],
    ['one millisecond before half of its life', kept, ISSUED + 6 * HOUR - 1, 'kept', 0],
    ['half of its life over', kept, ISSUED + 6 * HOUR, 'new', 1],
    ['5 minutes left', kept, EXPIRES - 5 * MINUTE, 'new', 1],
    ['one millisecond left', kept, EXPIRES - 1, 'new', 1],
    ['expired', kept, EXPIRES, 'new', 1],
  ])('%s', async (_, keptToken, now, outcome, requests) => {
    const happened = await ask(keptToken, now, asked);
    expect(happened).toMatchObject({ outcome, requests, warnings: [] });
    const token = { serverURL: 'https://now', issuedAt: now, ...asked };
    expect(happened.written).toEqual(requests === 0 ? [] : [[key, token, '']]);
  });
});

describe('when ECR fails', () => {
  const warning = { kind: 'not-renewed', error: failure };
  test.each([
    ['nothing kept', undefined, ISSUED, failure, []],
    ['fresh', kept, ISSUED, 'kept', []],
    ['half of its life over', kept, ISSUED + 6 * HOUR, 'kept', [warning]],
    ['one millisecond left', kept, EXPIRES - 1, 'kept', [warning]],
    ['expired', kept, EXPIRES, failure, []],
  ])('%s', async (_, keptToken, now, outcome, warnings) => {
    const happened = await ask(keptToken, now, failure);
    expect(happened.outcome).toBe(outcome);
    expect(happened).toMatchObject({ warnings, written: [] });
  });

  test('a token that expires while ECR is asked is not answered', async () => {
    const times = [EXPIRES - 1, EXPIRES];
    expect((await ask(kept, () => times.shift() ?? EXPIRES, failure)).outcome).toBe(failure);
  });
});

describe('a token that arrives expired by the local clock', () => {
  test.each([
    [EXPIRES - 1, 0],
    [EXPIRES, 1],
    [EXPIRES + HOUR, 1],
  ])('at %d', async (now, warned) => {
    const happened = await ask(undefined, now, { ...asked, expiresAt: EXPIRES });
    expect(happened.outcome).toBe('new');
    expect(happened.warnings).toEqual(warned ? [{ kind: 'born-expired', expiresAt: EXPIRES }] : []);
    expect(happened.written).toHaveLength(1 - warned);
  });
});
