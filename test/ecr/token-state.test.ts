import { expect, test } from '@jest/globals';
import { tokenState } from '../../src/ecr/cache.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

// A token of 12 hours, and shorter ones; times are milliseconds after its issue.
test.each([
  [12 * HOUR, 0, 'fresh'],
  [12 * HOUR, 6 * HOUR - 1, 'fresh'],
  [12 * HOUR, 6 * HOUR, 'aging'],
  [12 * HOUR, 12 * HOUR - 5 * MINUTE, 'aging'],
  [12 * HOUR, 12 * HOUR - 5 * MINUTE + 1, 'expiring'],
  [12 * HOUR, 12 * HOUR - 1, 'expiring'],
  [12 * HOUR, 12 * HOUR, 'expired'],
  [12 * HOUR, 99 * HOUR, 'expired'],
  [12 * HOUR, -5 * MINUTE, 'fresh'],
  [12 * HOUR, -HOUR, 'expiring'],
  [10 * MINUTE, 5 * MINUTE - 1, 'fresh'],
  [10 * MINUTE, 5 * MINUTE, 'aging'],
  [10 * MINUTE, 5 * MINUTE + 1, 'expiring'],
  [5 * MINUTE, 0, 'fresh'],
  [5 * MINUTE, 1, 'expiring'],
  [4 * MINUTE, 0, 'expiring'],
  [0, 0, 'expired'],
  [-MINUTE, 0, 'expired'],
])('a life of %d ms after %d ms is %s', (life, after, state) => {
  const issuedAt = 1_900_000_000_000;
  expect(tokenState({ issuedAt, expiresAt: issuedAt + life }, issuedAt + after)).toBe(state);
});
