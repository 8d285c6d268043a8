import { HelperError } from '../errors.ts';
import type { TokenCache } from './cache.ts';

/**
 * A cache for `get`, which must answer even where nothing can be kept: what is refused is warned about, once,
 * and passed over; what can't be written is told to `note`.
 */
export function forgivingCache(
  cache: TokenCache,
  warn: (error: HelperError) => void,
  note: (error: HelperError) => void,
): TokenCache {
  const told = new Set<string>();
  const forgive = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof HelperError)) throw error;
      if (!told.has(error.message)) (error.code === 'FILE_REFUSED' ? warn : note)(error);
      told.add(error.message);
      return otherwise;
    }
  };
  return {
    read: (key) => forgive(() => cache.read(key), undefined),
    write: (key, token, since) => forgive(() => cache.write(key, token, since), undefined),
    erase: (registry) => forgive(() => cache.erase(registry), undefined),
    erasure: (key) => forgive(() => cache.erasure(key), ''),
    list: () => forgive(() => cache.list(), []),
    agreement: (key) => forgive(() => cache.agreement(key), undefined),
  };
}
