import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Scene } from './each-executable.ts';
import { type Ended, plainEnvironment, run } from './executables.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What the person's programs see. Variables given as undefined are taken away. */
function environment({ person }: Scene, env: Variables): Record<string, string> {
  const plain = plainEnvironment(person.folder);
  const all = { ...plain, PATH: `${person.programs}:${plain.PATH}`, ...person.env, ...env };
  return Object.fromEntries(
    Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

/**
 * Runs a shell script as the person, who has the executable as `$0`: for streams and arguments that a client
 * hardly ever gives.
 */
export function runShell(scene: Scene, script: string, env: Variables = {}): Promise<Ended> {
  const start = { cwd: scene.person.folder, env: environment(scene, env) };
  return run('/bin/sh', ['-c', script, scene.path], start);
}

/** When a program that should have ended by itself is killed; its exit status is null then. */
const PATIENCE_MS = 15_000;

/** Runs the executable as a client does that writes the input and then never closes the pipe. */
export async function runWithOpenStdin(
  scene: Scene,
  verb: string,
  { input = '', env = {} }: { input?: string; env?: Variables } = {},
): Promise<Ended> {
  const child = spawn(scene.path, [verb], {
    cwd: scene.person.folder,
    env: environment(scene, env),
    stdio: 'pipe',
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  child.stdin.on('error', () => {}); // it may end without reading
  child.stdin.write(input);
  const [code] = (await once(child, 'close')) as [number | null];
  child.stdin.destroy();
  return { code, stdout: `${Buffer.concat(stdout)}`, stderr: `${Buffer.concat(stderr)}` };
}
