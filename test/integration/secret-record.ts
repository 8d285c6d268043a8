import { jest } from '@jest/globals';
import { IssuedKeys } from '../fakes/aws/issued-keys.ts';
import { IssuedPasswords } from '../fakes/aws/issued-passwords.ts';
import { SsoSessions } from '../fakes/aws/sso-sessions.ts';
import { WebIdentityIssuer } from '../fakes/aws/web-identity.ts';

/** The secrets that were given out, by what they are. */
export interface SecretRecord {
  /** Notes a secret that a test made up itself. */
  add(what: string, secret: string): void;
  /** What of the secrets can be found in the text; `except` are secrets that may be there. */
  foundIn(text: string, except?: readonly string[]): string[];
}

/** A part of a secret this long is as good as the secret; chance does not bring it about. */
const TELLING_LENGTH = 16;

/**
 * Records every secret that a stand-in of AWS gives out from now on, to whomever, until the test is over (jest
 * restores what is spied on).
 */
export function recordSecrets(): SecretRecord {
  const secrets = new Map<string, string>();
  const add = (what: string, secret: string | undefined) => {
    if (secret !== undefined) secrets.set(secret, what);
  };
  watch(IssuedKeys.prototype, 'addUserKey', ({ secretAccessKey }) =>
    add('secret access key', secretAccessKey),
  );
  watch(IssuedKeys.prototype, 'issueTemporaryKey', ({ secretAccessKey, sessionToken }) => {
    add('secret access key', secretAccessKey);
    // It begins as all of them do.
    add('session token', sessionToken.slice(TELLING_LENGTH));
  });
  watch(IssuedPasswords.prototype, 'issue', ({ password }) => {
    // Under base64, what comes first and last is alike in all of them.
    add('password', password.slice(100, -100));
    add('authorization token', Buffer.from(`AWS:${password}`).toString('base64').slice(100, -100));
  });
  watch(SsoSessions.prototype, 'registerClient', ({ clientSecret }) => add('client secret', clientSecret));
  watch(SsoSessions.prototype, 'startSession', (tokens) => addTokens(tokens));
  watch(SsoSessions.prototype, 'refresh', (tokens) => addTokens(tokens));
  watch(WebIdentityIssuer.prototype, 'signToken', (token) => {
    const [, payload, signature] = token.split('.');
    add('claims of the web identity token', payload);
    add('signature of the web identity token', signature);
  });

  function addTokens(tokens: { accessToken: string; refreshToken: string } | undefined): void {
    add('SSO access token', tokens?.accessToken);
    add('SSO refresh token', tokens?.refreshToken);
  }

  return {
    add,
    foundIn: (text, except = []) =>
      [...secrets]
        .filter(([secret]) => !except.some((allowed) => allowed.includes(secret)))
        .filter(([secret]) => partsOf(secret).some((part) => text.includes(part)))
        .map(([, what]) => what),
  };
}

/** Calls through, and shows what was returned. */
function watch<T extends object, K extends keyof T & string>(
  prototype: T,
  method: K,
  onResult: (result: T[K] extends (...args: never[]) => infer R ? R : never) => void,
): void {
  const original = prototype[method] as (...args: unknown[]) => unknown;
  jest
    .spyOn(prototype as Record<string, (...args: unknown[]) => unknown>, method)
    .mockImplementation(function (this: unknown, ...args: unknown[]) {
      const result = original.apply(this, args);
      onResult(result as Parameters<typeof onResult>[0]);
      return result;
    });
}

/** Every part of the secret that gives it away: a text with none of them holds no such part anywhere. */
function partsOf(secret: string): string[] {
  if (secret.length <= TELLING_LENGTH) return [secret];
  const starts = Array.from({ length: secret.length - TELLING_LENGTH + 1 }, (_, start) => start);
  return starts.map((start) => secret.slice(start, start + TELLING_LENGTH));
}
