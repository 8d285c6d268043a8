import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type Deadline, startDeadline } from '../src/deadline.ts';

const SECOND = 1000;
const PATIENCE = 180 * SECOND;

let deadline: Deadline;

beforeEach(() => {
  jest.useFakeTimers();
  deadline = startDeadline(30 * SECOND);
});

afterEach(() => {
  deadline.end();
  jest.useRealTimers();
});

/** A person who answers after so long. */
function person(milliseconds: number): Promise<string> {
  return new Promise((resolve) => setTimeout(() => resolve('428571'), milliseconds));
}

test('the clock stands while a person is waited for, and goes on with what was left', async () => {
  await jest.advanceTimersByTimeAsync(20 * SECOND);
  const answer = deadline.waitForPerson('the person', PATIENCE, person(100 * SECOND));
  await jest.advanceTimersByTimeAsync(100 * SECOND);
  expect(await answer).toBe('428571');
  deadline.waitFor('STS');
  await jest.advanceTimersByTimeAsync(9 * SECOND);
  expect(deadline.signal.aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(2 * SECOND);
  expect(deadline.signal.reason).toMatchObject({
    code: 'TIMED_OUT',
    message: 'no answer from STS within 30 s',
  });
});

test('a person has no more than the time that is theirs', async () => {
  const answer = deadline.waitForPerson('the person', PATIENCE, person(PATIENCE + 1));
  const failed = expect(answer).rejects.toMatchObject({
    code: 'TIMED_OUT',
    message: 'no answer from the person within 180 s',
  });
  await jest.advanceTimersByTimeAsync(PATIENCE + 1);
  await failed;
  expect(deadline.signal.aborted).toBe(true);
});

test('the clock goes on when the last of several persons has answered, however it ended', async () => {
  const quick = deadline.waitForPerson('one', PATIENCE, Promise.reject(new Error('gone')));
  const slow = deadline.waitForPerson('another', PATIENCE, person(100 * SECOND));
  await expect(quick).rejects.toThrow('gone');
  await jest.advanceTimersByTimeAsync(100 * SECOND);
  expect(await slow).toBe('428571');
  expect(deadline.signal.aborted).toBe(false);
  await jest.advanceTimersByTimeAsync(31 * SECOND);
  expect(deadline.signal.aborted).toBe(true);
});

test('nothing is left running once it has ended', async () => {
  await deadline.waitForPerson('the person', PATIENCE, Promise.resolve('428571'));
  deadline.end();
  expect(jest.getTimerCount()).toBe(0);
});
