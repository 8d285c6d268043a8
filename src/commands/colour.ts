import { styleText } from 'node:util';
import type { Environment } from '../context.ts';

export type Colour = 'green' | 'red' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Gives a text a colour, where colours are wanted; else it stays as it is. */
export type Paint = (colour: Colour, text: string) => string;

/**
 * Colours for what is written to a stream: only on a terminal that knows them, and not where `NO_COLOR` is anything
 * but empty (no-color.org). There is no setting that forces them: a pipe gets none.
 */
export function painter(streamIsTerminal: boolean, env: Environment): Paint {
  if (!streamIsTerminal || env.NO_COLOR || isDumb(env)) return (_, text) => text;
  return (colour, text) => styleText(colour, text, { validateStream: false });
}

/** Whether the terminal can do nothing but show characters (terminfo's name for such). */
export function isDumb({ TERM }: Environment): boolean {
  return TERM === 'dumb';
}
