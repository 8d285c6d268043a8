import { createHash } from 'node:crypto';
import type { Context } from '../../src/context.ts';

/** The time of a fake context unless it is given another, in milliseconds since the epoch. */
export const NOW = Date.UTC(2030, 0, 2, 3, 4, 5);

/** A context that touches nothing outside, and remembers what was written. */
export interface FakeContext extends Context {
  /** All that was written to standard output so far. */
  readonly stdout: () => string;
  /** All that was written to standard error so far. */
  readonly stderr: () => string;
  /** The arguments of each program that was started detached. */
  readonly started: readonly (readonly string[])[];
}

/** What a test may decide about its context; what it leaves out is the same for all tests. */
export interface FakeContextOptions {
  readonly arguments?: readonly string[];
  readonly env?: Context['env'];
  readonly platform?: NodeJS.Platform;
  readonly home?: string;
  /** The text on standard input, or the error of reading it. */
  readonly stdin?: string | Error;
  /** Milliseconds since the epoch; a function where time is to go on. */
  readonly now?: number | (() => number);
  /** What starting a program detached comes to; by default it succeeds, and none is started. */
  readonly startDetached?: Context['startDetached'];
}

/** Makes a fake context: an empty environment, a home that does not exist, a clock that stands still, no process but this one, names counted from 1. */
export function fakeContext(options: FakeContextOptions = {}): FakeContext {
  const { env = {}, platform = 'linux', home = '/nowhere/home', stdin = '', now = NOW } = options;
  let stdout = '';
  let stderr = '';
  let names = 0;
  const started: (readonly string[])[] = [];
  return {
    arguments: options.arguments ?? [],
    env,
    platform,
    runtime: 'node',
    programPath: '/usr/local/bin/docker-credential-ecr',
    home,
    userId: process.geteuid?.(),
    processId: process.pid,
    isRunning: (processId) => processId === process.pid,
    startDetached: async (programArguments) => {
      started.push(programArguments);
      await options.startDetached?.(programArguments);
    },
    readStdin: async () => {
      if (typeof stdin === 'string') return Buffer.from(stdin);
      throw stdin;
    },
    writeStdout: (text) => {
      stdout += text;
    },
    writeStderr: (text) => {
      stderr += text;
    },
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    onInterrupt: () => () => {},
    onEndSignal: () => () => {},
    openTerminal: () => undefined,
    now: typeof now === 'number' ? () => now : now,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    randomName: () => {
      names += 1;
      return `name${names}`;
    },
    stdout: () => stdout,
    stderr: () => stderr,
    started,
  };
}
