import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Runs `work` with a folder of its own below `parent`, and removes the folder afterwards. Below `dist/`
 * rather than the system's: a finished executable is then moved into place by a rename, so that nobody
 * sees half of one and one that is being run is never written to.
 */
export async function inScratchFolder<Result>(
  parent: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, '.making-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
