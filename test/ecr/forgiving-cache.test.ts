import { expect, test } from '@jest/globals';
import type { CachedToken, TokenCache, TokenKey } from '../../src/ecr/cache.ts';
import { forgivingCache } from '../../src/ecr/forgiving-cache.ts';
import { type ErrorCode, HelperError } from '../../src/errors.ts';

const registry = {
  service: 'ecr-public',
  host: 'public.ecr.aws',
  region: 'us-east-1',
  fips: false,
  dualStack: false,
} as const;
const key: TokenKey = { registry, fingerprint: 'f' };
const token: CachedToken = { serverURL: 'a', username: 'AWS', password: 'b', issuedAt: 1, expiresAt: 2 };

/** A cache whose every operation throws what it is given, and what a person and the log are told. */
function forgiving(thrown: () => unknown) {
  const told: string[] = [];
  const fail = () => {
    throw thrown();
  };
  const cache: TokenCache = {
    read: fail,
    write: fail,
    erase: fail,
    erasure: fail,
    list: fail,
    agreement: fail,
  };
  const forgiven = forgivingCache(
    cache,
    (error) => told.push(`warned: ${error.message}`),
    (error) => told.push(`noted: ${error.message}`),
  );
  return { told, forgiven };
}

test.each<[ErrorCode, string]>([
  ['FILE_REFUSED', 'warned: it fails'],
  ['FILE_UNWRITABLE', 'noted: it fails'],
])('%s is told once, and passed over', (code, line) => {
  const { told, forgiven } = forgiving(() => new HelperError(code, 'it fails'));
  expect(forgiven.read(key)).toBeUndefined();
  expect(forgiven.write(key, token)).toBeUndefined();
  expect(forgiven.erase(registry)).toBeUndefined();
  expect(forgiven.erasure(key)).toBe('');
  expect(forgiven.list()).toEqual([]);
  expect(forgiven.agreement(key)).toBeUndefined();
  expect(told).toEqual([line]);
});

test('what differs is told as well', () => {
  const reasons = ['first', 'second', 'first'];
  const { told, forgiven } = forgiving(() => new HelperError('FILE_REFUSED', reasons.shift() ?? ''));
  forgiven.read(key);
  forgiven.read(key);
  forgiven.read(key);
  expect(told).toEqual(['warned: first', 'warned: second']);
});

test('a defect is no failure of the cache', () => {
  const { forgiven } = forgiving(() => new TypeError('defect'));
  expect(() => forgiven.read(key)).toThrow(TypeError);
});

test('what works goes through', () => {
  const calls: unknown[] = [];
  const cache: TokenCache = {
    read: (...given) => {
      calls.push(['read', ...given]);
      return token;
    },
    write: (...given) => void calls.push(['write', ...given]),
    erase: (...given) => void calls.push(['erase', ...given]),
    erasure: () => 'version',
    list: () => [token],
    agreement: () => agreement,
  };
  const agreement = { lock: 'l', outcome: 'o', renewal: 'r' };
  const never = () => {
    throw new Error('nothing is to be told');
  };
  const forgiven = forgivingCache(cache, never, never);
  expect(forgiven.read(key)).toBe(token);
  forgiven.write(key, token, 'since');
  expect(forgiven.erasure(key)).toBe('version');
  forgiven.erase(registry);
  expect(forgiven.list()).toEqual([token]);
  expect(forgiven.agreement(key)).toBe(agreement);
  expect(calls).toEqual([
    ['read', key],
    ['write', key, token, 'since'],
    ['erase', registry],
  ]);
});
