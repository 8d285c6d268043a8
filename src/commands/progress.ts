import type { Context } from '../context.ts';
import { onOneLine } from '../errors.ts';
import { personIsThere } from '../interactive.ts';
import { isDumb } from './colour.ts';

/** A line at the bottom of the terminal that says what goes on. Silent where nobody looks. */
export interface Progress {
  /** The surroundings for the work: what it writes stands above the line. */
  readonly context: Context;
  /** Writes something that stands above the line. */
  readonly above: <T>(write: () => T) => T;
  /** Says what goes on from now on. */
  readonly say: (text: string) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** A longer line might be broken in two, of which only one could be wiped. */
const LONGEST_LINE = 70;
/** To the line's beginning, and erase to its end (ECMA-48, CR and EL). */
const WIPE = '\r\u001b[K';

/** Opens a progress line on stderr, which is empty so far. */
export function openProgress(context: Context): Progress {
  if (!personIsThere(context) || isDumb(context.env)) {
    return { context, above: (write) => write(), say: () => {}, end: () => {} };
  }
  let line = '';
  let terminals = 0;
  const show = (text: string) => {
    if (terminals > 0) return;
    if (line !== '') context.writeStderr(WIPE);
    if (text !== '') context.writeStderr(text);
  };
  const above = <T>(write: () => T): T => {
    show('');
    try {
      return write();
    } finally {
      if (line !== '' && terminals === 0) context.writeStderr(line);
    }
  };
  const say = (text: string) => {
    const shown = onOneLine(text).slice(0, LONGEST_LINE);
    show(shown);
    line = shown;
  };
  return {
    above,
    say,
    end: () => say(''),
    context: {
      ...context,
      writeStdout: (text) => above(() => context.writeStdout(text)),
      writeStderr: (text) => above(() => context.writeStderr(text)),
      openTerminal: () => {
        const terminal = context.openTerminal();
        if (terminal === undefined) return undefined;
        // Whoever opens it asks something, and what is typed stands behind the question.
        show('');
        terminals += 1;
        return {
          ...terminal,
          close: () => {
            terminal.close();
            terminals -= 1;
            if (line !== '' && terminals === 0) context.writeStderr(line);
          },
        };
      },
    },
  };
}
