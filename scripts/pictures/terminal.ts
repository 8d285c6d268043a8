import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Where and how a command is typed. */
export interface TypedCommand {
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns: number;
  /** Is told all that the terminal has shown so far, whenever there is more: somebody may have to answer. */
  readonly onShown?: (shown: string) => void;
}

/** Runs a command on a terminal of its own (`script` of util-linux); resolves to all that it has written there. */
export async function typeAtTerminal({
  command,
  cwd,
  env,
  columns,
  onShown,
}: TypedCommand): Promise<{ readonly output: string; readonly exitStatus: number }> {
  const line = `stty cols ${columns} rows 50; ${command}`;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', line, '/dev/null'], {
    cwd,
    env: { ...env, SHELL: '/bin/sh', TERM: 'xterm-256color' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
    onShown?.(output);
  });
  const [exitStatus] = await once(child, 'close');
  return { output, exitStatus };
}
