import { linkSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode, makeDirectories, quoted, removeFile } from '../files.ts';
import { NoFile, NoText, targetOf, textOf } from './linked-file.ts';
import { missingDirectories, removeEmptyDirectories } from './made-directories.ts';
import { finishStaged, stagedName, stageFile, Taken } from './staged-file.ts';

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

/** Reads a file that is to be changed. @throws FILE_UNREADABLE, FILE_INVALID for what is no text */
export function readForEdit(path: string): EditedFile {
  try {
    const target = targetOf(path);
    const text = textOf(target);
    const isOpenToOthers = text !== undefined && (statSync(target).mode & OPEN_TO_OTHERS) !== 0;
    return { path, target, text, ...(isOpenToOthers && { isOpenToOthers }) };
  } catch (error) {
    if (error instanceof NoText) {
      throw new HelperError('FILE_INVALID', `${path} is no text in UTF-8, so it is left as it is`, {
        hint: 'save it as UTF-8',
      });
    }
    const why = error instanceof NoFile ? error.message : (fileErrorCode(error) ?? String(error));
    throw new HelperError('FILE_UNREADABLE', `${path} can't be read (${why})`, {
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
 * Makes the changes, in their order. Each file is replaced in one step, with its mode and owner kept (but for what
 * others may do with a file of secrets), or made with 0600 (and the directories above it with 0700); none is touched
 * before all that is to stand in them is on the disk.
 * @throws FILE_UNWRITABLE, FILE_CHANGED when somebody else has written one since it was read; all is as before then
 */
export function applyChanges(
  changes: readonly FileChange[],
  context: Pick<Context, 'randomName' | 'now'>,
): void {
  const steps = changes.filter((change) => !changesNothing(change));
  const staged = new Set<string>();
  const directories: string[] = [];
  const done: Replaced[] = [];
  for (const { file } of steps) checkUnchanged(file);
  try {
    for (const { file, text, isSecret = false } of steps) {
      const { target } = file;
      writing(file, () => {
        directories.push(...missingDirectories(target));
        makeDirectories(dirname(target));
        stageFile(target, text, context);
        staged.add(target);
        finishStaged(target, { isNew: file.text === undefined, isSecret });
      });
    }
    // From here on no other process of this program can change them.
    for (const { file } of steps) checkUnchanged(file);
    for (const { file, text } of steps) {
      const { target } = file;
      const aside = file.text === undefined ? undefined : linkAside(target, context.randomName());
      done.push({ target, isNew: file.text === undefined, aside });
      writing(file, () => (text === undefined ? removeFile(target) : renameSync(stagedName(target), target)));
      // That name may be another process's from now on.
      if (text !== undefined) staged.delete(target);
    }
    for (const { aside } of done) if (aside !== undefined) removeFile(aside);
    for (const target of staged) removeFile(stagedName(target));
  } catch (error) {
    for (const step of done.reverse()) putBack(step);
    for (const target of staged) removeFile(stagedName(target));
    removeEmptyDirectories(directories);
    throw error;
  }
}

/** A file that has been replaced or removed, and the name under which it still is as it was. */
interface Replaced {
  readonly target: string;
  readonly isNew: boolean;
  readonly aside: string | undefined;
}

/** Gives the file a second name, under which it outlasts being replaced; undefined where there can be none. */
function linkAside(target: string, randomName: string): string | undefined {
  const aside = `${target}.${randomName}.tmp`;
  try {
    linkSync(target, aside);
    return aside;
  } catch {
    return undefined;
  }
}

function putBack({ target, isNew, aside }: Replaced): void {
  try {
    if (aside !== undefined) {
      renameSync(aside, target);
      // Where nothing had been replaced yet, both are names of one file, of which the renaming removes none.
      removeFile(aside);
    } else if (isNew) removeFile(target);
  } catch {
    // What ended the changes is what is told.
  }
}

function checkUnchanged({ path, target, text }: EditedFile): void {
  if (readForEdit(target).text !== text) throw changedMeanwhile(path);
}

function changedMeanwhile(path: string): HelperError {
  return new HelperError(
    'FILE_CHANGED',
    `${path} is changed by somebody else at the same time, so it is left alone`,
    {
      hint: 'run the command again',
    },
  );
}

function writing({ path, target }: EditedFile, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof Taken) throw changedMeanwhile(path);
    const [why, hint] = unwritable(fileErrorCode(error) ?? String(error), dirname(target));
    throw new HelperError('FILE_UNWRITABLE', `${path} can't be written (${why})`, { hint, cause: error });
  }
}

/** Why a file can't be written, and what mends it. */
function unwritable(code: string, directory: string): [why: string, hint: string] {
  switch (code) {
    case 'EBUSY':
      return [
        'it is a mount of its own, which no file can take the place of',
        'change it where it is mounted from, or let the variable that names it (DOCKER_CONFIG, AWS_CONFIG_FILE) lead elsewhere',
      ];
    case 'EPERM':
      return ['EPERM: it belongs to somebody else, who would lose it', 'run the command as its owner'];
    case 'ENOSPC':
    case 'EDQUOT':
      return [`${code}: the disk is full`, 'make room'];
    default:
      return [code, `make ${quoted(directory)} a directory that you may write`];
  }
}
