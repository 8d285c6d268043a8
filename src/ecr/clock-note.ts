import { join } from 'node:path';
import { readSettings } from '../config.ts';
import type { Context } from '../context.ts';
import {
  checkPrivateDirectory,
  ensurePrivateDirectory,
  readPrivateFile,
  removeFile,
  writePrivateFile,
} from '../files.ts';
import { CLOCK_NOTE_NAME } from './cache-directory.ts';

/** What AWS's last answer told about this machine's clock. */
export interface ClockNote {
  /** How far AWS's clock is ahead of this machine's, in milliseconds. */
  readonly offsetMs: number;
  /** When it was told, by this machine's clock, in milliseconds since the epoch. */
  readonly at: number;
}

/** A clock is off by seconds on many machines, and an answer takes time. */
const TOLERANCE_MS = 60 * 1000;

/**
 * Keeps beside the tokens how far AWS's clock is ahead, in milliseconds: only where it is off by a minute or more, and
 * has changed by as much. What was kept is removed when the clock is right. Never fails: the answer is what counts.
 */
export function keepClockOffset(offsetMs: number, context: Context): void {
  try {
    const { cacheDirectory } = readSettings(context);
    if (cacheDirectory === undefined) return;
    const path = join(cacheDirectory, CLOCK_NOTE_NAME);
    const kept = readClockNote(cacheDirectory, context);
    if (Math.abs(offsetMs - (kept?.offsetMs ?? 0)) < TOLERANCE_MS) return;
    ensurePrivateDirectory(cacheDirectory, context);
    const note: ClockNote = { offsetMs, at: context.now() };
    if (Math.abs(offsetMs) < TOLERANCE_MS) removeFile(path);
    else writePrivateFile(path, JSON.stringify(note), context.randomName(), { lasting: false });
  } catch {
    // What can't be written is not known later, and nothing else is lost.
  }
}

/** What is kept of the clock in a cache's directory, if anything that can be read and used. Never throws. */
export function readClockNote(
  cacheDirectory: string,
  context: Pick<Context, 'userId'>,
): ClockNote | undefined {
  try {
    if (!checkPrivateDirectory(cacheDirectory, context)) return undefined;
    const note: unknown = JSON.parse(readPrivateFile(join(cacheDirectory, CLOCK_NOTE_NAME), context) ?? '');
    return isClockNote(note) ? note : undefined;
  } catch {
    return undefined;
  }
}

function isClockNote(note: unknown): note is ClockNote {
  const { offsetMs, at } = (note ?? {}) as Record<string, unknown>;
  return Number.isFinite(offsetMs) && Number.isFinite(at);
}
