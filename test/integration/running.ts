import { spawn } from 'node:child_process';
import type { Ended } from './executables.ts';
import type { Person } from './person.ts';

/** A program that runs, and with which a person deals meanwhile. */
export interface Running {
  /** Resolves with the match as soon as what it has written on both streams together matches. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly interrupt: () => void;
  readonly ended: Promise<Ended>;
}

/** Starts a program as the person. Variables given as undefined are taken away. */
export function startAs(
  person: Pick<Person, 'folder' | 'environment'>,
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Running {
  const child = spawn(program, args, { cwd: person.folder, env: person.environment(env), stdio: 'pipe' });
  const text = { stdout: '', stderr: '', both: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (chunk: string) => {
      text[name] += chunk;
      text.both += chunk;
      for (const listener of listeners) listener();
    });
  }
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.end();
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: text.stdout, stderr: text.stderr }));
  });
  return {
    says: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(text.both);
          if (match === null) return;
          listeners.delete(look);
          resolve(match);
        };
        listeners.add(look);
        look();
        ended.then(
          () => reject(new Error(`It ended, having said nothing like ${pattern}: ${text.both}`)),
          reject,
        );
      }),
    interrupt: () => child.kill('SIGINT'),
    ended,
  };
}
