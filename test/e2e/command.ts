import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What a finished command left. */
export interface CommandResult {
  /** The command as a person would type it. */
  readonly line: string;
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Both streams, in the order in which they came: what a terminal shows. */
  readonly output: string;
}

export interface CommandOptions {
  /** The whole environment: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly directory?: string;
}

/** A client that hangs is ended after this time, in milliseconds; none of these takes longer than seconds. */
const longestRunMs = 120_000;

/** Runs a command to its end, with a closed stdin. Whether it succeeded is for the caller to judge. */
export async function runCommand(
  executable: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(executable, args, {
    env: options.env,
    cwd: options.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: longestRunMs,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    output += text;
  });
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { line: [executable, ...args].join(' '), exitCode: exitCode ?? undefined, stdout, stderr, output };
}

/** The result of a command that had to succeed; throws, with what the terminal showed, when it didn't. */
export function succeeded(result: CommandResult): CommandResult {
  if (result.exitCode !== 0) {
    throw new Error(`«${result.line}» ended with ${result.exitCode ?? 'a signal'}:\n${result.output}`);
  }
  return result;
}
