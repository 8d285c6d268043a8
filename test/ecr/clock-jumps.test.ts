import { expect, test } from '@jest/globals';
import { tokenState } from '../../src/ecr/cache.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TRUE_ISSUE = 1_900_000_000_000;

// A token that ECR gave for 12 hours, while the local clock was off by so much, and is off by so much now.
test.each([
  ['right all the time', 0, 0, 5 * HOUR, 'fresh'],
  ['right all the time', 0, 0, 7 * HOUR, 'aging'],
  ['right all the time', 0, 0, 12 * HOUR, 'expired'],
  ['behind all the time', -24 * HOUR, -24 * HOUR, 5 * HOUR, 'fresh'],
  ['behind all the time', -24 * HOUR, -24 * HOUR, 7 * HOUR, 'aging'],
  ['behind all the time', -24 * HOUR, -24 * HOUR, 11.95 * HOUR, 'expiring'],
  ['behind all the time', -24 * HOUR, -24 * HOUR, 12 * HOUR, 'expired'],
  ['a little behind all the time', -MINUTE, -MINUTE, 12 * HOUR, 'expired'],
  ['behind, then right', -24 * HOUR, 0, HOUR, 'expired'],
  ['a little behind, then right', -MINUTE, 0, HOUR, 'fresh'],
  ['ahead all the time', 6 * HOUR, 6 * HOUR, 2 * HOUR, 'fresh'],
  ['ahead all the time', 6 * HOUR, 6 * HOUR, 6 * HOUR, 'expired'],
  ['ahead, then right', 6 * HOUR, 0, HOUR, 'expiring'],
  ['a little ahead, then right', MINUTE, 0, 0, 'fresh'],
  ['right, then ahead', 0, 8 * HOUR, HOUR, 'aging'],
  ['right, then far ahead', 0, 24 * HOUR, HOUR, 'expired'],
  ['right, then behind', 0, -24 * HOUR, HOUR, 'expiring'],
  ['right, then a little behind', 0, -MINUTE, 0, 'fresh'],
])('a clock that is %s (%d, %d): after %d ms it is %s', (_, offAtIssue, offNow, after, state) => {
  const token = { issuedAt: TRUE_ISSUE + offAtIssue, expiresAt: TRUE_ISSUE + 12 * HOUR };
  expect(tokenState(token, TRUE_ISSUE + after + offNow)).toBe(state);
});
