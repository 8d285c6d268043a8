import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * Runs a build tool to its end, in an environment that holds nothing of the machine's: no proxy, no token,
 * no option variable, and a home folder that is thrown away. Rejects with what the tool printed.
 */
export async function runTool(
  program: string,
  args: readonly string[],
  { cwd, home }: { readonly cwd: string; readonly home: string },
): Promise<void> {
  try {
    await execute(program, [...args], { cwd, env: { HOME: home, TMPDIR: home, PATH: '/usr/bin:/bin' } });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} failed:\n${stdout}${stderr}`, { cause: error });
  }
}
