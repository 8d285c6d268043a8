import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import type { Log } from '../log.ts';
import { type CachedToken, type TokenCache, type TokenKey, tokenState } from './cache.ts';
import type { AuthorizationToken } from './token.ts';

/** What happened that a person should know although there is an answer. */
export type TokenWarning =
  /** The kept token is answered because a new one could not be had. */
  | { readonly kind: 'not-renewed'; readonly error: unknown }
  /** ECR's token is expired by the local clock, which must be wrong; it is answered and not kept. */
  | { readonly kind: 'born-expired'; readonly expiresAt: number };

/** What the keeping of tokens needs of its surroundings. */
export interface TokenSurroundings {
  readonly context: Context;
  /** As it was asked for; `list` gives it back. */
  readonly serverURL: string;
  readonly cache: TokenCache;
  /** Ends the waiting for a new token. */
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly warn: (warning: TokenWarning) => void;
  /** Starts a renewal that nobody waits for; undefined where there must be none. */
  readonly renewLater: (() => Promise<void>) | undefined;
  /** Whether a token is wanted only as long as there is an old one, which nobody has erased. */
  readonly onlyRenew?: boolean | undefined;
}

/** A token that can be answered with. */
export type UsableToken = Pick<CachedToken, 'username' | 'password' | 'expiresAt'>;

/**
 * The token of the key. To half of its life the kept one; after that too, while it has 5 minutes or more and a
 * new one can be had in the background; else a new one. When that can't be had, the kept one as long as it has
 * not expired.
 * @param request asks ECR; called only when it must be, and by one process at a time
 * @throws what `request` throws when there is nothing else to answer with; CREDENTIALS_NOT_FOUND when there is
 * nothing to renew
 */
export async function cachedToken(
  key: TokenKey,
  request: () => Promise<AuthorizationToken>,
  surroundings: TokenSurroundings,
): Promise<UsableToken> {
  const { context, cache, signal, log, warn, renewLater } = surroundings;
  const kept = cache.read(key);
  const state = kept && tokenState(kept, context.now());
  if (kept && state === 'fresh') return kept;
  if (kept && state === 'aging' && renewLater) {
    // Whatever keeps it from being started (no more processes, a full disk) must not keep anybody from the answer.
    await renewLater().catch((error) => log('no renewal in the background', { error: String(error) }));
    return kept;
  }
  try {
    return await Promise.race([newToken(key, request, surroundings), rejectionOn(signal)]);
  } catch (error) {
    if (!kept || tokenState(kept, context.now()) === 'expired') throw error;
    warn({ kind: 'not-renewed', error });
    return kept;
  }
}

/** Rejects when the signal aborts: the work that is given it may never end (see deadline.ts). */
function rejectionOn(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

async function newToken(
  key: TokenKey,
  request: () => Promise<AuthorizationToken>,
  { context, serverURL, cache, signal, log, warn, onlyRenew }: TokenSurroundings,
): Promise<UsableToken> {
  const erasure = cache.erasure(key);
  // Looked at after that: a token that is erased from now on changes it.
  if (onlyRenew && cache.read(key) === undefined) {
    throw new HelperError('CREDENTIALS_NOT_FOUND', 'there is no token that could be renewed');
  }
  const askAndKeep = async (): Promise<UsableToken> => {
    const token = await request();
    const issuedAt = context.now();
    if (token.expiresAt <= issuedAt) warn({ kind: 'born-expired', expiresAt: token.expiresAt });
    else cache.write(key, { serverURL, issuedAt, ...token }, erasure);
    return token;
  };
  const since = context.now();
  const somebodysToken = (): UsableToken | undefined => {
    const token = cache.read(key);
    return token && isNew(token, since, context.now()) ? token : undefined;
  };
  const agreement = cache.agreement(key);
  if (agreement === undefined) return askAndKeep();
  const { oneRequest } = await import('./one-request.ts');
  return oneRequest(agreement, { context, signal, log }, somebodysToken, askAndKeep);
}

/** Whether the token is as good as one that is asked for now: also one that is short-lived, or seems so by the local clock. */
function isNew(token: CachedToken, since: number, now: number): boolean {
  const state = tokenState(token, now);
  return state === 'fresh' || (state !== 'expired' && since <= token.issuedAt && token.issuedAt <= now);
}
