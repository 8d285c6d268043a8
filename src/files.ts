import {
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  type Stats,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { HelperError } from './errors.ts';

/** Whose files are trusted: the user's own. An undefined id trusts all (Windows keeps its own access lists). */
export interface Owner {
  readonly userId: number | undefined;
}

/** The code of a file system error (`ENOENT`, …), or undefined for any other error. */
export function fileErrorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}

/**
 * Reads a private file; undefined if there is none.
 * What is checked is the file that was opened, so it can't be swapped in between.
 * @throws FILE_REFUSED for a symlink, or a file that someone else owns or may write; file system errors as they are.
 */
export function readPrivateFile(path: string, owner: Owner): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === 'ELOOP' || code === 'EMLINK')
      throw refused(path, 'is a symlink', `remove it: rm ${quoted(path)}`);
    throw error;
  }
  try {
    refuseForeign(path, fstatSync(file), owner, `rm ${quoted(path)}`);
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Checks a private directory; false if there is none.
 * @throws FILE_REFUSED for a symlink, something else than a directory, or one that someone else owns or may write.
 */
export function checkPrivateDirectory(path: string, owner: Owner): boolean {
  let stats: Stats;
  try {
    stats = lstatSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(fileErrorCode(error) ?? '')) return false;
    throw error;
  }
  const elsewhere = 'or set AWS_ECR_CACHE_DIR to a directory of your own';
  if (stats.isSymbolicLink()) throw refused(path, 'is a symlink', `remove it, ${elsewhere}`);
  if (!stats.isDirectory()) throw refused(path, 'is no directory', `remove it, ${elsewhere}`);
  refuseForeign(path, stats, owner, `chmod 700 ${quoted(path)}`);
  return true;
}

/** Makes a private directory (0700) and what is missing above it; checks one that is there as {@link checkPrivateDirectory} does. */
export function ensurePrivateDirectory(path: string, owner: Owner): void {
  if (checkPrivateDirectory(path, owner)) return;
  makeDirectories(path);
  checkPrivateDirectory(path, owner);
}

/**
 * Makes a directory (0700) and what is missing above it. One by one: where none can be made, as in /proc, Node.js
 * tries for ever to make them all. @throws file system errors as they are, but for what somebody else makes meanwhile
 */
export function makeDirectories(path: string): void {
  if (existsSync(path)) return;
  const above = dirname(path);
  if (above !== path) makeDirectories(above);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (fileErrorCode(error) !== 'EEXIST') throw error;
  }
}

/**
 * Replaces a file in one step with one that only its owner can read (0600): readers see the old text or the
 * new, never a part. A symlink of that name is replaced, not followed.
 * @param options.lasting false for what may be lost with the machine: it costs some milliseconds to be sure
 * @throws file system errors as they are; the temporary file is removed then.
 */
export function writePrivateFile(
  path: string,
  text: string,
  randomName: string,
  { lasting = true }: { readonly lasting?: boolean } = {},
): void {
  const temporary = `${path}.${randomName}.tmp`;
  const file = openSync(
    temporary,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
    0o600,
  );
  try {
    try {
      writeAll(file, text);
      // The umask may have taken bits away that the owner needs.
      fchmodSync(file, 0o600);
      // Otherwise the machine's crash may leave the new name with no content.
      if (lasting) fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    removeFile(temporary);
    throw error;
  }
}

/**
 * Makes a file (0600) that must not be there yet.
 * @throws EEXIST when it is; other file system errors as they are, and then there is no such file: an empty one
 * on a full disk would look as if somebody had made it.
 */
export function createPrivateFile(path: string, text: string): void {
  const file = openSync(
    path,
    constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0),
    0o600,
  );
  try {
    try {
      writeAll(file, text);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    removeFile(path);
    throw error;
  }
}

/** Writes the whole text where the open file stands. @throws file system errors as they are */
export function writeAll(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}

/** A text that changes whenever the file of that name is replaced or touched; undefined if none can be seen. */
export function fileVersion(path: string): string | undefined {
  try {
    const { ino, mtimeNs } = lstatSync(path, { bigint: true });
    return `${ino} ${mtimeNs}`;
  } catch {
    return undefined;
  }
}

/** When a file was written last, in milliseconds since the epoch; undefined if none can be seen. */
export function fileModified(path: string): number | undefined {
  try {
    return lstatSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

/** Gives a file the time of now, so that its {@link fileVersion} changes. Of a symlink the time is changed, not its target's. */
export function touchFile(path: string): void {
  const now = new Date();
  lutimesSync(path, now, now);
}

/**
 * Removes a file if it is still of that version. By renaming it first, so that of several who try only one
 * succeeds; a file that has taken its place meanwhile is put back.
 * @throws file system errors as they are, but for a file that isn't there
 */
export function removeFileOfVersion(path: string, version: string, randomName: string): void {
  const aside = `${path}.${randomName}.tmp`;
  try {
    if (fileVersion(path) !== version) return;
    renameSync(path, aside);
    if (fileVersion(aside) === version) removeFile(aside);
    else renameSync(aside, path);
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') throw error;
  }
}

/** Removes a file; one that isn't there is no error. */
export function removeFile(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!['ENOENT', 'ENOTDIR'].includes(fileErrorCode(error) ?? '')) throw error;
  }
}

/**
 * Removes files of a directory whose names match and that nobody has touched for some time: what a killed
 * process left behind. Files that can't be removed are left.
 * @param now in milliseconds since the epoch
 */
export function sweepFiles(directory: string, names: RegExp, olderThanMs: number, now: number): void {
  for (const name of readdirSync(directory)) {
    if (!names.test(name)) continue;
    try {
      const path = `${directory}/${name}`;
      if (now - lstatSync(path).mtimeMs > olderThanMs) unlinkSync(path);
    } catch {
      // Somebody else was quicker, or it isn't ours.
    }
  }
}

const WRITABLE_BY_OTHERS = 0o022;

function refuseForeign(path: string, stats: Stats, owner: Owner, remedy: string): void {
  const why = whyForeign(stats, owner);
  if (why === undefined) return;
  const isOwn = stats.uid === owner.userId;
  throw refused(path, why, isOwn ? `mend it: ${remedy}` : 'set AWS_ECR_CACHE_DIR to a directory of your own');
}

/** Why a file is not trusted, in the words of a message; undefined where it is: others neither own it nor may write it. */
export function whyForeign(
  { uid, mode }: Pick<Stats, 'uid' | 'mode'>,
  { userId }: Owner,
): string | undefined {
  if (userId === undefined) return undefined;
  if (uid !== userId) return `belongs to user ${uid}, not to you`;
  return (mode & WRITABLE_BY_OTHERS) === 0 ? undefined : 'can be written by others';
}

function refused(path: string, why: string, hint: string): HelperError {
  return new HelperError('FILE_REFUSED', `${path} ${why}, so no token is kept there or taken from there`, {
    hint,
  });
}

/** The path as a shell takes it. */
export function quoted(path: string): string {
  return /^[\w/.@:+-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
