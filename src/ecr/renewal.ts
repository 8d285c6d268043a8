import type { Context } from '../context.ts';
import { createPrivateFile, fileErrorCode, fileModified, removeFile } from '../files.ts';

/** How long a renewal in the background is not tried again after one that did not succeed. */
const RETRY_MS = 60 * 1000;

/**
 * Starts a renewal in the background, unless one is going on or has failed within the last minute.
 * @param path the file that says so; see `Agreement.renewal`
 */
export async function renewInBackground(
  path: string,
  context: Pick<Context, 'now' | 'startDetached'>,
  programArguments: readonly string[],
): Promise<void> {
  if (claim(path, context.now())) await context.startDetached(programArguments);
}

/** Makes the file; false when somebody else did, not long ago. */
function claim(path: string, now: number): boolean {
  try {
    createPrivateFile(path, '');
    return true;
  } catch (error) {
    // Where nothing can be written, a renewal could not be kept either.
    if (fileErrorCode(error) !== 'EEXIST') return false;
  }
  const modified = fileModified(path);
  // A time in the future is a clock that was set back.
  if (modified !== undefined && modified <= now && now - modified < RETRY_MS) return false;
  try {
    removeFile(path);
    createPrivateFile(path, '');
    return true;
  } catch {
    return false;
  }
}
