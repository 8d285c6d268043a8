import { spawn } from 'node:child_process';
import { type Ended, plainEnvironment } from './executables.ts';
import type { Person } from './person.ts';

/** A program that runs, and with which a person deals meanwhile. */
export interface Running {
  /** Resolves with the match as soon as what it has written on both streams together matches. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>;
  readonly interrupt: () => void;
  /** Writes to its stdin. */
  readonly types: (text: string) => void;
  readonly ended: Promise<Ended>;
}

export interface RunningOptions {
  /** Over the person's own. Variables given as undefined are taken away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Whether stdin stays open, to be typed to. */
  readonly listens?: boolean;
}

/** Starts a program as the person. */
export function startAs(
  person: Person,
  program: string,
  args: readonly string[],
  { env = {}, listens = false }: RunningOptions = {},
): Running {
  const plain = plainEnvironment(person.folder);
  const all = { ...plain, PATH: `${person.programs}:${plain.PATH}`, ...person.env, ...env };
  const child = spawn(program, args, { cwd: person.folder, env: all, stdio: 'pipe' });
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
  if (!listens) child.stdin.end();
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
    types: (text) => child.stdin.write(text),
    ended,
  };
}

/**
 * Starts a shell script as the person on a terminal of its own, with the executable as `$0` and its directory as
 * the working directory. What the terminal shows is the running program's stdout.
 */
export function startOnTerminal(
  person: Person,
  executable: string,
  script: string,
  env: RunningOptions['env'] = {},
): Running {
  const command = `exec /bin/sh -c '${script.replaceAll("'", `'\\''`)}' '${executable}'`;
  // util-linux: no header, the script's exit status, nothing kept back.
  return startAs(person, '/usr/bin/script', ['-qefc', command, '/dev/null'], {
    env: { SHELL: '/bin/sh', TERM: 'xterm', ...env },
    listens: true,
  });
}
