import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspect } from 'node:util';
import type { CachedToken } from '../../src/ecr/cache.ts';
import type { Person } from './person.ts';

/** A file of the token cache: a token with what says whose it is. */
export interface KeptToken extends CachedToken {
  readonly version: number;
  readonly host: string;
  readonly fingerprint: string;
}

/** The paths of the tokens in the person's cache, sorted; none when there is no such directory. */
export async function cacheFiles(person: Person): Promise<string[]> {
  return (await cacheNames(person))
    .filter((name) => name.endsWith('.json'))
    .map((name) => join(person.cache, name));
}

/** The names of all that is in the person's token cache, sorted: tokens, and files by which helpers agree. */
export async function cacheNames(person: Person): Promise<string[]> {
  const names = await readdir(person.cache).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names.sort();
}

/** The path of the one token in the person's cache. */
export async function onlyCacheFile(person: Person): Promise<string> {
  const [file, ...more] = await cacheFiles(person);
  if (file === undefined || more.length > 0)
    throw new Error(`Not one file, but ${inspect([file, ...more])}.`);
  return file;
}

/** What a file of the token cache holds. */
export async function readKept(file: string): Promise<KeptToken> {
  return JSON.parse(await readFile(file, 'utf8'));
}

/** Changes what a file of the token cache holds, in place. */
export async function changeKept(file: string, change: Partial<KeptToken>): Promise<void> {
  await writeFile(file, JSON.stringify({ ...(await readKept(file)), ...change }));
}

/** Makes a kept token one of 12 hours that has so many seconds left; none when negative. */
export async function leaveSeconds(file: string, seconds: number): Promise<void> {
  const expiresAt = Date.now() + seconds * 1000;
  await changeKept(file, { expiresAt, issuedAt: expiresAt - 12 * 3600 * 1000 });
}
