import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { User } from './user.ts';

/** How much older tokens are made: past half of the 12 hours that they last. */
const AGE_MS = 7 * 60 * 60 * 1000;

/** The members of the cache files that are times: numbers of ours, dates of Amazon's helper. */
const TIMES = new Set(['issuedAt', 'expiresAt', 'RequestedAt', 'ExpiresAt']);

/** How often to look whether a renewal is through, and how long, in milliseconds. */
const LOOK_EVERY_MS = 2;
const LOOK_FOR_MS = 20_000;

/** Makes every kept token one that was had 7 hours ago. */
export async function ageTokens(user: User): Promise<void> {
  for (const file of await tokenFiles(user)) {
    const aged = JSON.stringify(JSON.parse(await readFile(file, 'utf8')), (name, value) =>
      TIMES.has(name) ? earlier(value) : value,
    );
    await writeFile(file, aged);
  }
}

/** Waits until there is a token that isn't one of the aged ones, and no renewal goes on. */
export async function waitForRenewal(user: User): Promise<void> {
  const limit = performance.now() + LOOK_FOR_MS;
  while (performance.now() < limit) {
    const texts = await Promise.all((await tokenFiles(user)).map((file) => readFile(file, 'utf8')));
    const names = await readdir(user.person.cache).catch(() => []);
    const isGoingOn = names.some((name) => /\.(renewing|lock|tmp)$/.test(name));
    if (!isGoingOn && texts.some(holdsNew)) return;
    await delay(LOOK_EVERY_MS);
  }
  throw new Error(`no renewed token within ${LOOK_FOR_MS / 1000} s`);
}

async function tokenFiles(user: User): Promise<string[]> {
  const found: string[] = [];
  for (const folder of [user.person.cache, user.peerFolder]) {
    const names = await readdir(folder).catch(() => []);
    found.push(...names.filter((name) => name.endsWith('.json')).map((name) => join(folder, name)));
  }
  return found;
}

/** Whether there is a new token among those of the file: Amazon's helper keeps the old ones beside it. */
function holdsNew(text: string): boolean {
  const times = [...text.matchAll(/"(?:issuedAt|RequestedAt)":\s*("[^"]*"|\d+)/g)];
  return times.some(([, time = '0']) => Date.now() - new Date(JSON.parse(time)).getTime() < AGE_MS / 2);
}

function earlier(time: unknown): unknown {
  return typeof time === 'number' ? time - AGE_MS : new Date(Date.parse(String(time)) - AGE_MS).toISOString();
}
