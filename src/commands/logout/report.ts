import type { Context } from '../../context.ts';
import { type HelperError, onOneLine } from '../../errors.ts';
import { redactor } from '../../redact.ts';
import { painter } from '../colour.ts';

/** What became of one thing: it is forgotten, there was nothing, or it failed. */
export interface LogoutRow {
  readonly outcome: 'done' | 'nothing' | 'failed';
  /** A registry's host, or an SSO session. */
  readonly what: string;
  readonly text: string;
}

/** The row of something that failed. */
export function failedRow(what: string, { message, hint }: HelperError): LogoutRow {
  return { outcome: 'failed', what, text: hint === undefined ? message : `${message}; ${hint}` };
}

/** Writes the rows, in two columns. */
export function writeRows(
  rows: readonly LogoutRow[],
  { env, stdoutIsTerminal, writeStdout }: Pick<Context, 'env' | 'stdoutIsTerminal' | 'writeStdout'>,
): void {
  const redact = redactor(env);
  const paint = painter(stdoutIsTerminal, env);
  const marks = { done: paint('green', '✓'), nothing: paint('dim', '-'), failed: paint('red', '✗') };
  const width = Math.max(0, ...rows.map(({ what }) => what.length));
  for (const { outcome, what, text } of rows) {
    writeStdout(redact(`${marks[outcome]} ${onOneLine(what).padEnd(width)}  ${onOneLine(text)}\n`));
  }
}
