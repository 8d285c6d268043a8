import { styleText } from 'node:util';
import type { Context } from '../../context.ts';

/** Gives a text a colour or weight, where it goes to a terminal and a person has not set `NO_COLOR`; else leaves it. */
export type Paint = (style: 'red' | 'yellow' | 'green' | 'cyan' | 'dim' | 'bold', text: string) => string;

export function paintFor({ env, stdoutIsTerminal }: Pick<Context, 'env' | 'stdoutIsTerminal'>): Paint {
  const coloured = stdoutIsTerminal && !env.NO_COLOR;
  return (style, text) => (coloured ? styleText(style, text, { validateStream: false }) : text);
}
