import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import type { ServerClock } from './clock.ts';
import type { IssuedKeys } from './issued-keys.ts';
import { userPrincipal } from './principals.ts';

export interface LoginSessionOptions {
  readonly accountId: string;
  /** Default: `developer`. */
  readonly userName?: string;
  /** How long the first credentials are good. Default: 900, as every later ones. */
  readonly lifetimeSeconds?: number;
}

/** What `aws login` leaves in its cache, member by member. */
export interface LoginSignIn {
  readonly accessToken: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly accountId: string;
    /** ISO 8601. */
    readonly expiresAt: string;
  };
  readonly tokenType: 'aws_sigv4';
  readonly clientId: string;
  readonly refreshToken: string;
  /** The private key, as PEM in SEC1, that proves possession of the refresh token. */
  readonly dpopKey: string;
}

interface LoginSession {
  readonly accountId: string;
  readonly userName: string;
  /** The thumbprint of the key that the refresh token is bound to (RFC 7638). */
  readonly thumbprint: string;
  refreshToken: string;
  isOver: boolean;
}

const usualLifetimeSeconds = 900;

/** The sign-ins of `aws login`: each has a refresh token that serves once, with a proof by the sign-in's own key. */
export class LoginSessions {
  readonly #clock: ServerClock;
  readonly #keys: IssuedKeys;
  readonly #sessions: LoginSession[] = [];

  constructor(clock: ServerClock, keys: IssuedKeys) {
    this.#clock = clock;
    this.#keys = keys;
  }

  addSession(options: LoginSessionOptions): LoginSignIn {
    const { accountId, userName = 'developer', lifetimeSeconds = usualLifetimeSeconds } = options;
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const thumbprint = keyThumbprint(publicKey);
    const session = { accountId, userName, thumbprint, refreshToken: newToken(), isOver: false };
    this.#sessions.push(session);
    const { expiresAtMs, ...key } = this.#issueKey(session, lifetimeSeconds);
    return {
      accessToken: { ...key, accountId, expiresAt: new Date(expiresAtMs).toISOString() },
      tokenType: 'aws_sigv4',
      clientId: 'arn:aws:signin:::devtools/same-device',
      refreshToken: session.refreshToken,
      dpopKey: privateKey.export({ format: 'pem', type: 'sec1' }).toString(),
    };
  }

  /** Ends all sessions: their refresh tokens serve no more. */
  endAll(): void {
    for (const session of this.#sessions) session.isOver = true;
  }

  /** New credentials and the next refresh token; undefined when the token doesn't serve, or is another key's. */
  refresh(refreshToken: string, thumbprint: string) {
    const session = this.#sessions.find((candidate) => candidate.refreshToken === refreshToken);
    if (session === undefined || session.isOver || session.thumbprint !== thumbprint) return undefined;
    session.refreshToken = newToken();
    const { expiresAtMs: _, ...accessToken } = this.#issueKey(session, usualLifetimeSeconds);
    return { accessToken, refreshToken: session.refreshToken, expiresIn: usualLifetimeSeconds };
  }

  #issueKey({ accountId, userName }: LoginSession, lifetimeSeconds: number) {
    const principal = userPrincipal(accountId, userName, true);
    const key = this.#keys.issueTemporaryKey(principal, lifetimeSeconds);
    const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs } = key;
    return { accessKeyId, secretAccessKey, sessionToken, expiresAtMs };
  }

  /** What the server believes the time to be, in epoch milliseconds. */
  nowMs(): number {
    return this.#clock.nowMs();
  }
}

/** The thumbprint of a public key on P-256 (RFC 7638). */
export function keyThumbprint(publicKey: KeyObject): string {
  const { crv, kty, x, y } = publicKey.export({ format: 'jwk' });
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

function newToken(): string {
  return `login-refresh-${randomBytes(60).toString('base64url')}`;
}
