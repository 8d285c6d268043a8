import { randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { withLock } from '../src/lock.ts';
import { temporaryDirectory } from './fakes/temporary-directory.ts';

const at = temporaryDirectory();
const never = new AbortController().signal;
const nothing = () => undefined;

function surroundings({ isRunning = (processId: number) => processId === process.pid } = {}) {
  const logged: string[] = [];
  return {
    context: {
      processId: process.pid,
      isRunning,
      randomName: () => randomBytes(8).toString('hex'),
      userId: process.geteuid?.(),
    },
    log: (what: string) => void logged.push(what),
    logged,
  };
}

/** Takes the lock for some work and tells who the lock's file says has it. */
async function holder(): Promise<Record<string, unknown>> {
  return withLock(at('other'), surroundings(), { signal: never, answer: nothing }, async () =>
    JSON.parse(readFileSync(at('other'), 'utf8')),
  );
}

/** Work that goes on until it is ended. */
function openWork() {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end: () => end(), ended };
}

// Time is the test's: only files are real.
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('of many one works at a time, each once, and the lock is gone afterwards', async () => {
  let inside = 0;
  let most = 0;
  let done = 0;
  const all = Promise.all(
    Array.from({ length: 20 }, () =>
      withLock(at('lock'), surroundings(), { signal: never, answer: nothing }, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await new Promise((resolve) => setTimeout(resolve, 30));
        inside -= 1;
        done += 1;
      }),
    ),
  );
  await jest.advanceTimersByTimeAsync(20 * 120);
  await all;
  expect({ most, done }).toEqual({ most: 1, done: 20 });
  expect(readdirSync(at())).toEqual([]);
});

test('what somebody else’s work has brought about ends the waiting, and no work is done again', async () => {
  let answer: string | undefined;
  const work = jest.fn(async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    answer = 'answer';
    return answer;
  });
  const all = Promise.all(
    Array.from({ length: 20 }, () =>
      withLock(at('lock'), surroundings(), { signal: never, answer: () => answer }, work),
    ),
  );
  await jest.advanceTimersByTimeAsync(300);
  expect(await all).toEqual(Array(20).fill('answer'));
  expect(work).toHaveBeenCalledTimes(1);
});

test('an answer that is there when the lock has changed hands is enough, though somebody holds it', async () => {
  writeFileSync(at('lock'), JSON.stringify({ ...(await holder()), id: 'another' }), { mode: 0o600 });
  let answer: string | undefined;
  const run = withLock(
    at('lock'),
    surroundings(),
    { signal: never, answer: () => answer },
    async () => 'work',
  );
  await jest.advanceTimersByTimeAsync(100);
  answer = 'answer';
  utimesSync(at('lock'), 1, 1);
  await jest.advanceTimersByTimeAsync(100);
  expect(await run).toBe('answer');
  expect(existsSync(at('lock'))).toBe(true);
});

test('an answer that is there when the lock is taken is enough', async () => {
  const work = jest.fn(async () => 'work');
  const options = { signal: never, answer: () => 'answer' };
  expect(await withLock(at('lock'), surroundings(), options, work)).toBe('answer');
  expect(work).not.toHaveBeenCalled();
  expect(existsSync(at('lock'))).toBe(false);
});

test('work that fails gives the lock back', async () => {
  const run = withLock(at('lock'), surroundings(), { signal: never, answer: nothing }, () =>
    Promise.reject(new Error('failed')),
  );
  await expect(run).rejects.toThrow('failed');
  expect(existsSync(at('lock'))).toBe(false);
});

/** Tries for the lock that was put there, for some milliseconds. Tells whether the work was done. */
async function isTaken(withinMs: number, given = surroundings()): Promise<boolean> {
  const giveUp = new AbortController();
  const run = withLock(at('lock'), given, { signal: giveUp.signal, answer: nothing }, async () => true).catch(
    () => false,
  );
  await jest.advanceTimersByTimeAsync(withinMs);
  giveUp.abort(new Error('given up'));
  return run;
}

describe('a holder that is gone is replaced at once', () => {
  test.each<[string, Record<string, unknown>]>([
    ['killed', { processId: 999_999_999 }],
    ['its process id is another process’s now', { startTime: '1' }],
  ])('%s', async (_, change) => {
    writeFileSync(at('lock'), JSON.stringify({ ...(await holder()), id: 'another', ...change }));
    expect(await isTaken(0)).toBe(true);
    expect(readdirSync(at())).toEqual([]);
  });
});

test('a holder whose process is not running is replaced at once where start times can’t be told', async () => {
  writeFileSync(at('lock'), JSON.stringify({ ...(await holder()), id: 'another' }), { mode: 0o600 });
  expect(await isTaken(0, surroundings({ isRunning: () => false }))).toBe(true);
});

describe('a lock that nobody touches is left for 5 seconds, then taken', () => {
  test.each<[string, (mine: Record<string, unknown>) => string]>([
    ['a living process’s', (mine) => JSON.stringify({ ...mine, id: 'another' })],
    [
      'one of another place, whose process ids mean nothing here',
      (mine) => JSON.stringify({ ...mine, place: 'elsewhere', processId: 999_999_999 }),
    ],
    ['empty', () => ''],
    ['null', () => 'null'],
    ['truncated', (mine) => JSON.stringify(mine).slice(0, -5)],
    ['a number', () => '1'],
    ['no process id', (mine) => JSON.stringify({ ...mine, processId: 'x' })],
    ['no place', (mine) => JSON.stringify({ ...mine, place: null, processId: 999_999_999 })],
  ])('%s', async (_, text) => {
    writeFileSync(at('lock'), text(await holder()), { mode: 0o600 });
    expect(await isTaken(4900)).toBe(false);
    expect(await isTaken(5100)).toBe(true);
    expect(readdirSync(at())).toEqual([]);
  });
});

test('a holder that works for long keeps the lock, since it touches it', async () => {
  const { end, ended } = openWork();
  const first = withLock(at('lock'), surroundings(), { signal: never, answer: nothing }, () => ended);
  expect(await isTaken(60_000)).toBe(false);
  end();
  await first;
  expect(await isTaken(0)).toBe(true);
});

test('whoever lost the lock leaves the new holder’s alone', async () => {
  const { end, ended } = openWork();
  const first = withLock(at('lock'), surroundings(), { signal: never, answer: nothing }, () => ended);
  const others = JSON.stringify({ ...(await holder()), id: 'another' });
  unlinkSync(at('lock'));
  writeFileSync(at('lock'), others);
  utimesSync(at('lock'), 1, 1);
  await jest.advanceTimersByTimeAsync(3000);
  expect(lstatSync(at('lock')).mtimeMs).toBe(1000);
  end();
  await first;
  expect(readFileSync(at('lock'), 'utf8')).toBe(others);
});

test('a link that took the lock’s place is not followed, not even to show that the holder lives', async () => {
  const { end, ended } = openWork();
  const first = withLock(at('lock'), surroundings(), { signal: never, answer: nothing }, () => ended);
  writeFileSync(at('target'), readFileSync(at('lock')), { mode: 0o600 });
  utimesSync(at('target'), 1, 1);
  unlinkSync(at('lock'));
  symlinkSync(at('target'), at('lock'));
  await jest.advanceTimersByTimeAsync(3000);
  end();
  await first;
  expect(lstatSync(at('target')).mtimeMs).toBe(1000);
  expect(readdirSync(at())).toEqual(['lock', 'target']);
});

describe('where no lock can be made, the work is done at once without one', () => {
  test.each<[string, () => string]>([
    ['no such directory', () => at('missing/lock')],
    [
      'a file in the directory’s place',
      () => {
        writeFileSync(at('file'), '');
        return at('file/lock');
      },
    ],
    [
      'a directory in the lock’s place',
      () => {
        mkdirSync(at('lock'));
        return at('lock');
      },
    ],
    [
      'a link in the lock’s place',
      () => {
        symlinkSync(at('target'), at('lock'));
        return at('lock');
      },
    ],
  ])('%s', async (_, path) => {
    const given = surroundings();
    const lock = path();
    const before = readdirSync(at());
    expect(await withLock(lock, given, { signal: never, answer: nothing }, async () => 'done')).toBe('done');
    expect(given.logged).toEqual(['no lock can be made']);
    expect(readdirSync(at())).toEqual(before);
  });

  test('a dead holder’s lock that can’t be taken away', async () => {
    // With what is put behind it while it is taken away, the name is longer than names may be.
    const lock = at('l'.repeat(250));
    writeFileSync(lock, JSON.stringify({ ...(await holder()), processId: 999_999_999 }));
    const given = surroundings();
    expect(await withLock(lock, given, { signal: never, answer: nothing }, async () => 'done')).toBe('done');
    expect(given.logged).toEqual(['lock taken over', 'no lock can be taken away']);
  });
});

describe('the signal ends the waiting with its reason', () => {
  const reason = new Error('over');
  const attempt = async (signal: AbortSignal) => {
    writeFileSync(at('lock'), JSON.stringify({ ...(await holder()), id: 'another' }));
    const run = withLock(at('lock'), surroundings(), { signal, answer: nothing }, async () => 'done');
    return run.catch((error: unknown) => error);
  };

  test('while waiting', async () => {
    const controller = new AbortController();
    const outcome = attempt(controller.signal);
    await jest.advanceTimersByTimeAsync(1000);
    controller.abort(reason);
    expect(await outcome).toBe(reason);
    expect(existsSync(at('lock'))).toBe(true);
  });

  test('before', async () => expect(await attempt(AbortSignal.abort(reason))).toBe(reason));
});
