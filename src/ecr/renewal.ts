import type { Context } from '../context.ts';
import {
  createPrivateFile,
  fileErrorCode,
  fileModified,
  fileVersion,
  removeFileOfVersion,
} from '../files.ts';

/** How long a renewal in the background is not tried again after one that did not succeed. */
const RETRY_MS = 60 * 1000;

/** The longest that a renewal may take, in milliseconds: it ends before the next may begin. */
export const LONGEST_RENEWAL_MS = 50 * 1000;

/**
 * Starts a renewal in the background, unless one is going on or has failed within the last minute.
 * @param path the file that says so; see `Agreement.renewal`
 */
export async function renewInBackground(
  path: string,
  context: Pick<Context, 'now' | 'startDetached' | 'randomName'>,
  programArguments: readonly string[],
): Promise<void> {
  if (claim(path, context)) await context.startDetached(programArguments);
}

/** Makes the file; false when somebody else did, not long ago. */
function claim(path: string, { now, randomName }: Pick<Context, 'now' | 'randomName'>): boolean {
  try {
    createPrivateFile(path, '');
    return true;
  } catch (error) {
    // Where nothing can be written, a renewal could not be kept either.
    if (fileErrorCode(error) !== 'EEXIST') return false;
  }
  // Read before the time: who comes in between makes it another version.
  const version = fileVersion(path);
  const age = now() - (fileModified(path) ?? 0);
  // A time in the future is a clock that was set back; but a file's time is finer than ours, and its clock another's.
  if (Math.abs(age) < RETRY_MS) return false;
  try {
    if (version !== undefined) removeFileOfVersion(path, version, randomName());
    createPrivateFile(path, '');
    return true;
  } catch {
    return false;
  }
}
