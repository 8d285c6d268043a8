import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { BUN_EXECUTABLE, NODE_EXECUTABLE } from '../../build/paths.ts';
import { plainEnvironment, run } from '../../test/integration/executables.ts';
import type { ProgramLabel } from './results.ts';

/** A program that is measured. */
export interface Program extends ProgramLabel {
  readonly path: string;
}

/** The name of Amazon's helper. */
export const PEER_NAME = 'docker-credential-ecr-login';

/** Our two executables, and Amazon's helper if it is named or on PATH. Throws an Error if the named one isn't there. */
export async function findPrograms(namedPeer: string | undefined, searchPath: string): Promise<Program[]> {
  const peer = namedPeer === undefined ? await findOnPath(PEER_NAME, searchPath) : resolve(namedPeer);
  if (namedPeer !== undefined && !(await isExecutable(resolve(namedPeer))))
    throw new Error(`PEER is no program: ${namedPeer}`);
  return [
    {
      id: 'bun',
      name: 'docker-credential-ecr',
      version: await askVersion(BUN_EXECUTABLE),
      path: BUN_EXECUTABLE,
    },
    {
      id: 'node',
      name: 'docker-credential-ecr-node',
      version: await askVersion(NODE_EXECUTABLE),
      path: NODE_EXECUTABLE,
    },
    ...(peer === undefined
      ? []
      : [{ id: 'peer' as const, name: PEER_NAME, version: await peerVersion(peer), path: peer }]),
  ];
}

async function findOnPath(name: string, searchPath: string): Promise<string | undefined> {
  for (const folder of searchPath.split(delimiter)) {
    const path = join(folder, name);
    if (folder !== '' && (await isExecutable(path))) return path;
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function askVersion(path: string): Promise<string> {
  const { stdout } = await run(path, ['version'], { cwd: '/', env: plainEnvironment('/nonexistent') });
  return stdout.trim().split(' ').at(-1) ?? '';
}

/** Released ones say it; those that `go install` builds have it in what Go writes into every program. */
async function peerVersion(path: string): Promise<string> {
  const { stdout } = await run(path, ['-v'], { cwd: '/', env: plainEnvironment('/nonexistent') });
  const said = /Version:\s*(\d\S*)/.exec(stdout)?.[1];
  if (said !== undefined) return said;
  const program = await readFile(path, 'latin1');
  return /amazon-ecr-credential-helper\/ecr-login\tv([\w.+-]+)/.exec(program)?.[1] ?? 'of unknown version';
}
