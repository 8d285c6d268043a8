import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../context.ts';
import { checkPrivateDirectory, type Owner, removeFile, writePrivateFile } from '../files.ts';
import { type CacheFileName, parseCacheName, writing } from './cache-directory.ts';

/**
 * Erases the tokens of the registries in a cache directory, and what says how asking for them went. Locks stay:
 * somebody may hold them. Who is asking for one of the tokens meanwhile, in the background or not, finds a file
 * that tells, and keeps nothing (see `TokenCache.erasure`).
 * @returns how many tokens there were, by host; only of hosts that had any
 * @throws FILE_REFUSED, FILE_UNWRITABLE
 */
export function eraseTokens(
  directory: string,
  isMeant: (host: string) => boolean,
  context: Owner & Pick<Context, 'randomName'>,
): Map<string, number> {
  const erased = new Map<string, number>();
  if (!checkPrivateDirectory(directory, context)) return erased;
  const meant = () =>
    readdirSync(directory)
      .sort()
      .flatMap((name) => {
        const file = parseCacheName(name);
        return file !== undefined && isMeant(file.host) ? [file] : [];
      });
  const erase = (files: readonly CacheFileName[]) => {
    for (const { name, host, kind } of files) {
      if (kind === 'lock' || kind === 'erased') continue;
      removeFile(join(directory, name));
      if (kind === 'json') erased.set(host, (erased.get(host) ?? 0) + 1);
    }
  };
  writing(directory, () => {
    const before = meant();
    erase(before);
    // Looked at again, since somebody may have begun or ended meanwhile.
    const beingAskedFor = [...before, ...meant()].filter(
      ({ kind }) => kind === 'lock' || kind === 'renewing',
    );
    for (const stem of new Set(beingAskedFor.map((file) => file.stem))) {
      tellErasure(join(directory, `${stem}.erased`), context.randomName());
    }
    if (beingAskedFor.length > 0) erase(meant());
  });
  return erased;
}

function tellErasure(path: string, randomName: string): void {
  try {
    writePrivateFile(path, '', randomName, { lasting: false });
  } catch {
    // On a full disk nobody can keep a token either.
  }
}
