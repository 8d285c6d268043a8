import { type CachedToken, type TokenCache, type TokenKey, tokenState } from './cache.ts';
import type { AuthorizationToken } from './token.ts';

/** What happened that a person should know although there is an answer. */
export type TokenWarning =
  /** The kept token is answered because a new one could not be had. */
  | { readonly kind: 'not-renewed'; readonly error: unknown }
  /** ECR's token is expired by the local clock, which must be wrong; it is answered and not kept. */
  | { readonly kind: 'born-expired'; readonly expiresAt: number };

/**
 * The token of the key: the kept one to half of its life, after that a new one, which is kept. When a new one
 * can't be had, the kept one as long as it has not expired.
 * @param request asks ECR; called only when it must be
 * @throws what `request` throws when there is nothing else to answer with
 */
export async function cachedToken(
  key: TokenKey,
  request: () => Promise<AuthorizationToken>,
  surroundings: {
    readonly serverURL: string;
    readonly cache: TokenCache;
    readonly now: () => number;
    readonly warn: (warning: TokenWarning) => void;
  },
): Promise<Pick<CachedToken, 'username' | 'password' | 'expiresAt'>> {
  const { serverURL, cache, now, warn } = surroundings;
  const kept = cache.read(key);
  if (kept && tokenState(kept, now()) === 'fresh') return kept;
  let token: AuthorizationToken;
  try {
    token = await request();
  } catch (error) {
    if (!kept || tokenState(kept, now()) === 'expired') throw error;
    warn({ kind: 'not-renewed', error });
    return kept;
  }
  const issuedAt = now();
  if (token.expiresAt <= issuedAt) warn({ kind: 'born-expired', expiresAt: token.expiresAt });
  else cache.write(key, { serverURL, issuedAt, ...token });
  return token;
}
