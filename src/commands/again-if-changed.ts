import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';

/** How often files are read anew that somebody else changes at the same time, and the longest wait before that. */
const MOST_TIMES = 50;
const LONGEST_WAIT_MS = 100;

/**
 * Does work that reads files and changes them, and does it again if somebody else has changed one in between: the
 * tasks of a workspace that starts all install at once. @throws what the work throws
 */
export async function againIfChanged<Result>(
  { processId }: Pick<Context, 'processId'>,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  for (let times = 1; ; times += 1) {
    try {
      return await work();
    } catch (error) {
      const isChanged = error instanceof HelperError && error.code === 'FILE_CHANGED';
      if (!isChanged || times === MOST_TIMES) throw error;
      // Each process its own, so that those who met don't meet again.
      await delay((processId * (2 * times + 1)) % LONGEST_WAIT_MS);
    }
  }
}
