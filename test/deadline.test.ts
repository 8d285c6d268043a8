import { afterEach, expect, test } from '@jest/globals';
import { type Deadline, startDeadline } from '../src/deadline.ts';
import { HelperError } from '../src/errors.ts';
import { rejectionOf } from './fakes/thrown.ts';

const NEVER = new Promise<never>(() => {});
const LONG_MS = 60_000;

let deadline: Deadline;
afterEach(() => deadline.end());

/** A deadline whose time is over. */
async function startOver(): Promise<Deadline> {
  const started = startDeadline(1);
  await rejectionOf(started.within(NEVER));
  return started;
}

test('work that never ends is rejected, with what was waited for last', async () => {
  deadline = startDeadline(20);
  deadline.waitFor('STS in eu-west-1');
  deadline.waitFor('ECR in eu-west-1');
  const error = await rejectionOf(deadline.within(NEVER));
  expect(error.code).toBe('TIMED_OUT');
  expect(error.message).toContain('ECR in eu-west-1');
  expect(error.message).not.toContain('STS');
  expect(error.message).toContain('0.02 s');
  expect(error.hint).toContain('DOCKER_CREDENTIAL_ECR_TIMEOUT');
});

test('before anything else standard input is waited for', async () => {
  deadline = startDeadline(1);
  expect((await rejectionOf(deadline.within(NEVER))).message).toContain('standard input');
});

test('the signal aborts with the same error', async () => {
  deadline = startDeadline(1);
  const error = await rejectionOf(deadline.within(NEVER));
  expect(deadline.signal.aborted).toBe(true);
  expect(deadline.signal.reason).toBe(error);
});

test('work that ends in time settles as it does', async () => {
  deadline = startDeadline(LONG_MS);
  const failure = new HelperError('THROTTLED', 'no');
  await expect(deadline.within(Promise.resolve('answer'))).resolves.toBe('answer');
  await expect(deadline.within(Promise.reject(failure))).rejects.toBe(failure);
  expect(deadline.signal.aborted).toBe(false);
});

test('one deadline goes over all that it waits for', async () => {
  deadline = startDeadline(20);
  await deadline.within(Promise.resolve());
  expect((await rejectionOf(deadline.within(NEVER))).code).toBe('TIMED_OUT');
});

test('work begun when the time is over is rejected, done or not', async () => {
  deadline = await startOver();
  expect((await rejectionOf(deadline.within(NEVER))).code).toBe('TIMED_OUT');
  expect((await rejectionOf(deadline.within(Promise.resolve('late')))).code).toBe('TIMED_OUT');
});

test('work that fails because it was aborted is a time-out', async () => {
  deadline = startDeadline(5);
  const aborted = new Promise<never>((_, reject) =>
    deadline.signal.addEventListener('abort', () => reject(new Error('AbortError'))),
  );
  expect((await rejectionOf(deadline.within(aborted))).code).toBe('TIMED_OUT');
});

test('an ended deadline never aborts', async () => {
  deadline = startDeadline(1);
  deadline.end();
  // Timers run in the order of their times, so that this one comes after the deadline's.
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(deadline.signal.aborted).toBe(false);
});
