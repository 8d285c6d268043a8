import type { Choice } from '../../aws/choice.ts';
import { PASTED, type TokenState, tokenExpiry, tokenState } from '../../ecr/cache.ts';
import type { RegistryMatch } from '../../ecr/registry-rules.ts';
import { HelperError, orError } from '../../errors.ts';
import { registryIdentity } from '../rule-identity.ts';
import { tokenKey } from '../token-key.ts';
import { type SsoStatus, ssoStatus } from './sso-status.ts';
import type { StatusSurroundings } from './surroundings.ts';

/** The token that a `get` would find. A pasted one that is good is answered before any identity is tried. */
export type TokenStatus =
  | { readonly state: 'none' }
  /** `expiresAt` in milliseconds since the epoch. */
  | { readonly state: TokenState | 'pasted'; readonly expiresAt: number };

/** What there is to know of a registry offline. */
export interface RegistryStatus {
  readonly match: RegistryMatch;
  /** Who serves it, or why nobody does. */
  readonly choice: Choice | HelperError;
  /** What is wrong with the way to AWS although there is an identity. */
  readonly failure: HelperError | undefined;
  readonly token: TokenStatus;
  /** The SSO session that its credentials begin with, if they do. */
  readonly sso: SsoStatus | undefined;
}

/** Finds out, offline, who serves a registry and what is kept for it. */
export function registryStatus(match: RegistryMatch, surroundings: StatusSurroundings): RegistryStatus {
  const choice = surroundings.failure ?? orError(() => registryIdentity(match, surroundings));
  const pasted = pastedToken(match, surroundings);
  if (choice instanceof HelperError) {
    return { match, choice, failure: undefined, token: pasted ?? { state: 'none' }, sso: undefined };
  }
  const kept = keptToken(match, choice, surroundings);
  const [token, failure] = kept instanceof HelperError ? [undefined, kept] : [kept, undefined];
  return {
    match,
    choice,
    failure,
    token: pasted ?? token ?? { state: 'none' },
    sso: ssoStatus(choice.source, surroundings),
  };
}

/** Whether a client that asks now is answered with a kept token. */
export function hasLiveToken({ token: { state } }: RegistryStatus): boolean {
  return state !== 'none' && state !== 'expired';
}

function pastedToken({ registry }: RegistryMatch, { cache, context }: StatusSurroundings) {
  const token = cache.read({ registry, fingerprint: PASTED });
  if (token === undefined || tokenState(token, context.now()) === 'expired') return undefined;
  return { state: 'pasted', expiresAt: tokenExpiry(token) } as const;
}

function keptToken(
  { registry }: RegistryMatch,
  { source }: Choice,
  { cache, config, context }: StatusSurroundings,
): TokenStatus | HelperError | undefined {
  const token = orError(() => cache.read(tokenKey(registry, source, config, context).key));
  if (token === undefined || token instanceof HelperError) return token;
  return { state: tokenState(token, context.now()), expiresAt: tokenExpiry(token) };
}

/** The registries in the words of a message. */
export function hostsOf(registries: readonly Pick<RegistryStatus, 'match'>[]): string {
  return registries.map(({ match }) => match.registry.host).join(', ');
}
