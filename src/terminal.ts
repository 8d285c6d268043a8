import { closeSync, constants, openSync, read, writeSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Terminal } from './context.ts';
import { fileErrorCode } from './files.ts';

/** The terminal that the process was started from, whatever its standard streams are (POSIX, "General Terminal Interface"). */
const CONTROLLING_TERMINAL = '/dev/tty';

/** How often to look whether something was typed, in milliseconds. */
const LOOK_MS = 25;

/** Longer lines than this nobody types. */
const LONGEST_LINE = 4096;

/**
 * Opens the terminal, for reading and writing; undefined where there is none: in a service, a CI job, a process
 * without a session of its own, and on Windows. The terminal's settings stay as they are, so what is typed is
 * shown and Ctrl-C ends the process.
 */
export function openTerminal(platform: NodeJS.Platform): Terminal | undefined {
  if (platform === 'win32') return undefined;
  let terminal: number;
  try {
    // Reading without waiting: a read that waits could be ended by nothing but a typed line.
    terminal = openSync(CONTROLLING_TERMINAL, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
  return {
    write: (text) => {
      try {
        writeSync(terminal, text);
      } catch {
        // The terminal is gone, which reading will tell.
      }
    },
    readLine: (signal) => readLine(terminal, signal),
    close: () => closeSync(terminal),
  };
}

async function readLine(terminal: number, signal: AbortSignal): Promise<string | undefined> {
  for (let typed = ''; ; ) {
    signal.throwIfAborted();
    const chunk = await readSome(terminal);
    if (chunk === undefined) await delay(LOOK_MS, undefined, { signal });
    else if (chunk === '') return undefined;
    else typed += chunk;
    if (/[\r\n]/.test(typed)) return typed.split(/[\r\n]/)[0];
    if (typed.length > LONGEST_LINE) return undefined;
  }
}

/** What is there to read: undefined for nothing yet, empty at the end (Ctrl-D, or the terminal is gone). */
function readSome(terminal: number): Promise<string | undefined> {
  const buffer = Buffer.alloc(LONGEST_LINE);
  return new Promise((resolve) =>
    read(terminal, buffer, 0, buffer.length, null, (error, length) => {
      if (!error) return resolve(buffer.toString('utf8', 0, length));
      resolve(fileErrorCode(error) === 'EAGAIN' ? undefined : '');
    }),
  );
}
