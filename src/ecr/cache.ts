import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import {
  checkPrivateDirectory,
  ensurePrivateDirectory,
  fileModified,
  fileVersion,
  type Owner,
  readPrivateFile,
  removeFile,
  sweepFiles,
  writePrivateFile,
} from '../files.ts';
import { CACHE_FILE_NAME, TEMPORARY_FILE_NAME, writing } from './cache-directory.ts';
import { eraseTokens } from './erase-tokens.ts';
import type { Registry } from './registry.ts';

/** An authorization token as it is kept. Times are milliseconds since the epoch. */
export interface CachedToken {
  /** The server URL as it was asked for when the token was had; `list` gives it back. */
  readonly serverURL: string;
  readonly username: string;
  readonly password: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Says which token is meant: of this registry, for the identity with this fingerprint or as pasted by a person. */
export interface TokenKey {
  readonly registry: Registry;
  /** Hexadecimal; or {@link PASTED}. */
  readonly fingerprint: string;
}

/** Stands for a fingerprint where a person pasted the token (`docker login`). */
export const PASTED = 'pasted';

/** How far a token's life has gone: `fresh` to half of it, `aging` while there are 5 minutes or more, then `expiring`. */
export type TokenState = 'fresh' | 'aging' | 'expiring' | 'expired';

const EXPIRING_MS = 5 * 60 * 1000;

/** ECR's tokens last 12 hours. One that seems to last longer was had while the clock was behind. */
const LONGEST_LIFE_MS = 12 * 60 * 60 * 1000;
/** How far a clock is set back without anybody having to mind. */
const CLOCK_TOLERANCE_MS = 5 * 60 * 1000;

/**
 * The state at a time in milliseconds since the epoch. A clock that is behind must not make a token seem good for
 * longer than it is, and one from the future was issued before the clock was set back: how old it is nobody knows.
 */
export function tokenState(token: Pick<CachedToken, 'issuedAt' | 'expiresAt'>, now: number): TokenState {
  const { issuedAt } = token;
  const expiresAt = tokenExpiry(token);
  if (now >= expiresAt) return 'expired';
  if (expiresAt - now < EXPIRING_MS || now < issuedAt - CLOCK_TOLERANCE_MS) return 'expiring';
  return now - issuedAt < (expiresAt - issuedAt) / 2 ? 'fresh' : 'aging';
}

/** Until when a token is answered, in milliseconds since the epoch: a clock that was behind does not lengthen its life. */
export function tokenExpiry({ issuedAt, expiresAt }: Pick<CachedToken, 'issuedAt' | 'expiresAt'>): number {
  return Math.min(expiresAt, issuedAt + LONGEST_LIFE_MS);
}

/** Where tokens are kept between runs. */
export interface TokenCache {
  /** The token of the key, expired or not. Corrupt, foreign and other-version files are undefined. @throws FILE_REFUSED */
  read(key: TokenKey): CachedToken | undefined;
  /**
   * Keeps the token, unless the key's tokens were erased since the given {@link erasure}.
   * @throws FILE_REFUSED, FILE_UNWRITABLE
   */
  write(key: TokenKey, token: CachedToken, since?: string): void;
  /** Forgets every token of the registry. @throws FILE_REFUSED, FILE_UNWRITABLE */
  erase(registry: Registry): void;
  /** The last erasure of the key's tokens that somebody who asked for one had to be told of: another text for each. */
  erasure(key: TokenKey): string;
  /** Every token that can be read. @throws FILE_REFUSED */
  list(): CachedToken[];
  /** Where processes that want the key's token agree who asks for it; undefined when nothing is kept. @throws FILE_REFUSED, FILE_UNWRITABLE */
  agreement(key: TokenKey): Agreement | undefined;
}

/** The paths of the files by which processes agree. */
export interface Agreement {
  /** The lock of whoever asks. */
  readonly lock: string;
  /** How the last asking ended, where that can't be seen in the cache. */
  readonly outcome: string;
  /** There while a renewal in the background goes on, and for a minute after one that failed. */
  readonly renewal: string;
}

/** The cache that keeps nothing (`AWS_ECR_DISABLE_CACHE`). */
export const nullCache: TokenCache = {
  read: () => undefined,
  write: () => {},
  erase: () => {},
  erasure: () => '',
  list: () => [],
  agreement: () => undefined,
};

/** Raised whenever the file's form changes; files of another version are misses. */
const FORMAT_VERSION = 1;

/** A temporary file lives for some milliseconds; one this old was left behind by a killed process. */
const OLD_TEMPORARY_MS = 10 * 60 * 1000;
/** Tokens last 12 hours at most. */
const OLD_FILE_MS = 48 * 60 * 60 * 1000;

/**
 * The cache in a directory: one private file per key, named `<host>.<fingerprint>.json`, and those of its
 * {@link Agreement} beside it. What killed processes left behind is swept whenever a token is written.
 * @param directory undefined: nothing is kept
 */
export function openTokenCache(
  directory: string | undefined,
  context: Owner & Pick<Context, 'randomName'>,
): TokenCache {
  if (directory === undefined) return nullCache;
  const owner: Owner = context;
  const stem = (key: TokenKey) => join(directory, `${key.registry.host}.${key.fingerprint}`);
  const pathOf = (key: TokenKey) => `${stem(key)}.json`;
  const names = () => (checkPrivateDirectory(directory, owner) ? readdirSync(directory) : []);
  const erasure = (key: TokenKey) => fileVersion(`${stem(key)}.erased`) ?? '';
  return {
    read(key) {
      if (!checkPrivateDirectory(directory, owner)) return undefined;
      const token = readToken(pathOf(key), owner);
      return token?.host === key.registry.host && token.fingerprint === key.fingerprint ? token : undefined;
    },
    write(key, token, since) {
      const isErased = () => since !== undefined && erasure(key) !== since;
      if (isErased()) return;
      const file = {
        version: FORMAT_VERSION,
        host: key.registry.host,
        fingerprint: key.fingerprint,
        ...token,
      };
      writing(directory, () => {
        ensurePrivateDirectory(directory, owner);
        // What the machine's crash takes is asked for again.
        writePrivateFile(pathOf(key), JSON.stringify(file), context.randomName(), { lasting: false });
        if (isErased()) removeFile(pathOf(key));
        // By the file system's clock, which may be another machine's.
        const now = fileModified(pathOf(key)) ?? 0;
        sweepFiles(directory, TEMPORARY_FILE_NAME, OLD_TEMPORARY_MS, now);
        sweepFiles(directory, CACHE_FILE_NAME, OLD_FILE_MS, now);
      });
    },
    erase(registry) {
      eraseTokens(directory, (host) => host === registry.host, context);
    },
    erasure,
    list() {
      const tokens: CachedToken[] = [];
      for (const name of names()) {
        // One refused file must not hide the others; `get` says what is wrong with it.
        const token = name.endsWith('.json')
          ? unlessRefused(() => readToken(join(directory, name), owner))
          : undefined;
        if (token) tokens.push(token);
      }
      return tokens;
    },
    agreement(key) {
      writing(directory, () => ensurePrivateDirectory(directory, owner));
      return { lock: `${stem(key)}.lock`, outcome: `${stem(key)}.outcome`, renewal: `${stem(key)}.renewing` };
    },
  };
}

interface TokenFile extends CachedToken {
  readonly version: number;
  readonly host: string;
  readonly fingerprint: string;
}

function readToken(path: string, owner: Owner): TokenFile | undefined {
  try {
    const text = readPrivateFile(path, owner);
    const file: unknown = text === undefined ? undefined : JSON.parse(text);
    return isTokenFile(file) ? file : undefined;
  } catch (error) {
    if (error instanceof HelperError) throw error;
    return undefined;
  }
}

function unlessRefused<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof HelperError && error.code === 'FILE_REFUSED') return undefined;
    throw error;
  }
}

function isTokenFile(file: unknown): file is TokenFile {
  if (typeof file !== 'object' || file === null) return false;
  const { version, host, fingerprint, serverURL, username, password, issuedAt, expiresAt } = file as Record<
    string,
    unknown
  >;
  return (
    version === FORMAT_VERSION &&
    [host, fingerprint, serverURL, username, password].every(
      (text) => typeof text === 'string' && text !== '',
    ) &&
    [issuedAt, expiresAt].every((time) => Number.isFinite(time))
  );
}
