import { setTimeout as delay } from 'node:timers/promises';
import { HelperError } from '../errors.ts';

/** How often files are read anew that somebody else changes at the same time, and the longest wait before that. */
const MOST_TIMES = 50;
const LONGEST_WAIT_MS = 100;

/**
 * Does work that reads files and changes them, and does it again if somebody else has changed one in between: the
 * tasks of a workspace that starts all install at once. @throws what the work throws
 */
export async function againIfChanged(work: () => void): Promise<void> {
  for (let times = 1; ; times += 1) {
    try {
      work();
      return;
    } catch (error) {
      const isChanged = error instanceof HelperError && error.code === 'FILE_CHANGED';
      if (!isChanged || times === MOST_TIMES) throw error;
      // By chance, so that those who met don't meet again.
      await delay(Math.random() * LONGEST_WAIT_MS);
    }
  }
}
