import { readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { type CachedToken, openTokenCache, PASTED } from '../../src/ecr/cache.ts';
import { cachedToken, type TokenSurroundings } from '../../src/ecr/cached-token.ts';
import { eraseTokens } from '../../src/ecr/erase-tokens.ts';
import type { Registry } from '../../src/ecr/registry.ts';
import { fakeContext, NOW } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';
import { rejectionOf } from '../fakes/thrown.ts';

const at = temporaryDirectory();
const FINGERPRINT = 'f'.repeat(32);
const LIFE_MS = 12 * 3_600_000;
const registry = (host: string): Registry => ({
  service: 'ecr-public',
  host,
  region: 'us-east-1',
  fips: false,
  dualStack: false,
});
const key = { registry: registry('one.example'), fingerprint: FINGERPRINT };
const tokenOf = (password: string): CachedToken => ({
  serverURL: 'one.example',
  username: 'AWS',
  password,
  issuedAt: NOW,
  expiresAt: NOW + LIFE_MS,
});
const cache = () => openTokenCache(at('cache'), fakeContext());
const names = () => readdirSync(at('cache')).sort();
const erase = (isMeant: (host: string) => boolean) =>
  Object.fromEntries(eraseTokens(at('cache'), isMeant, fakeContext()));

test('erases what is meant, tells how many there were, and leaves a person’s own files', () => {
  cache().write(key, tokenOf('a'));
  cache().write({ ...key, fingerprint: PASTED }, tokenOf('b'));
  cache().write({ ...key, registry: registry('two.example') }, tokenOf('c'));
  writeFileSync(at('cache', 'notes.json'), 'mine');
  expect(erase((host) => host === 'one.example')).toEqual({ 'one.example': 2 });
  expect(names()).toEqual(['notes.json', `two.example.${FINGERPRINT}.json`]);
  expect(erase(() => true)).toEqual({ 'two.example': 1 });
  expect(names()).toEqual(['notes.json']);
  expect(erase(() => true)).toEqual({});
});

test('erases nothing where there is no cache', () => {
  expect(erase(() => true)).toEqual({});
});

describe('a token that is asked for while it is erased', () => {
  const surroundings = (change: Partial<TokenSurroundings> = {}): TokenSurroundings => ({
    context: fakeContext(),
    serverURL: 'one.example',
    cache: cache(),
    signal: new AbortController().signal,
    log: () => {},
    warn: () => {},
    renewLater: undefined,
    ...change,
  });
  const asked = { username: 'AWS', password: 'new', expiresAt: NOW + LIFE_MS };

  test('is answered and not kept', async () => {
    const request = async () => {
      erase(() => true);
      return asked;
    };
    expect((await cachedToken(key, request, surroundings())).password).toBe('new');
    expect(cache().list()).toEqual([]);
    // Whoever asks after that keeps it.
    await cachedToken(key, async () => asked, surroundings());
    expect(cache().list()).toHaveLength(1);
  });

  test('is not kept if it was erased while it was written', async () => {
    const since = cache().erasure(key);
    const context = fakeContext();
    cache().write(key, tokenOf('old'));
    writeFileSync(at('cache', `one.example.${FINGERPRINT}.lock`), '{}');
    // The name of the temporary file is wanted when the file is about to be written.
    const randomName = () => {
      erase(() => true);
      return context.randomName();
    };
    const slow = { ...context, randomName };
    openTokenCache(at('cache'), slow).write(key, tokenOf('new'), since);
    expect(cache().list()).toEqual([]);
  });

  test('is not brought back by a renewal in the background that was started before', async () => {
    const aging = { ...tokenOf('old'), issuedAt: NOW - LIFE_MS / 2, expiresAt: NOW + LIFE_MS / 2 };
    cache().write(key, aging);
    writeFileSync(at('cache', `one.example.${FINGERPRINT}.renewing`), '');
    const request = async () => {
      erase(() => true);
      return asked;
    };
    await cachedToken(key, request, surroundings({ onlyRenew: true }));
    expect(cache().list()).toEqual([]);
    const again = cachedToken(key, async () => asked, surroundings({ onlyRenew: true }));
    expect(await rejectionOf(again)).toMatchObject({ code: 'CREDENTIALS_NOT_FOUND' });
    expect(cache().list()).toEqual([]);
  });
});
