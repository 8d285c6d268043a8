import { HelperError } from '../errors.ts';
import { fileErrorCode } from '../files.ts';

/** What is kept of the machine's clock, see clock-note.ts. */
export const CLOCK_NOTE_NAME = 'docker-credential-ecr.clock';

/**
 * The names of the token cache's files, `<host>.<fingerprint>.<kind>` and that of the clock. A directory that a setting
 * names may hold a person's own files too.
 */
export const CACHE_FILE_NAME =
  /^(?:([a-z0-9.-]+)\.([0-9a-f]{32}|pasted)\.(json|lock|outcome|renewing|erased)|docker-credential-ecr\.clock)$/;
/** The same while they are being written or taken away. */
export const TEMPORARY_FILE_NAME = new RegExp(`${CACHE_FILE_NAME.source.slice(0, -1)}\\.[0-9a-z]+\\.tmp$`);

/** What a file of the token cache is. */
export interface CacheFileName {
  readonly name: string;
  readonly host: string;
  /** Host and fingerprint: what the names of all files about one token begin with. */
  readonly stem: string;
  readonly kind: 'json' | 'lock' | 'outcome' | 'renewing' | 'erased';
}

/** What the name of a file about a token tells; undefined for any other. */
export function parseCacheName(name: string): CacheFileName | undefined {
  const [, host, fingerprint, kind] = CACHE_FILE_NAME.exec(name) ?? [];
  if (host === undefined) return undefined;
  return { name, host, stem: `${host}.${fingerprint}`, kind: kind as CacheFileName['kind'] };
}

/** Does work that changes the cache directory. @throws FILE_UNWRITABLE for what the file system throws */
export function writing(directory: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof HelperError) throw error;
    throw new HelperError(
      'FILE_UNWRITABLE',
      `${directory} can't be written (${fileErrorCode(error) ?? 'unknown error'})`,
      {
        hint: 'set AWS_ECR_CACHE_DIR to a directory that you may write',
        cause: error,
      },
    );
  }
}
