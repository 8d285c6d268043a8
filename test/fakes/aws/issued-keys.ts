import { randomBytes } from 'node:crypto';
import { makeAccessKeyId, makeOldAccessKeyId } from './access-key-id.ts';
import type { ServerClock } from './clock.ts';
import { type Principal, userPrincipal } from './principals.ts';

/** An access key that the stand-in gave out. Temporary ones have a session token and an expiry. */
export interface IssuedKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly principal: Principal;
  readonly sessionToken?: string;
  /** Epoch milliseconds. */
  readonly expiresAtMs?: number;
}

/** An issued key with what only temporary ones have. */
export type TemporaryKey = Required<IssuedKey>;

export interface AccessKeyOptions {
  readonly accountId: string;
  /** Default: `developer`. */
  readonly userName?: string;
  /** Whether the user may call `GetAuthorizationToken`. Default: yes. */
  readonly mayGetTokens?: boolean;
  /** Such keys don't tell their account. Default: no. */
  readonly madeBefore2019?: boolean;
}

/** All access keys that the stand-in gave out: it accepts no signature by any other. */
export class IssuedKeys {
  readonly #clock: ServerClock;
  readonly #keysById = new Map<string, IssuedKey>();

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  find(accessKeyId: string): IssuedKey | undefined {
    return this.#keysById.get(accessKeyId);
  }

  addUserKey(options: AccessKeyOptions): { accessKeyId: string; secretAccessKey: string } {
    const { accountId, userName = 'developer', mayGetTokens = true, madeBefore2019 = false } = options;
    const accessKeyId = madeBefore2019 ? makeOldAccessKeyId() : makeAccessKeyId('AKIA', accountId);
    const secretAccessKey = makeSecret();
    const principal = userPrincipal(accountId, userName, mayGetTokens);
    this.#keysById.set(accessKeyId, { accessKeyId, secretAccessKey, principal });
    return { accessKeyId, secretAccessKey };
  }

  /** Gives out a temporary key for a session that lives `lifetimeSeconds`. */
  issueTemporaryKey(principal: Principal, lifetimeSeconds: number): TemporaryKey {
    const key: TemporaryKey = {
      accessKeyId: makeAccessKeyId('ASIA', principal.accountId),
      secretAccessKey: makeSecret(),
      sessionToken: `IQoJb3JpZ2luX2Vj${randomBytes(420).toString('base64')}`,
      // AWS counts in whole seconds.
      expiresAtMs: Math.floor(this.#clock.nowMs() / 1000 + lifetimeSeconds) * 1000,
      principal,
    };
    this.#keysById.set(key.accessKeyId, key);
    return key;
  }
}

function makeSecret(): string {
  return randomBytes(30).toString('base64');
}
