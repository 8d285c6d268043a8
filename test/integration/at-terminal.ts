import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Start } from './executables.ts';

/** A shell script that runs on a terminal of its own, with a person at the keyboard. */
export interface TerminalRun {
  /** Waits until the terminal shows this; fails when the script ends without. */
  readonly shows: (what: string | RegExp) => Promise<void>;
  /** Types, as the keys are. */
  readonly type: (keys: string) => void;
  /** All that the terminal has shown, with what was typed. */
  readonly shown: () => string;
  /** The exit status, once it has ended; 128 and the signal's number when a signal ended it, as shells have it. */
  readonly ended: Promise<number | null>;
}

/** Runs a shell script on a pseudo-terminal (`script` of util-linux), which is the script's controlling terminal. */
export function runAtTerminal(shellScript: string, { cwd, env }: Start): TerminalRun {
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', shellScript, '/dev/null'], {
    cwd,
    env: { ...env, SHELL: '/bin/sh', TERM: 'dumb' },
    stdio: 'pipe',
  });
  let shown = '';
  child.stdin.on('error', () => {}); // it may have ended
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk;
    child.emit('shown');
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
    child.emit('shown');
  });
  return {
    shown: () => shown,
    ended,
    type: (keys) => child.stdin.write(keys),
    shows: async (what) => {
      const isThere = () => (typeof what === 'string' ? shown.includes(what) : what.test(shown));
      while (!isThere()) {
        if (isOver) throw new Error(`The terminal never showed ${what}, but this: ${shown}`);
        await once(child, 'shown');
      }
    },
  };
}
