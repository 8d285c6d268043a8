import type { CredentialSource } from '../../aws/credential-source.ts';
import { ssoExpired } from '../../aws/failure.ts';
import {
  describeSession,
  type SsoSession,
  sessionOf,
  signInCommand,
  ssoSourceOf,
} from '../../aws/sso-session.ts';
import { isRenewable } from '../../aws/sso-token.ts';
import { readSsoToken, type SsoToken, ssoTokenPath, toEpoch } from '../../aws/sso-token-file.ts';
import { HelperError } from '../../errors.ts';
import type { StatusSurroundings } from './surroundings.ts';

/** The state of an SSO session by its token file. */
export interface SsoStatus {
  readonly session: SsoSession;
  /** When the access token expires, in milliseconds since the epoch; undefined when nobody has signed in. */
  readonly expiresAt: number | undefined;
  /** Whether a new access token can be had without a person, as long as AWS lets it be. */
  readonly renewable: boolean;
  /** Why a person must sign in; undefined while nobody need. */
  readonly problem: HelperError | undefined;
}

/** The SSO session that the source's credentials begin with; undefined where they begin with none. Touches no network. */
export function ssoStatus(
  source: CredentialSource,
  { config, context }: Pick<StatusSurroundings, 'config' | 'context'>,
): SsoStatus | undefined {
  const ssoSource = ssoSourceOf(source);
  if (ssoSource === undefined) return undefined;
  const session = sessionOf(ssoSource, config);
  let token: SsoToken;
  try {
    token = readSsoToken(ssoTokenPath(session, context), session);
  } catch (error) {
    if (!(error instanceof HelperError)) throw error;
    return { session, expiresAt: undefined, renewable: false, problem: error };
  }
  const expiresAt = toEpoch(token.expiresAt);
  const renewable = isRenewable(token, session, context.now());
  const isOver = expiresAt <= context.now() && !renewable;
  const ended = `the SSO session ${describeSession(session)} expired at ${token.expiresAt}`;
  const problem = isOver ? ssoExpired(ended, signInCommand(session)) : undefined;
  return { session, expiresAt, renewable, problem };
}
