import { spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ServiceProcess {
  readonly pid: number;
  /** Ends the process and waits until it is gone. */
  stop(): Promise<void>;
}

export interface ServiceProcessOptions {
  readonly executable: string;
  readonly args: readonly string[];
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  /** What the process writes when it takes requests. */
  readonly readyWhen: RegExp;
}

/** How long a start, and a stop, may take before it counts as failed, in milliseconds. */
const startLimitMs = 60_000;
const stopLimitMs = 20_000;
/** How many characters of what the process wrote an error shows. */
const shownCharacters = 2000;

/** Starts a server and waits until it says that it is ready; throws with its last words when it doesn't. */
export async function startServiceProcess(options: ServiceProcessOptions): Promise<ServiceProcess> {
  const { executable, args, env, readyWhen } = options;
  const child = spawn(executable, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(`it ended with ${code ?? signal}`));
  });
  let lastWords = '';
  const ready = new Promise<undefined>((resolve) => {
    const listen = (text: string) => {
      lastWords = (lastWords + text).slice(-shownCharacters);
      if (readyWhen.test(lastWords)) resolve(undefined);
    };
    child.stdout.setEncoding('utf8').on('data', listen);
    child.stderr.setEncoding('utf8').on('data', listen);
  });

  async function stop(): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    const killer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs);
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    clearTimeout(killer);
  }

  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, startLimitMs, `it was not ready after ${startLimitMs / 1000} s`);
  });
  const failure = await Promise.race([ready, gone, tooLate]);
  clearTimeout(timer);
  if (failure !== undefined || child.pid === undefined) {
    await stop();
    const lastLine = lastWords.trimEnd().split('\n').at(-1) ?? '';
    throw new Error(`${executable} did not start: ${failure}. Its last line: ${lastLine}`);
  }
  return { pid: child.pid, stop };
}
