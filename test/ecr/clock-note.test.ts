import { mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { openTokenCache } from '../../src/ecr/cache.ts';
import { keepClockOffset, readClockNote } from '../../src/ecr/clock-note.ts';
import { parseRegistry } from '../../src/ecr/registry.ts';
import { fakeContext, NOW } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';

const at = temporaryDirectory();
const MINUTE = 60_000;
const NAME = 'docker-credential-ecr.clock';

function contextWith(env: Record<string, string> = {}, now = NOW) {
  return fakeContext({ env: { AWS_ECR_CACHE_DIR: at('cache'), ...env }, now });
}

const note = () => readClockNote(at('cache'), fakeContext());

test.each<[string, readonly number[], number | undefined]>([
  ['nothing of a clock that is right', [30_000], undefined],
  ['a clock that is off', [7 * MINUTE], 7 * MINUTE],
  ['a clock that is ahead', [-7 * MINUTE], -7 * MINUTE],
  ['no small change', [7 * MINUTE, 7.5 * MINUTE], 7 * MINUTE],
  ['a change', [7 * MINUTE, 9 * MINUTE], 9 * MINUTE],
  ['nothing once it is right', [7 * MINUTE, 2000], undefined],
])('keeps %s', (_, offsets, kept) => {
  for (const offset of offsets) keepClockOffset(offset, contextWith());
  expect(note()?.offsetMs).toBe(kept);
  if (kept === undefined && offsets.length > 1) expect(readdirSync(at('cache'))).toEqual([]);
});

test('is private, and says when', () => {
  keepClockOffset(7 * MINUTE, contextWith());
  expect(note()).toEqual({ offsetMs: 7 * MINUTE, at: NOW });
  expect(statSync(at('cache', NAME)).mode & 0o777).toBe(0o600);
  expect(statSync(at('cache')).mode & 0o777).toBe(0o700);
});

test('writes nothing where nothing is kept', () => {
  keepClockOffset(7 * MINUTE, contextWith({ AWS_ECR_DISABLE_CACHE: '1' }));
  expect(readdirSync(at())).toEqual([]);
});

describe('fails at nothing', () => {
  test.each<[string, () => void]>([
    ['a directory that is a link', () => symlinkSync(at(), at('cache'))],
    ['a directory that is a file', () => writeFileSync(at('cache'), '')],
    [
      'a note that is a link',
      () => {
        mkdirSync(at('cache'), { mode: 0o700 });
        writeFileSync(at('elsewhere'), JSON.stringify({ offsetMs: 1, at: 1 }));
        symlinkSync(at('elsewhere'), at('cache', NAME));
      },
    ],
    [
      'a note that is none',
      () => {
        mkdirSync(at('cache'), { mode: 0o700 });
        writeFileSync(at('cache', NAME), '{"offsetMs":null}', { mode: 0o600 });
      },
    ],
  ])('%s', (_, setUp) => {
    setUp();
    expect(note()).toBeUndefined();
    keepClockOffset(7 * MINUTE, contextWith());
    keepClockOffset(7 * MINUTE, contextWith({ AWS_ECR_CACHE_DIR: 'relative' }));
  });
});

test('is swept like all that is kept, and is no token', () => {
  keepClockOffset(7 * MINUTE, contextWith());
  const cache = openTokenCache(at('cache'), fakeContext());
  expect(cache.list()).toEqual([]);
  const registry = parseRegistry('123456789012.dkr.ecr.eu-west-1.amazonaws.com');
  if (registry === undefined) throw new Error('no registry');
  // Older than a token can be, by the file system's clock.
  utimesSync(at('cache', NAME), 1, 1);
  const token = { serverURL: registry.host, username: 'AWS', password: 'p', issuedAt: NOW, expiresAt: NOW };
  cache.write({ registry, fingerprint: '0123456789abcdef0123456789abcdef' }, token);
  expect(readdirSync(at('cache'))).toEqual([`${registry.host}.0123456789abcdef0123456789abcdef.json`]);
});
