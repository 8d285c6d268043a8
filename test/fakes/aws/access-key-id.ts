import { randomBytes } from 'node:crypto';

const base32Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * An access key id as AWS has made them since 2019: a four-letter prefix and the base32 form of ten bytes, whose
 * first bit is 1, whose next 40 bits are the account id, and whose other 39 bits are arbitrary.
 */
export function makeAccessKeyId(prefix: 'AKIA' | 'ASIA', accountId: string): string {
  const arbitrary = BigInt(`0x${randomBytes(5).toString('hex')}`) & ((1n << 39n) - 1n);
  const value = (1n << 79n) | (BigInt(accountId) << 39n) | arbitrary;
  return prefix + base32(value);
}

/** An access key id of the kind made before 2019, which tells nothing about its account. */
export function makeOldAccessKeyId(): string {
  // Those ids have I or J behind the prefix, so the first bit of the base32 form is 0.
  return `AKIAJ${base32(BigInt(`0x${randomBytes(10).toString('hex')}`)).slice(1)}`;
}

function base32(tenBytes: bigint): string {
  let text = '';
  for (let shift = 75n; shift >= 0n; shift -= 5n) {
    text += base32Alphabet[Number((tenBytes >> shift) & 31n)];
  }
  return text;
}
