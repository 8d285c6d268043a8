import { spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import type { Scene } from './each-executable.ts';
import { type Ended, plainEnvironment } from './executables.ts';
import { type Person, REGISTRY } from './person.ts';

/** A `get` that goes on. */
export interface RunningGet {
  readonly processId: number;
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly ended: Promise<Ended>;
  /** Fulfilled when nobody has its descriptor 3 open any more, a pipe as a client may leave open by mistake. */
  readonly strayClosed: Promise<void>;
}

/** Starts a `get` as the person. */
export function startGet(
  { person, path }: Pick<Scene, 'person' | 'path'>,
  input = REGISTRY,
  env: Readonly<Record<string, string>> = {},
): RunningGet {
  const plain = plainEnvironment(person.folder);
  const child = spawn(path, ['get'], {
    cwd: person.folder,
    env: { ...plain, PATH: `${person.programs}:${plain.PATH}`, ...person.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const { pid, stdin, stdout, stderr } = child;
  const stray = child.stdio[3];
  if (pid === undefined || !stdin || !stdout || !stderr || !stray)
    throw new Error(`${path} was not started.`);
  let out = '';
  let err = '';
  stdout.on('data', (chunk) => {
    out += chunk;
  });
  stderr.on('data', (chunk) => {
    err += chunk;
  });
  stdin.on('error', () => {}); // it may end without reading
  stdin.end(input);
  stray.on('error', () => {});
  stray.on('data', () => {});
  return {
    processId: pid,
    kill: (signal) => void child.kill(signal),
    strayClosed: new Promise((resolve) => stray.on('close', () => resolve())),
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout: out, stderr: err }))),
  };
}

/** Starts so many `get`s at once. */
export function startGets(
  scene: Scene,
  count: number,
  env: Readonly<Record<string, string>> = {},
): RunningGet[] {
  return Array.from({ length: count }, () => startGet(scene, REGISTRY, env));
}

/** Runs so many `get`s at once to their ends. */
export function getAtOnce(
  scene: Scene,
  count: number,
  env: Readonly<Record<string, string>> = {},
): Promise<Ended[]> {
  return Promise.all(startGets(scene, count, env).map(({ ended }) => ended));
}

/** The process that holds the lock of the person's only key, once there is one. */
export async function lockHolder(person: Person): Promise<number> {
  for (;;) {
    const names = await readdir(person.cache).catch(() => []);
    const lock = names.find((name) => name.endsWith('.lock'));
    const text = lock === undefined ? '' : await readFile(`${person.cache}/${lock}`, 'utf8').catch(() => '');
    if (text !== '') return JSON.parse(text).processId;
    await delay(10);
  }
}

/** What the system says about a process (proc(5), stat), and where its streams lead; undefined when there is none. */
export async function describeProcess(processId: number) {
  try {
    const stat = await readFile(`/proc/${processId}/stat`, 'utf8');
    const [state, parent, , session, terminal] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const streams = await Promise.all([0, 1, 2].map((stream) => readlink(`/proc/${processId}/fd/${stream}`)));
    return { state, parent: Number(parent), session: Number(session), terminal: Number(terminal), streams };
  } catch {
    return undefined;
  }
}

/** Waits until no process is left that was started as the person, in the background or not. */
export async function quiet(person: Person): Promise<void> {
  while ((await processesOf(person)).length > 0) await delay(20);
}

/** Ends what was started as the person and still runs. */
export async function endAll(person: Person): Promise<void> {
  for (const processId of await processesOf(person)) {
    try {
      process.kill(processId, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
  await quiet(person);
}

/** The processes that were started as the person, and those that they started. */
export async function processesOf(person: Person): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`HOME=${person.home}`)) found.push(Number(name));
  }
  return found;
}
