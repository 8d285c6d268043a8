import { createHash, randomBytes } from 'node:crypto';
import type { ServerClock } from './clock.ts';
import { ServiceError } from './service-error.ts';
import type { SsoSessionOptions } from './sso-sessions.ts';

/** What a client asks for when it sends a person's browser to `/authorize`. */
export interface BrowserSignIn {
  readonly clientId: string;
  readonly redirectUri: string;
  /** base64url of SHA-256 of the verifier (RFC 7636). */
  readonly challenge: string;
  readonly portal: SsoSessionOptions;
}

const codeSeconds = 600;

/** The sign-ins in a browser on the client's own machine (RFC 6749, section 4.1, with RFC 7636). */
export class BrowserSignIns {
  /** What the person decides who is shown the page. */
  decision: 'approved' | 'denied' = 'approved';
  readonly #clock: ServerClock;
  readonly #codes = new Map<string, BrowserSignIn & { expiresAtMs: number }>();

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  /** What the browser takes back to the client. */
  decide(signIn: BrowserSignIn): Record<string, string> {
    if (this.decision === 'denied') return { error: 'access_denied' };
    const code = `eyJraWQi${randomBytes(90).toString('base64url')}`;
    this.#codes.set(code, { ...signIn, expiresAtMs: this.#clock.nowMs() + codeSeconds * 1000 });
    return { code };
  }

  /** The portal that a code is for; throws unless all is as it was when the browser was sent. A code serves once. */
  redeem(given: {
    code: string;
    clientId: string;
    redirectUri: string;
    verifier: string;
  }): SsoSessionOptions {
    const signIn = this.#codes.get(given.code);
    this.#codes.delete(given.code);
    const challenge = createHash('sha256').update(given.verifier).digest('base64url');
    if (
      signIn === undefined ||
      signIn.expiresAtMs <= this.#clock.nowMs() ||
      signIn.clientId !== given.clientId ||
      signIn.redirectUri !== given.redirectUri ||
      signIn.challenge !== challenge
    ) {
      throw new ServiceError(400, 'InvalidGrantException', 'Invalid authorization code provided');
    }
    return signIn.portal;
  }
}
