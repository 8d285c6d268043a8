import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Context } from './context.ts';
import { HelperError } from './errors.ts';
import { createPrivateFile, fileErrorCode, quoted, removeFile } from './files.ts';

/** A file of a person's that is about to be changed, as it is now. */
export interface EditedFile {
  /** As the person knows it. */
  readonly path: string;
  /** What the path leads to: a linked file is changed where it is, and the link stays. */
  readonly target: string;
  /** Undefined where there is no file. */
  readonly text: string | undefined;
  /** Whether others than its owner may read or write it; left out where they may not. */
  readonly isOpenToOthers?: boolean;
}

/** What is to become of a file. */
export interface FileChange {
  readonly file: EditedFile;
  /** What will stand in it; undefined: the file is to go. */
  readonly text: string | undefined;
  /** One line for each thing that is changed, for the report: `"x" is now "ecr" under credHelpers`. */
  readonly notes: readonly string[];
  /** Whether secrets will stand in it, so that nobody but its owner may read it. */
  readonly isSecret?: boolean;
}

const OPEN_TO_OTHERS = 0o077;

/** Reads a file that is to be changed. @throws FILE_UNREADABLE */
export function readForEdit(path: string): EditedFile {
  try {
    const target = targetOf(path);
    const text = textOf(target);
    const isOpenToOthers = text !== undefined && (statSync(target).mode & OPEN_TO_OTHERS) !== 0;
    return { path, target, text, ...(isOpenToOthers && { isOpenToOthers }) };
  } catch (error) {
    throw new HelperError('FILE_UNREADABLE', `${path} can't be read (${fileErrorCode(error) ?? error})`, {
      hint: 'make it a file that you may read',
      cause: error,
    });
  }
}

/** Whether the change leaves the file as it is. */
export function changesNothing({ file, text, isSecret }: FileChange): boolean {
  return file.text === text && !(isSecret && file.isOpenToOthers);
}

/**
 * Makes the changes. Each file is replaced in one step, with its mode and owner kept (but for what others may do
 * with a file of secrets), or made with 0600; none is touched before all that is to stand in them is on the disk.
 * @throws FILE_UNWRITABLE, FILE_CHANGED when somebody else has written one since it was read
 */
export function applyChanges(
  changes: readonly FileChange[],
  { randomName }: Pick<Context, 'randomName'>,
): void {
  const steps = changes.filter((change) => !changesNothing(change));
  const temporary = new Map<FileChange, string>();
  try {
    for (const change of steps) {
      const { target } = change.file;
      if (change.text === undefined) continue;
      const name = `${target}.${randomName()}.tmp`;
      writing(change.file, () => {
        mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
        temporary.set(change, name);
        createPrivateFile(name, change.text ?? '');
        if (change.file.text !== undefined) keepModeAndOwner(target, name, change.isSecret);
      });
    }
    for (const { file } of steps) checkUnchanged(file);
    for (const change of steps) {
      const name = temporary.get(change);
      writing(change.file, () =>
        name === undefined ? removeFile(change.file.target) : renameSync(name, change.file.target),
      );
      temporary.delete(change);
    }
  } finally {
    for (const name of temporary.values()) removeFile(name);
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(fileErrorCode(error) ?? '')) return undefined;
    throw error;
  }
}

/** Where the links of a path lead to, also where nothing is there yet. @throws file system errors, ELOOP among them */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') throw error;
  }
  try {
    return targetOf(resolve(dirname(path), readlinkSync(path)));
  } catch (error) {
    // No link, and nothing else either.
    if (['EINVAL', 'ENOENT'].includes(fileErrorCode(error) ?? '')) return path;
    throw error;
  }
}

function keepModeAndOwner(from: string, to: string, isSecret = false): void {
  const { mode, uid, gid } = statSync(from);
  const own = statSync(to);
  if (own.uid !== uid || own.gid !== gid) chownSync(to, uid, gid);
  chmodSync(to, mode & (isSecret ? 0o700 : 0o7777));
}

function checkUnchanged({ path, target, text }: EditedFile): void {
  if (textOf(target) === text) return;
  throw new HelperError(
    'FILE_CHANGED',
    `${path} was changed by somebody else meanwhile, so it is left alone`,
    {
      hint: 'run the command again',
    },
  );
}

function writing({ path, target }: EditedFile, work: () => void): void {
  try {
    work();
  } catch (error) {
    const code = fileErrorCode(error);
    const [why, hint] =
      code === 'EBUSY'
        ? [
            'it is a mount of its own, which no file can take the place of',
            'change it where it is mounted from',
          ]
        : [code ?? String(error), `make ${quoted(dirname(target))} a directory that you may write`];
    throw new HelperError('FILE_UNWRITABLE', `${path} can't be written (${why})`, { hint, cause: error });
  }
}
