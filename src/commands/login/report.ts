import type { Context } from '../../context.ts';
import { type HelperError, onOneLine } from '../../errors.ts';
import { redactor } from '../../redact.ts';
import { painter } from '../colour.ts';
import { remaining } from '../remaining.ts';

/** Writes the lines of a login, its columns as wide as all that will stand in them. */
export interface LoginReport {
  /** `✓ host  identity  expires in 11h59m`. @param expiresAt milliseconds since the epoch */
  readonly succeeded: (host: string, identity: string, expiresAt: number) => void;
  /** `✗ host  identity  reason; remedy`. */
  readonly failed: (host: string, identity: string, error: HelperError) => void;
}

/** @param rows host and identity of every line to come */
export function loginReport(
  rows: readonly (readonly [string, string])[],
  context: Pick<Context, 'env' | 'stdoutIsTerminal' | 'writeStdout' | 'now'>,
): LoginReport {
  const { env, stdoutIsTerminal, writeStdout, now } = context;
  const redact = redactor(env);
  const paint = painter(stdoutIsTerminal, env);
  const hostWidth = Math.max(0, ...rows.map(([host]) => host.length));
  const identityWidth = Math.max(0, ...rows.map(([, identity]) => identity.length));
  const line = (sign: string, host: string, identity: string, text: string) =>
    writeStdout(redact(`${sign} ${host.padEnd(hostWidth)}  ${identity.padEnd(identityWidth)}  ${text}\n`));
  return {
    succeeded: (host, identity, expiresAt) =>
      line(paint('green', '✓'), host, identity, `expires in ${remaining(expiresAt - now())}`),
    failed: (host, identity, { message, hint }) =>
      line(
        paint('red', '✗'),
        host,
        identity,
        onOneLine(hint === undefined ? message : `${message}; ${hint}`),
      ),
  };
}
