import { randomBytes } from 'node:crypto';
import { formatIsoSeconds } from './amz-date.ts';
import type { ServerClock } from './clock.ts';

/** A permission set that a person has in an account. */
export interface SsoAssignment {
  readonly accountId: string;
  readonly roleName: string;
  /** Whether the role may call `GetAuthorizationToken`. Default: yes. */
  readonly mayGetTokens?: boolean;
}

export interface SsoSessionOptions {
  readonly startUrl: string;
  readonly region: string;
  /** How long an access token is good. Default: 8 hours. */
  readonly accessTokenSeconds?: number;
  readonly assignments: readonly SsoAssignment[];
  /** Whether a refresh token is used up by its use. Default: yes. */
  readonly rotatesRefreshTokens?: boolean;
}

/** A sign-in of a person: all its tokens end with it. */
export interface SsoSession extends SsoSessionOptions {
  isOver: boolean;
}

/** What a client has after a sign-in, as the AWS CLI keeps it in its cache. */
export interface SsoSignIn {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** ISO date. */
  readonly expiresAt: string;
  /** ISO date. */
  readonly registrationExpiresAt: string;
}

/** What a client says of itself when it registers. */
export interface ClientMetadata {
  /** Undefined where it leaves that open, as the oldest AWS CLIs do. */
  readonly grantTypes: readonly string[] | undefined;
  readonly scopes: readonly string[];
  readonly redirectUris: readonly string[];
  /** The start URL that it signs in to in a browser. */
  readonly issuerUrl: string | undefined;
}

export interface SsoClient extends ClientMetadata {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly expiresAtMs: number;
}

const anyClient: ClientMetadata = {
  grantTypes: undefined,
  scopes: ['sso:account:access'],
  redirectUris: [],
  issuerUrl: undefined,
};

interface AccessToken {
  readonly session: SsoSession;
  expiresAtMs: number;
}

const defaultAccessTokenSeconds = 8 * 3600;
const registrationSeconds = 90 * 24 * 3600;

/** Clients, sign-ins and tokens of IAM Identity Center. */
export class SsoSessions {
  readonly #clock: ServerClock;
  readonly #clients = new Map<string, SsoClient>();
  readonly #accessTokens = new Map<string, AccessToken>();
  readonly #refreshTokens = new Map<string, SsoSession>();
  readonly #portals = new Map<string, SsoSessionOptions>();

  constructor(clock: ServerClock) {
    this.#clock = clock;
  }

  /** Signs a person in, as if it had happened before. Later sign-ins at its start URL get the same assignments. */
  addSession(options: SsoSessionOptions): SsoSignIn {
    this.#portals.set(options.startUrl, options);
    const client = this.registerClient();
    const { accessToken, refreshToken, expiresAtMs } = this.startSession(options);
    return {
      accessToken,
      refreshToken,
      clientId: client.clientId,
      clientSecret: client.clientSecret,
      expiresAt: formatIsoSeconds(expiresAtMs),
      registrationExpiresAt: formatIsoSeconds(client.expiresAtMs),
    };
  }

  findPortal(startUrl: string): SsoSessionOptions | undefined {
    return this.#portals.get(startUrl);
  }

  registerClient(metadata = anyClient): SsoClient {
    const client = {
      ...metadata,
      clientId: randomBytes(16).toString('base64url'),
      clientSecret: `eyJraWQiOiJrZXkt${randomBytes(120).toString('base64url')}`,
      expiresAtMs: this.#secondsFromNow(registrationSeconds),
    };
    this.#clients.set(client.clientId, client);
    return client;
  }

  /** Forgets all clients, as if their registrations had been revoked. */
  revokeClients(): void {
    this.#clients.clear();
  }

  findClient(clientId: string): SsoClient | undefined {
    return this.#clients.get(clientId);
  }

  /** A new sign-in with its first tokens. */
  startSession(options: SsoSessionOptions): {
    accessToken: string;
    refreshToken: string;
    expiresAtMs: number;
  } {
    return this.#issueTokens({ ...options, isOver: false });
  }

  /** New tokens for a refresh token; undefined when that isn't good (any more). */
  refresh(
    refreshToken: string,
  ): { accessToken: string; refreshToken: string; expiresAtMs: number } | undefined {
    const session = this.#refreshTokens.get(refreshToken);
    if (session === undefined || session.isOver) return undefined;
    if (session.rotatesRefreshTokens ?? true) this.#refreshTokens.delete(refreshToken);
    return this.#issueTokens(session);
  }

  /** The sign-in behind an access token that is good now. */
  findByAccessToken(accessToken: string): SsoSession | undefined {
    const token = this.#accessTokens.get(accessToken);
    if (token === undefined || token.session.isOver || token.expiresAtMs <= this.#clock.nowMs())
      return undefined;
    return token.session;
  }

  /** Lets one access token expire now. Its sign-in goes on, so a refresh token still serves. */
  expireAccessToken(accessToken: string): void {
    const token = this.#accessTokens.get(accessToken);
    if (token === undefined) throw new Error('No such access token was given out.');
    token.expiresAtMs = this.#clock.nowMs();
  }

  /** Ends the whole sign-in behind an access token: its refresh tokens don't serve either. */
  endSession(accessToken: string): void {
    const token = this.#accessTokens.get(accessToken);
    if (token === undefined) throw new Error('No such access token was given out.');
    token.session.isOver = true;
  }

  #issueTokens(session: SsoSession) {
    const accessToken = `aoaAAAAA${randomBytes(150).toString('base64url')}`;
    const refreshToken = `aorAAAAA${randomBytes(150).toString('base64url')}`;
    const expiresAtMs = this.#secondsFromNow(session.accessTokenSeconds ?? defaultAccessTokenSeconds);
    this.#accessTokens.set(accessToken, { session, expiresAtMs });
    this.#refreshTokens.set(refreshToken, session);
    return { accessToken, refreshToken, expiresAtMs };
  }

  #secondsFromNow(seconds: number): number {
    return Math.floor(this.#clock.nowMs() / 1000 + seconds) * 1000;
  }
}
