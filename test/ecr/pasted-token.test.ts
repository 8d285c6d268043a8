import { expect, test } from '@jest/globals';
import { pastedExpiry } from '../../src/ecr/pasted-token.ts';

const NOW = 1_900_000_000_000;
const TWELVE_HOURS_ON = NOW + 12 * 3_600_000;

/** A password as ECR makes them. */
function password(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64');
}

const ecr = { payload: 'abc', datakey: 'def', version: '2', type: 'DATA_KEY' };

test.each([
  ['its hint, in seconds', password({ ...ecr, expiration: 1_900_000_100 }), 1_900_000_100_000],
  ['a hint that is over', password({ ...ecr, expiration: 1_800_000_000 }), 1_800_000_000_000],
  ['an older password, without a hint', password(ecr), TWELVE_HOURS_ON],
  ['a hint as text', password({ ...ecr, expiration: '1900000100' }), TWELVE_HOURS_ON],
  ['a hint of null', password({ ...ecr, expiration: null }), TWELVE_HOURS_ON],
  ['JSON without members', password(null), TWELVE_HOURS_ON],
  ['a number', password(1), TWELVE_HOURS_ON],
  ['base64 of something else', Buffer.from('hello').toString('base64'), TWELVE_HOURS_ON],
  ['no base64', 'hunter2 !', TWELVE_HOURS_ON],
  ['nothing', '', TWELVE_HOURS_ON],
])('%s', (_, secret, expiresAt) => expect(pastedExpiry(secret, NOW)).toBe(expiresAt));
