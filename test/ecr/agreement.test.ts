import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { nullCache, openTokenCache, PASTED, type TokenKey } from '../../src/ecr/cache.ts';
import { forgivingCache } from '../../src/ecr/forgiving-cache.ts';
import { parseRegistry, type Registry } from '../../src/ecr/registry.ts';
import { fakeContext, NOW } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';
import { thrownBy } from '../fakes/thrown.ts';

const at = temporaryDirectory();
const HOUR = 3_600_000;
const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const FINGERPRINT = '0123456789abcdef0123456789abcdef';

function registryOf(host: string): Registry {
  const registry = parseRegistry(host);
  if (registry === undefined) throw new Error(`${host} is no registry`);
  return registry;
}

function keyOf(host = HOST, fingerprint = FINGERPRINT): TokenKey {
  return { registry: registryOf(host), fingerprint };
}

function cache(directory = at('cache')) {
  return openTokenCache(directory, fakeContext());
}

/** Makes a file in the cache's directory whose time is so long ago. */
function makeFile(name: string, ageMs = 0): void {
  mkdirSync(at('cache'), { recursive: true, mode: 0o700 });
  writeFileSync(at('cache', name), '', { mode: 0o600 });
  const seconds = (Date.now() - ageMs) / 1000;
  utimesSync(at('cache', name), seconds, seconds);
}

const names = () => readdirSync(at('cache')).sort();

describe('where processes agree', () => {
  test('three files beside the token, in a directory that is made for them', () => {
    const { lock, outcome, renewal } = cache().agreement(keyOf()) ?? {};
    expect(
      [lock, outcome, renewal].map((path) => path?.replace(at('cache', `${HOST}.${FINGERPRINT}.`), '')),
    ).toEqual(['lock', 'outcome', 'renewing']);
    expect(statSync(at('cache')).mode & 0o777).toBe(0o700);
    expect(names()).toEqual([]);
  });

  test.each([
    ['registry', keyOf('123456789012.dkr.ecr.eu-west-2.amazonaws.com')],
    ['identity', keyOf(HOST, 'f'.repeat(32))],
  ])('another %s has others', (_, other) => {
    const paths = Object.values(cache().agreement(keyOf()) ?? {});
    for (const path of Object.values(cache().agreement(other) ?? {})) expect(paths).not.toContain(path);
  });

  test('nowhere when nothing is kept', () => expect(nullCache.agreement(keyOf())).toBeUndefined());

  test.each<[string, () => void]>([
    ['a link', () => symlinkSync(at(), at('cache'))],
    [
      'a directory that others may write',
      () => {
        mkdirSync(at('cache'));
        chmodSync(at('cache'), 0o777);
      },
    ],
  ])('not in %s', (_, make) => {
    make();
    expect(thrownBy(() => cache().agreement(keyOf())).code).toBe('FILE_REFUSED');
    const told: string[] = [];
    const forgiving = forgivingCache(
      cache(),
      (error) => told.push(error.code),
      () => {},
    );
    expect(forgiving.agreement(keyOf())).toBeUndefined();
    expect(told).toEqual(['FILE_REFUSED']);
  });

  test('nowhere in a directory that can’t be made', () => {
    writeFileSync(at('file'), '');
    expect(thrownBy(() => cache(at('file/cache')).agreement(keyOf())).code).toBe('FILE_UNWRITABLE');
  });
});

describe('what was left behind is swept when a token is written', () => {
  const stem = `${HOST}.${FINGERPRINT}`;
  const other = `public.ecr.aws.${'f'.repeat(32)}`;
  const token = {
    serverURL: HOST,
    username: 'AWS',
    password: 'a',
    issuedAt: NOW,
    expiresAt: NOW + 12 * HOUR,
  };

  test.each([
    ['a temporary file after 10 minutes', `${stem}.json.0a1b2c.tmp`, HOUR / 6, true],
    ['a lock that was being taken away', `${stem}.lock.0a1b2c.tmp`, HOUR / 6, true],
    ['a pasted token that was being written', `${HOST}.${PASTED}.json.0a1b2c.tmp`, HOUR / 6, true],
    ['a token after 48 hours', `${other}.json`, 48 * HOUR, true],
    ['a pasted token after 48 hours', `public.ecr.aws.${PASTED}.json`, 48 * HOUR, true],
    ['a lock after 48 hours', `${other}.lock`, 48 * HOUR, true],
    ['an outcome after 48 hours', `${other}.outcome`, 48 * HOUR, true],
    ['a renewal after 48 hours', `${other}.renewing`, 48 * HOUR, true],
    // AWS_ECR_CACHE_DIR may name a directory with a person's own files.
    ['a person’s own JSON file', 'package.json', 999 * HOUR, false],
    ['the cache of Amazon’s helper', 'cache.json', 999 * HOUR, false],
    ['somebody’s lock', 'yarn.lock', 999 * HOUR, false],
    ['somebody’s temporary file', 'letter.tmp', 999 * HOUR, false],
    ['something of nearly our name', `${other}.json.bak`, 999 * HOUR, false],
  ])('%s', (_, name, ageMs, swept) => {
    makeFile(name, ageMs - HOUR / 60);
    cache().write(keyOf(), token);
    expect(names()).toContain(name);
    makeFile(name, ageMs + HOUR / 60);
    cache().write(keyOf(), token);
    expect(names()).toEqual(swept ? [`${stem}.json`] : [`${stem}.json`, name].sort());
  });
});

describe('erase', () => {
  test('forgets how the last request ended too, but leaves the lock to its holder', () => {
    for (const kind of ['json', 'lock', 'outcome', 'renewing']) makeFile(`${HOST}.${FINGERPRINT}.${kind}`);
    cache().erase(registryOf(HOST));
    // Whoever holds it is told.
    expect(names()).toEqual([`${HOST}.${FINGERPRINT}.erased`, `${HOST}.${FINGERPRINT}.lock`]);
  });

  test.each([
    `${HOST}.cn.${FINGERPRINT}.json`,
    `1${HOST}.${FINGERPRINT}.json`,
    `${HOST}.notes.json`,
    `${HOST}.json`,
    HOST,
  ])('leaves what only looks like the registry’s: %s', (name) => {
    makeFile(name);
    cache().erase(registryOf(HOST));
    expect(existsSync(at('cache', basename(name)))).toBe(true);
  });
});
