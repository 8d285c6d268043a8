import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { BUN_EXECUTABLE, NODE_EXECUTABLE } from '../../build/paths.ts';

/** What `make build` makes; a test of behaviour holds for both alike. */
export const EXECUTABLES = [
  { name: 'the bun executable', path: BUN_EXECUTABLE },
  { name: 'the Node.js executable', path: NODE_EXECUTABLE },
] as const;

/** How a program is started: nothing of the machine's environment reaches it. */
export interface Start {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** What it reads on stdin; nothing by default. */
  readonly input?: string;
}

/** How a program ended. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status, or null when a signal ended it. */
  readonly code: number | null;
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], { cwd, env, input }: Start): Promise<Ended> {
  return new Promise((resolve, reject) => {
    // Detached: in a session of its own, so that it can't ask whoever runs the tests on their terminal.
    const child = spawn(program, args, { cwd, env: { ...env }, stdio: 'pipe', detached: true });
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    child.stdin.on('error', () => {}); // it may end without reading
    child.stdin.end(input ?? '');
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ code, stdout: `${Buffer.concat(stdout)}`, stderr: `${Buffer.concat(stderr)}` });
    });
  });
}

/** An environment in which a program finds its home in `folder`, system tools, and nothing else. */
export function plainEnvironment(folder: string): Record<string, string> {
  return { HOME: join(folder, 'home'), PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' };
}
