import { randomBytes } from 'node:crypto';
import type { ServerClock } from './clock.ts';
import { ServiceError } from './service-error.ts';
import type { SsoSessionOptions } from './sso-sessions.ts';

/** A sign-in that waits for a person to type its user code somewhere else (RFC 8628). */
export interface DeviceSignIn {
  readonly deviceCode: string;
  readonly userCode: string;
  readonly lifetimeSeconds: number;
  readonly intervalSeconds: number;
}

interface WaitingSignIn extends DeviceSignIn {
  readonly clientId: string;
  readonly portal: SsoSessionOptions;
  readonly expiresAtMs: number;
  decision: 'none' | 'approved' | 'denied';
  lastAskedAtMs: number | undefined;
  currentIntervalSeconds: number;
}

// RFC 8628, section 3.5: each slow_down lengthens the interval by five seconds.
const slowDownSeconds = 5;
// A client that waits exactly the interval must not be told to slow down because of a timer's inexactness.
const timerToleranceMs = 100;

/** The device sign-ins that were started, and what the person decided. */
export class DeviceSignIns {
  /** How long a person has, in seconds. */
  lifetimeSeconds = 600;
  /** How long a client is told to wait between its questions, in seconds. */
  intervalSeconds = 1;
  /** How many of the next questions are told to slow down, however slow their client is and whatever was decided. */
  slowDowns = 0;
  readonly #clock: ServerClock;
  readonly #signIns = new Map<string, WaitingSignIn>();

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  start(clientId: string, portal: SsoSessionOptions): DeviceSignIn {
    const letters = Array.from(randomBytes(8), (byte) => 'BCDFGHJKLMNPQRSTVWXZ'[byte % 20]).join('');
    const signIn: WaitingSignIn = {
      deviceCode: randomBytes(32).toString('base64url'),
      userCode: `${letters.slice(0, 4)}-${letters.slice(4)}`,
      lifetimeSeconds: this.lifetimeSeconds,
      intervalSeconds: this.intervalSeconds,
      clientId,
      portal,
      expiresAtMs: this.#clock.nowMs() + this.lifetimeSeconds * 1000,
      decision: 'none',
      lastAskedAtMs: undefined,
      currentIntervalSeconds: this.intervalSeconds,
    };
    this.#signIns.set(signIn.deviceCode, signIn);
    return signIn;
  }

  /** The person's decision on the sign-in with this user code, or on all that wait. */
  decide(decision: 'approved' | 'denied', userCode?: string): void {
    const chosen = [...this.#signIns.values()].filter(
      (signIn) => userCode === undefined || signIn.userCode === userCode,
    );
    if (chosen.length === 0) throw new Error('No device sign-in waits for that decision.');
    for (const signIn of chosen) signIn.decision = decision;
  }

  /** The portal that an approved sign-in is for; throws what a client is told before or instead of that. */
  redeem(deviceCode: string, clientId: string): SsoSessionOptions {
    const signIn = this.#signIns.get(deviceCode);
    if (signIn === undefined || signIn.clientId !== clientId) {
      throw new ServiceError(400, 'InvalidGrantException', 'Invalid device code provided');
    }
    if (signIn.expiresAtMs <= this.#clock.nowMs()) {
      throw new ServiceError(400, 'ExpiredTokenException', 'Device code has expired');
    }
    if (this.slowDowns > 0) {
      this.slowDowns -= 1;
      throw new ServiceError(400, 'SlowDownException', 'The client is asking too often');
    }
    if (signIn.decision === 'denied') throw new ServiceError(400, 'AccessDeniedException', 'Access denied');
    if (signIn.decision === 'none') {
      this.#refuseHaste(signIn);
      throw new ServiceError(400, 'AuthorizationPendingException', 'The authorization is pending');
    }
    // A device code serves once.
    this.#signIns.delete(deviceCode);
    return signIn.portal;
  }

  #refuseHaste(signIn: WaitingSignIn): void {
    const nowMs = this.#clock.nowMs();
    const { lastAskedAtMs, currentIntervalSeconds } = signIn;
    signIn.lastAskedAtMs = nowMs;
    if (lastAskedAtMs === undefined) return;
    if (nowMs - lastAskedAtMs >= currentIntervalSeconds * 1000 - timerToleranceMs) return;
    signIn.currentIntervalSeconds += slowDownSeconds;
    throw new ServiceError(400, 'SlowDownException', 'The client is asking too often');
  }
}
