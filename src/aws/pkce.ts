import { createHash, randomBytes } from 'node:crypto';

/** A secret, and its hash: who shows the secret later is who sent the hash (RFC 7636). */
export interface Pkce {
  readonly verifier: string;
  readonly challenge: string;
}

/** A new verifier with its challenge. */
export function createPkce(): Pkce {
  // 32 bytes are 43 characters, the least that the RFC wants (section 4.1).
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: pkceChallenge(verifier) };
}

/** The challenge of a verifier by the method S256 (RFC 7636, section 4.2). */
export function pkceChallenge(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}
