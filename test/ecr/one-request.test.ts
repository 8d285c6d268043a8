import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { oneRequest } from '../../src/ecr/one-request.ts';
import { HelperError } from '../../src/errors.ts';
import { fakeContext, NOW } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';

const at = temporaryDirectory();
const never = new AbortController().signal;
const denied = new HelperError('ACCESS_DENIED', 'it may not', { hint: 'add a policy' });

function agreement() {
  return { lock: at('a.lock'), outcome: at('a.outcome'), renewal: at('a.renewing') };
}

/** A crowd that wants one answer, and what is kept of it. */
function crowd(options: Parameters<typeof fakeContext>[0] = {}) {
  const context = fakeContext(options);
  const kept: string[] = [];
  const ask = (request: () => Promise<string>, signal = never) =>
    oneRequest(agreement(), { context, signal, log: () => {} }, () => kept[0], request);
  const askAtOnce = (count: number, request: () => Promise<string>) =>
    Promise.allSettled(Array.from({ length: count }, () => ask(request)));
  return { kept, ask, askAtOnce };
}

let requests = 0;
beforeEach(() => {
  requests = 0;
});

test('one asks, and all have its answer', async () => {
  const { kept, askAtOnce } = crowd();
  const outcomes = await askAtOnce(20, async () => {
    await delay(50);
    kept.push('answer');
    return `answer ${++requests}`;
  });
  expect(outcomes.map((outcome) => 'value' in outcome && outcome.value)).toEqual([
    'answer 1',
    ...Array(19).fill('answer'),
  ]);
  expect(readdirSync(at())).toEqual([]);
});

test('one is refused, and all have its refusal, but for who comes later', async () => {
  let now = NOW;
  const { ask, askAtOnce } = crowd({ now: () => now });
  const refuse = async () => {
    requests += 1;
    await delay(50);
    throw denied;
  };
  const outcomes = await askAtOnce(20, refuse);
  for (const outcome of outcomes) {
    expect(outcome).toMatchObject({
      reason: { code: 'ACCESS_DENIED', message: 'it may not', hint: 'add a policy' },
    });
  }
  expect(requests).toBe(1);
  now += 1;
  await expect(ask(refuse)).rejects.toBe(denied);
  expect(requests).toBe(2);
});

test.each<[string, unknown]>([
  ['a time-out, which is one’s own', new HelperError('TIMED_OUT', 'no answer')],
  ['a defect', new TypeError('defect')],
])('%s is not shared', async (_, error) => {
  const { askAtOnce } = crowd();
  const outcomes = await askAtOnce(3, async () => {
    requests += 1;
    throw error;
  });
  expect(outcomes.map((outcome) => 'reason' in outcome && outcome.reason)).toEqual([error, error, error]);
  expect(requests).toBe(3);
  expect(readdirSync(at())).toEqual([]);
});

test('where the answer can’t be kept each asks for itself, all at once', async () => {
  const { askAtOnce } = crowd();
  let open = () => {};
  const allAsk = new Promise<void>((resolve) => {
    open = resolve;
  });
  const outcomes = await askAtOnce(20, async () => {
    requests += 1;
    const own = requests;
    if (own > 1) {
      // Nobody is answered before all have asked.
      if (own === 20) open();
      await allAsk;
    } else await delay(50);
    return `answer ${own}`;
  });
  const answers = new Set(outcomes.map((outcome) => 'value' in outcome && outcome.value));
  expect(answers.size).toBe(20);
});

describe('what was kept of an earlier request does not count', () => {
  const failure = { code: 'ACCESS_DENIED', message: 'old' };
  test.each<[string, string]>([
    ['a refusal from before', JSON.stringify({ at: NOW - 1, failure })],
    ['a refusal from the future: the clock was set back', JSON.stringify({ at: NOW + 1, failure })],
    ['an answer that could not be kept', JSON.stringify({ at: NOW - 1 })],
    ['empty', ''],
    ['null', 'null'],
    ['truncated', '{"at":'],
    ['no time', JSON.stringify({ failure })],
    ['a time as text', JSON.stringify({ at: String(NOW), failure })],
    ['no code', JSON.stringify({ at: NOW, failure: { message: 'old' } })],
    ['no message', JSON.stringify({ at: NOW, failure: { code: 'ACCESS_DENIED' } })],
    ['a hint that is no text', JSON.stringify({ at: NOW, failure: { ...failure, hint: 1 } })],
    ['a failure that is none', JSON.stringify({ at: NOW, failure: null })],
  ])('%s', async (_, text) => {
    writeFileSync(at('a.outcome'), text, { mode: 0o600 });
    const { kept, ask } = crowd();
    const request = async () => {
      kept.push('new');
      return 'new';
    };
    expect(await ask(request)).toBe('new');
    expect(readdirSync(at())).toEqual([]);
  });

  test('as a control, a refusal of the same time does', async () => {
    writeFileSync(at('a.outcome'), JSON.stringify({ at: NOW, failure }), { mode: 0o600 });
    await expect(crowd().ask(async () => 'new')).rejects.toMatchObject({ ...failure, hint: undefined });
  });

  test('what others may write does not', async () => {
    writeFileSync(at('a.outcome'), JSON.stringify({ at: NOW, failure }));
    chmodSync(at('a.outcome'), 0o666);
    expect(await crowd().ask(async () => 'new')).toBe('new');
  });
});

test('a success lets the next renewal begin, a failure does not', async () => {
  writeFileSync(at('a.renewing'), '');
  await expect(crowd().ask(() => Promise.reject(denied))).rejects.toBe(denied);
  expect(existsSync(at('a.renewing'))).toBe(true);
  await crowd({ now: NOW + 1 }).ask(async () => 'answer');
  expect(existsSync(at('a.renewing'))).toBe(false);
});

test('no secret of the environment is kept of a refusal', async () => {
  const env = { AWS_SECRET_ACCESS_KEY: 'the-secret-key-itself' };
  const error = new HelperError('ACCESS_DENIED', 'no: the-secret-key-itself', {
    hint: 'see the-secret-key-itself',
  });
  await expect(crowd({ env }).ask(() => Promise.reject(error))).rejects.toBe(error);
  expect(readFileSync(at('a.outcome'), 'utf8')).toContain('no: [redacted]');
  expect(readFileSync(at('a.outcome'), 'utf8')).not.toContain('the-secret-key-itself');
});

test('the waiting ends with the signal’s reason', async () => {
  const { ask } = crowd();
  let end = () => {};
  const first = ask(
    () =>
      new Promise((resolve) => {
        end = () => resolve('first');
      }),
  );
  const controller = new AbortController();
  const request = jest.fn(async () => 'second');
  const second = ask(request, controller.signal);
  controller.abort(new Error('over'));
  await expect(second).rejects.toThrow('over');
  expect(request).not.toHaveBeenCalled();
  end();
  expect(await first).toBe('first');
});

test('where nothing can be written the answer is given all the same', async () => {
  mkdirSync(at('a.outcome'));
  mkdirSync(at('a.renewing'));
  mkdirSync(at('a.lock'));
  expect(await crowd().ask(async () => 'answer')).toBe('answer');
  await expect(crowd().ask(() => Promise.reject(denied))).rejects.toBe(denied);
  expect(readdirSync(at()).sort()).toEqual(['a.lock', 'a.outcome', 'a.renewing']);
});
