import { expect, test } from '@jest/globals';
import { makeAccessKeyId, makeOldAccessKeyId } from './access-key-id.ts';

/** Reads the account as others do who decode such ids: of the first six bytes, the 40 bits before the last seven. */
function decodeAccount(accessKeyId: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let value = 0n;
  for (const letter of accessKeyId.slice(4)) value = value * 32n + BigInt(alphabet.indexOf(letter));
  const firstSixBytes = value >> 32n;
  return String((firstSixBytes & 0x7fffffffff80n) >> 7n).padStart(12, '0');
}

test('the decoder of this test reads a published example', () => {
  // The example of the public write-ups on decoding access key ids.
  expect(decodeAccount('ASIAQNZGKIQY56JQ7WML')).toBe('029608264753');
});

test.each(['000000000000', '000000000001', '123456789012', '999999999999'])(
  'an id tells account %s',
  (account) => {
    const id = makeAccessKeyId('AKIA', account);
    expect(id).toMatch(/^AKIA[Q-Z2-7][A-Z2-7]{15}$/);
    expect(decodeAccount(id)).toBe(account);
  },
);

test('ids differ', () => {
  expect(makeAccessKeyId('ASIA', '123456789012')).not.toBe(makeAccessKeyId('ASIA', '123456789012'));
});

test('an old id has the form that tells no account', () => {
  expect(makeOldAccessKeyId()).toMatch(/^AKIAJ[A-Z2-7]{15}$/);
});
