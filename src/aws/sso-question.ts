import { HelperError } from '../errors.ts';
import { describeSession, type SsoSession, signInCommand } from './sso-session.ts';

/** What a person is shown who signs in. */
export interface SignInQuestion {
  readonly session: SsoSession;
  /** What to open in a browser. */
  readonly address: string;
  /** The code that the page must show; undefined where the browser comes back to this machine by itself. */
  readonly code: string | undefined;
  /** How long it is waited for, in milliseconds. */
  readonly waitMs: number;
}

/** How a person is asked. */
export interface Asking {
  /** Shows the question, by whatever way the person will see it. */
  readonly show: (question: SignInQuestion) => Promise<void>;
  /** The longest that it is waited for an answer, in milliseconds; SSO's own limit counts too. */
  readonly longestMs: number;
}

/** The error when a person has said no. */
export function signInDenied(session: SsoSession, cause?: unknown): HelperError {
  return new HelperError(
    'SIGN_IN_DENIED',
    `the sign-in to the SSO session ${describeSession(session)} was denied in the browser`,
    { hint: `to be asked again, run: ${signInCommand(session)}`, cause },
  );
}

/** The error when nobody has answered. */
export function signInExpired(session: SsoSession, waitMs: number, cause?: unknown): HelperError {
  const minutes = Math.max(1, Math.round(waitMs / 60_000));
  return new HelperError(
    'SIGN_IN_EXPIRED',
    `nobody approved the sign-in to the SSO session ${describeSession(session)} within ${minutes} min`,
    { hint: `to be asked again, run: ${signInCommand(session)}`, cause },
  );
}
