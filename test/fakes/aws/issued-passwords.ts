import { randomBytes } from 'node:crypto';
import type { Signer } from './call.ts';
import type { ServerClock } from './clock.ts';

export type PasswordVerdict = 'good' | 'unknown' | 'expired' | 'wrong account' | 'wrong region';

export interface IssuedPassword {
  readonly service: 'ecr' | 'ecr-public';
  /** The account of the caller that it was issued to. */
  readonly accountId: string;
  readonly region: string;
  readonly principalArn: string;
  /** Epoch milliseconds. */
  readonly expiresAtMs: number;
}

/** Every registry password that the stand-in issued, so that a registry can ask about one. */
export class IssuedPasswords {
  /** How long a password is good, in seconds; ECR's are good for 12 hours. */
  lifetimeSeconds = 43_200;
  readonly #clock: ServerClock;
  readonly #passwords = new Map<string, IssuedPassword>();

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  /**
   * Issues a password to a caller, in ECR's form: base64 of a JSON object with encrypted parts and a hint of the
   * expiry. AWS doesn't document that form.
   */
  issue(service: 'ecr' | 'ecr-public', signer: Signer): { password: string; expiresAtMs: number } {
    const expiresAtMs = this.#clock.nowMs() + this.lifetimeSeconds * 1000;
    const password = Buffer.from(
      JSON.stringify({
        payload: randomBytes(810).toString('base64'),
        datakey: randomBytes(186).toString('base64'),
        version: '2',
        type: 'DATA_KEY',
        expiration: Math.floor(expiresAtMs / 1000),
      }),
    ).toString('base64');
    const { accountId, arn: principalArn } = signer.principal;
    this.#passwords.set(password, { service, accountId, region: signer.region, principalArn, expiresAtMs });
    return { password, expiresAtMs };
  }

  find(password: string): IssuedPassword | undefined {
    return this.#passwords.get(password);
  }

  /** What a registry of this account (`public` for ECR Public) and region would say to a password. */
  check(password: string, accountId: string, region?: string): PasswordVerdict {
    const issued = this.#passwords.get(password);
    if (issued === undefined) return 'unknown';
    if (issued.expiresAtMs <= this.#clock.nowMs()) return 'expired';
    const servedAccount = issued.service === 'ecr-public' ? 'public' : issued.accountId;
    if (servedAccount !== accountId) return 'wrong account';
    if (region !== undefined && region !== issued.region) return 'wrong region';
    return 'good';
  }
}
