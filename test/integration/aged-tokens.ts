import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from './person.ts';

const LIFE_MS = 12 * 3600 * 1000;

/** What is left of a token's life, in seconds, in each part of it. */
export const LEFT = { fresh: 8 * 3600, aging: 3600, expiring: 240, expired: -1 } as const;

/** The paths of the person's kept tokens, or of what else is kept beside them. */
export async function keptFiles(
  person: Person,
  kind: 'json' | 'lock' | 'outcome' | 'renewing' | 'tmp' = 'json',
): Promise<string[]> {
  const names = await readdir(person.cache).catch(() => []);
  return names.filter((name) => name.endsWith(`.${kind}`)).map((name) => join(person.cache, name));
}

/** Makes each of the person's tokens one of 12 hours with so many seconds left. */
export async function ageTokens(person: Person, leftSeconds: number): Promise<void> {
  const expiresAt = Date.now() + leftSeconds * 1000;
  for (const file of await keptFiles(person)) {
    const token = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...token, expiresAt, issuedAt: expiresAt - LIFE_MS }));
  }
}

/** Makes files as old as if they had been written so many seconds ago. */
export async function ageFiles(files: readonly string[], seconds: number): Promise<void> {
  const then = Date.now() / 1000 - seconds;
  for (const file of files) await utimes(file, then, then);
}
