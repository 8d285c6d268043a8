import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plainEnvironment, run } from '../../test/integration/executables.ts';
import type { Case } from './case.ts';

/** Runs `"$@"` and writes what the kernel says about it, once it is over, into a file. */
interface Accountant {
  /** The beginning of a shell command line that the program and its arguments complete; `$report` is the file. */
  readonly command: string;
  /** Bytes of the file's number. */
  readonly unit: number;
}

/** Node.js tells nothing about processes that it started, so that another program has to. */
const ACCOUNTANTS: readonly Accountant[] = [
  { command: '/usr/bin/time -f %M -o "$report"', unit: 1024 },
  {
    command: `python3 -c '
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
open(sys.argv[1], "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)' "$report"`,
    unit: process.platform === 'darwin' ? 1 : 1024,
  },
];

/** Measures the peak memory (resident, in MB of a million bytes) of another case's work instead of its time. */
export function openMemory(open: Case['open']): Case['open'] {
  return async (place, program) => {
    const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'));
    const report = join(folder, 'report');
    try {
      const accountant = await findAccountant(folder);
      const path = await writeScript(folder, `exec ${accountant.command} '${program.path}' "$@"`);
      const contestant = await open(place, { ...program, path });
      return {
        async measure() {
          const { requests, tokenRequests } = await contestant.measure();
          const value = (Number(await readFile(report, 'utf8')) * accountant.unit) / 1e6;
          return { value, requests, tokenRequests };
        },
        leave: () => Promise.all([contestant.leave(), removeFolder(folder)]).then(() => {}),
      };
    } catch (error) {
      await removeFolder(folder);
      throw error;
    }
  };
}

function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true });
}

async function findAccountant(folder: string): Promise<Accountant> {
  for (const accountant of ACCOUNTANTS) {
    const script = await writeScript(folder, `exec ${accountant.command} true`);
    const { code } = await run(script, [], { cwd: folder, env: plainEnvironment(folder) }).catch(() => ({
      code: 1,
    }));
    const text = await readFile(join(folder, 'report'), 'utf8').catch(() => '');
    if (code === 0 && /^\d+\s*$/.test(text)) return accountant;
  }
  throw new Error('peak memory needs GNU time or Python 3');
}

async function writeScript(folder: string, command: string): Promise<string> {
  const file = join(folder, 'run');
  await writeFile(file, `#!/bin/sh\nreport='${join(folder, 'report')}'\n${command}\n`);
  await chmod(file, 0o755);
  return file;
}
