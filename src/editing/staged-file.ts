import { chmodSync, chownSync, closeSync, constants, fsyncSync, openSync, statSync } from 'node:fs';
import type { Context } from '../context.ts';
import {
  createPrivateFile,
  fileErrorCode,
  fileModified,
  fileVersion,
  removeFileOfVersion,
} from '../files.ts';

/** Longer than any process holds a file that it is about to replace, in milliseconds. */
const ABANDONED_MS = 10_000;

/** Thrown where another process is about to replace the file. */
export class Taken extends Error {}

/** The name of what is to replace a file: one and the same for all processes, so that there is one at a time. */
export function stagedName(target: string): string {
  return `${target}.docker-credential-ecr.tmp`;
}

/**
 * Puts what is to replace a file beside it, on the disk, and keeps other processes of this program from doing so.
 * What a process left behind that was killed is taken away.
 * @param text undefined where the file is to go
 * @throws Taken, file system errors
 */
export function stageFile(
  target: string,
  text: string | undefined,
  { randomName, now }: Pick<Context, 'randomName' | 'now'>,
): void {
  const name = stagedName(target);
  const version = fileVersion(name);
  if (version !== undefined && now() - (fileModified(name) ?? now()) > ABANDONED_MS) {
    removeFileOfVersion(name, version, randomName());
  }
  try {
    createPrivateFile(name, text ?? '');
  } catch (error) {
    // The directory may go with the last file that another process takes out of it.
    if (['EEXIST', 'ENOENT'].includes(fileErrorCode(error) ?? '')) throw new Taken();
    throw error;
  }
}

/**
 * Gives a staged file the mode and owner of the file that it is to replace, but for what others may do with a file of
 * secrets, and sees to it that it is on the disk.
 */
export function finishStaged(
  target: string,
  { isNew, isSecret }: { readonly isNew: boolean; readonly isSecret: boolean },
): void {
  const name = stagedName(target);
  // Else the machine's crash may leave the new name with nothing in it.
  writeThrough(name);
  if (!isNew) keepModeAndOwner(target, name, isSecret);
}

function keepModeAndOwner(from: string, to: string, isSecret: boolean): void {
  const { mode, uid, gid } = statSync(from);
  const own = statSync(to);
  if (own.uid !== uid || own.gid !== gid) chownSync(to, uid, gid);
  chmodSync(to, mode & (isSecret ? 0o700 : 0o7777));
}

function writeThrough(path: string): void {
  const file = openSync(path, constants.O_RDONLY);
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
