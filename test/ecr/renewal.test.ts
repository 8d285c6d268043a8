import {
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { LONGEST_RENEWAL_MS, renewInBackground } from '../../src/ecr/renewal.ts';
import { fakeContext } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';

const at = temporaryDirectory();
const MINUTE_MS = 60_000;
const ARGUMENTS = ['renew-token', 'https://public.ecr.aws'];

/** Wants a renewal that long after the last one was started. Returns what was started. */
async function want(laterMs = 0, path = at('a.renewing')) {
  const modified = existsSync(path) ? statSync(path).mtimeMs : Date.now();
  const context = fakeContext({ now: modified + laterMs });
  await renewInBackground(path, context, ARGUMENTS);
  return context.started;
}

test('the first who wants it starts it', async () => {
  expect(await want()).toEqual([ARGUMENTS]);
  expect(statSync(at('a.renewing')).mode & 0o777).toBe(0o600);
});

test.each([
  ['at the same time', 0, 0],
  ['within the minute', MINUTE_MS - 1, 0],
  ['after a minute', MINUTE_MS, 1],
  ['after a day', 1440 * MINUTE_MS, 1],
  // A file's time is finer than a clock's, and may be another machine's.
  ['a moment before', -1, 0],
  // The clock was set back: nobody knows how old it is.
  ['long before', -MINUTE_MS, 1],
])('another who wants it %s', async (_, laterMs, times) => {
  await want();
  utimesSync(at('a.renewing'), 1_900_000_000, 1_900_000_000);
  expect(await want(laterMs)).toHaveLength(times);
  expect(readdirSync(at())).toEqual(['a.renewing']);
});

test('of many who find an old one, one starts it', async () => {
  writeFileSync(at('a.renewing'), '');
  utimesSync(at('a.renewing'), 1, 1);
  const context = fakeContext({ now: Date.now() });
  await Promise.all(
    Array.from({ length: 20 }, () => renewInBackground(at('a.renewing'), context, ARGUMENTS)),
  );
  expect(context.started).toHaveLength(1);
});

describe('what is odd in its place', () => {
  test('an old link is removed, and its target left', async () => {
    writeFileSync(at('target'), 'precious');
    symlinkSync(at('target'), at('a.renewing'));
    const context = fakeContext({ now: Date.now() + 2 * MINUTE_MS });
    await renewInBackground(at('a.renewing'), context, ARGUMENTS);
    expect(context.started).toHaveLength(1);
    expect(statSync(at('target')).size).toBe('precious'.length);
  });

  test('an old directory: no renewal', async () => {
    mkdirSync(at('a.renewing'));
    utimesSync(at('a.renewing'), 1, 1);
    expect(await want(2 * MINUTE_MS)).toEqual([]);
  });
});

test.each(['missing/a.renewing', 'file/a.renewing'])(
  'where nothing can be written none is started: %s',
  async (path) => {
    writeFileSync(at('file'), '');
    expect(await want(0, at(path))).toEqual([]);
  },
);

test('a renewal ends before the next may begin', () => expect(LONGEST_RENEWAL_MS).toBeLessThan(MINUTE_MS));
