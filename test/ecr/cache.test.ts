import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type CachedToken, nullCache, openTokenCache, PASTED, type TokenKey } from '../../src/ecr/cache.ts';
import { parseRegistry, type Registry } from '../../src/ecr/registry.ts';
import { fakeContext, NOW } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';
import { thrownBy } from '../fakes/thrown.ts';

const at = temporaryDirectory();
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

function tokenOf(password: string, serverURL = HOST): CachedToken {
  return { serverURL, username: 'AWS', password, issuedAt: NOW, expiresAt: NOW + 43_200_000 };
}

/** A cache in the test's directory; made anew by each call, as each run of the program does. */
function cache(directory = at('cache')) {
  return openTokenCache(directory, fakeContext());
}

const fileName = `${HOST}.${FINGERPRINT}.json`;

test('what was written is read by the next run', () => {
  cache().write(keyOf(), tokenOf('word', 'https://as-asked'));
  expect(cache().read(keyOf())).toMatchObject(tokenOf('word', 'https://as-asked'));
});

test('one private file per key in a private directory', () => {
  cache().write(keyOf(), tokenOf('one'));
  cache().write(keyOf(), tokenOf('two'));
  cache().write(keyOf(HOST, PASTED), tokenOf('three'));
  expect(readdirSync(at('cache')).sort()).toEqual([fileName, `${HOST}.pasted.json`].sort());
  expect(statSync(at('cache')).mode & 0o777).toBe(0o700);
  expect(statSync(at('cache', fileName)).mode & 0o777).toBe(0o600);
  expect(cache().read(keyOf())?.password).toBe('two');
});

describe('another key has another token', () => {
  test.each([
    ['account', keyOf('210987654321.dkr.ecr.eu-west-1.amazonaws.com')],
    ['region', keyOf('123456789012.dkr.ecr.eu-west-2.amazonaws.com')],
    ['FIPS variant', keyOf('123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com')],
    ['dual-stack variant', keyOf('123456789012.dkr-ecr.eu-west-1.on.aws')],
    ['service', keyOf('public.ecr.aws')],
    ['fingerprint', keyOf(HOST, 'f'.repeat(32))],
    ['pasted', keyOf(HOST, PASTED)],
  ])('%s', (_, other) => {
    cache().write(keyOf(), tokenOf('mine'));
    expect(cache().read(other)).toBeUndefined();
    cache().write(other, tokenOf('other'));
    expect(cache().read(keyOf())?.password).toBe('mine');
    expect(cache().read(other)?.password).toBe('other');
  });
});

describe('a file that is no token of this key is a miss', () => {
  const good = { version: 1, host: HOST, fingerprint: FINGERPRINT, ...tokenOf('word') };
  const { password: _, ...withoutPassword } = good;
  test.each([
    ['empty', ''],
    ['truncated', JSON.stringify(good).slice(0, -10)],
    ['followed by garbage', `${JSON.stringify(good)}}`],
    ['no JSON', 'hello'],
    ['binary', '\u0000\u0001\ufffd'],
    ['null', 'null'],
    ['an array', '[]'],
    ['a number', '1'],
    ['no version', JSON.stringify({ ...good, version: undefined })],
    ['an older version', JSON.stringify({ ...good, version: 0 })],
    ['a newer version', JSON.stringify({ ...good, version: 2 })],
    ['a version as text', JSON.stringify({ ...good, version: '1' })],
    ['no password', JSON.stringify(withoutPassword)],
    ['an empty password', JSON.stringify({ ...good, password: '' })],
    ['a password that is no text', JSON.stringify({ ...good, password: ['word'] })],
    ['no user name', JSON.stringify({ ...good, username: null })],
    ['no server URL', JSON.stringify({ ...good, serverURL: '' })],
    ['no expiry', JSON.stringify({ ...good, expiresAt: null })],
    ['an expiry as text', JSON.stringify({ ...good, expiresAt: '2030-01-02T03:04:05Z' })],
    ['no time of issue', JSON.stringify({ ...good, issuedAt: undefined })],
    ["another host's", JSON.stringify({ ...good, host: 'public.ecr.aws' })],
    ["another identity's", JSON.stringify({ ...good, fingerprint: 'f'.repeat(32) })],
  ])('%s', (_, text) => {
    mkdirSync(at('cache'), { mode: 0o700 });
    writeFileSync(at('cache', fileName), text, { mode: 0o600 });
    expect(cache().read(keyOf())).toBeUndefined();
    cache().write(keyOf(), tokenOf('new'));
    expect(cache().read(keyOf())?.password).toBe('new');
  });

  test('the good one, as a control', () => {
    mkdirSync(at('cache'), { mode: 0o700 });
    writeFileSync(at('cache', fileName), JSON.stringify(good), { mode: 0o600 });
    expect(cache().read(keyOf())).toEqual(good);
  });

  test('a directory in its place: read is a miss, write says what is wrong and leaves nothing', () => {
    mkdirSync(at('cache', fileName), { recursive: true, mode: 0o700 });
    chmodSync(at('cache'), 0o700);
    expect(cache().read(keyOf())).toBeUndefined();
    expect(thrownBy(() => cache().write(keyOf(), tokenOf('word'))).code).toBe('FILE_UNWRITABLE');
    expect(cache().list()).toEqual([]);
    expect(readdirSync(at('cache'))).toEqual([fileName]);
  });
});

describe('what others could have planted is refused', () => {
  test('a symlink in place of a file, but writing replaces it', () => {
    mkdirSync(at('cache'), { mode: 0o700 });
    writeFileSync(at('target'), 'precious');
    symlinkSync(at('target'), at('cache', fileName));
    expect(thrownBy(() => cache().read(keyOf())).code).toBe('FILE_REFUSED');
    cache().write(keyOf(), tokenOf('new'));
    expect(readFileSync(at('target'), 'utf8')).toBe('precious');
    expect(cache().read(keyOf())?.password).toBe('new');
  });

  test('a file that others may write', () => {
    cache().write(keyOf(), tokenOf('word'));
    chmodSync(at('cache', fileName), 0o666);
    expect(thrownBy(() => cache().read(keyOf())).code).toBe('FILE_REFUSED');
  });

  test.each<[string, (directory: string) => void]>([
    ['is a symlink', (directory) => symlinkSync(at(), directory)],
    ['is no directory', (directory) => writeFileSync(directory, '')],
    [
      'can be written by others',
      (directory) => {
        mkdirSync(directory);
        chmodSync(directory, 0o777);
      },
    ],
  ])('a directory that %s, by every operation', (why, make) => {
    make(at('planted'));
    const planted = cache(at('planted'));
    const operations: (() => unknown)[] = [
      () => planted.read(keyOf()),
      () => planted.write(keyOf(), tokenOf('word')),
      () => planted.erase(keyOf().registry),
      () => planted.list(),
    ];
    for (const operation of operations) {
      const error = thrownBy(operation);
      expect(error.code).toBe('FILE_REFUSED');
      expect(error.message).toContain(`${at('planted')} ${why}`);
    }
  });
});

describe('erase', () => {
  test('forgets every token of the registry, and no other', () => {
    const other = '123456789012.dkr.ecr.eu-west-2.amazonaws.com';
    cache().write(keyOf(), tokenOf('one'));
    cache().write(keyOf(HOST, 'f'.repeat(32)), tokenOf('two'));
    cache().write(keyOf(HOST, PASTED), tokenOf('three'));
    cache().write(keyOf(other), tokenOf('four'));
    cache().erase(registryOf(HOST));
    expect(readdirSync(at('cache'))).toEqual([`${other}.${FINGERPRINT}.json`]);
  });

  test('of what is not there is no error, and makes no directory', () => {
    expect(() => cache().erase(registryOf(HOST))).not.toThrow();
    expect(readdirSync(at())).toEqual([]);
  });
});

describe('list', () => {
  test('every token, whatever else lies there', () => {
    cache().write(keyOf(), tokenOf('one', 'https://one'));
    cache().write(keyOf(HOST, PASTED), tokenOf('two', 'two'));
    writeFileSync(at('cache', 'corrupt.json'), '{', { mode: 0o600 });
    writeFileSync(at('cache', `${fileName}.tmp`), readFileSync(at('cache', fileName)), { mode: 0o600 });
    symlinkSync(at('cache', fileName), at('cache', 'link.json'));
    mkdirSync(at('cache', 'directory.json'));
    const urls = cache()
      .list()
      .map((token) => token.serverURL);
    expect(urls.sort()).toEqual(['https://one', 'two']);
  });

  test('of a directory that is not there is empty', () => expect(cache().list()).toEqual([]));
});

test('a directory that cannot be made says so', () => {
  writeFileSync(at('file'), '');
  const error = thrownBy(() => cache(at('file/cache')).write(keyOf(), tokenOf('word')));
  expect(error.code).toBe('FILE_UNWRITABLE');
  expect(error.message).toContain(at('file/cache'));
  expect(error.hint).toContain('AWS_ECR_CACHE_DIR');
});

test('the null cache keeps nothing', () => {
  nullCache.write(keyOf(), tokenOf('word'));
  nullCache.erase(registryOf(HOST));
  expect(nullCache.read(keyOf())).toBeUndefined();
  expect(nullCache.list()).toEqual([]);
});
