import { expect, test } from '@jest/globals';
import { createPkce, pkceChallenge } from '../../src/aws/pkce.ts';

test('makes the challenge of RFC 7636, appendix B', () => {
  expect(pkceChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  );
});

test('makes another verifier each time, of the characters and length that the RFC allows', () => {
  const [one, other] = [createPkce(), createPkce()];
  expect(one.verifier).toMatch(/^[\w.~-]{43,128}$/);
  expect(one.challenge).toBe(pkceChallenge(one.verifier));
  expect(one.verifier).not.toBe(other.verifier);
});
