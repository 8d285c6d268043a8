const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Only ids of this length and alphabet are known to tell their account. */
const KNOWN_FORM = /^A[KS]IA[A-Z2-7]{16}$/;

/** Nine characters of five bits each: the generation's bit, the account's 40, and four that tell nothing. */
const TELLING_CHARACTERS = 9;

/**
 * The account (twelve digits) that an access key id tells, or undefined for one that tells none.
 * AWS doesn't document it; Aidan Steele ("AWS Access Key ID formats", 2020) and Tal Be'ery ("A short note on
 * AWS KEY ID", 2023) found it: behind the four letters is base32; its first bit is 1 in ids made since 2019, and
 * the next 40 are the account's number.
 */
export function accessKeyAccount(accessKeyId: string): string | undefined {
  if (!KNOWN_FORM.test(accessKeyId)) return undefined;
  // 45 bits, which a number holds exactly.
  let bits = 0;
  for (const character of accessKeyId.slice(4, 4 + TELLING_CHARACTERS)) {
    bits = bits * 32 + BASE32.indexOf(character);
  }
  const isOld = bits < 2 ** 44;
  const account = Math.floor((bits % 2 ** 44) / 2 ** 4);
  return isOld || account >= 1e12 ? undefined : `${account}`.padStart(12, '0');
}
