import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import type { ServerClock } from './clock.ts';
import { ServiceError } from './service-error.ts';

/** The claims of a web identity token that matter to STS. */
export interface WebIdentityClaims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string | readonly string[];
  /** Epoch seconds. */
  readonly exp: number;
}

/** The one OIDC provider that the played accounts trust. It signs its tokens with ES256. */
export class WebIdentityIssuer {
  static readonly defaultIssuer = 'https://workspaces.example.com';
  readonly #clock: ServerClock;
  readonly #keys: { publicKey: KeyObject; privateKey: KeyObject };

  constructor(clock: ServerClock) {
    this.#clock = clock;
    this.#keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  }

  /** Signs a token, for STS and an hour unless told otherwise. `exp` is in epoch seconds. */
  signToken(claims: Partial<WebIdentityClaims> = {}): string {
    const nowSeconds = Math.floor(this.#clock.nowMs() / 1000);
    const payload = {
      iss: WebIdentityIssuer.defaultIssuer,
      sub: 'workspace:demo',
      aud: 'sts.amazonaws.com',
      iat: nowSeconds,
      exp: nowSeconds + 3600,
      ...claims,
    };
    const signed = `${encode({ alg: 'ES256', typ: 'JWT', kid: 'stand-in' })}.${encode(payload)}`;
    const signature = sign('sha256', Buffer.from(signed), {
      key: this.#keys.privateKey,
      dsaEncoding: 'ieee-p1363',
    });
    return `${signed}.${signature.toString('base64url')}`;
  }

  /** The claims of a genuine token that hasn't expired; throws STS's refusal of any other. */
  readClaims(token: string): WebIdentityClaims {
    const claims = parseClaims(token);
    const [header, payload, signature = ''] = token.split('.');
    const isGenuine = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key: this.#keys.publicKey, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    if (!isGenuine)
      throw new ServiceError(400, 'InvalidIdentityToken', 'Provided Token signature is invalid');
    const nowSeconds = Math.floor(this.#clock.nowMs() / 1000);
    if (claims.exp <= nowSeconds) {
      throw new ServiceError(
        400,
        'ExpiredTokenException',
        `Token expired: current date/time ${nowSeconds} must be before the expiration date/time ${claims.exp}`,
      );
    }
    return claims;
  }
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function parseClaims(token: string): WebIdentityClaims {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    if (typeof claims?.sub === 'string' && typeof claims.iss === 'string' && Number.isFinite(claims.exp)) {
      return claims;
    }
  } catch {
    // Refused below, as every other text that is no token.
  }
  throw new ServiceError(
    400,
    'InvalidIdentityToken',
    'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
  );
}
