import { closeSync, constants, fstatSync, openSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileErrorCode } from '../files.ts';

/** Thrown where a path leads to a directory, a pipe or the like. */
export class NoFile extends Error {}

/** Thrown for bytes that are no UTF-8. */
export class NoText extends Error {}

/** The text of a file; undefined if there is none. @throws NoFile, NoText, file system errors */
export function textOf(path: string): string | undefined {
  let file: number;
  try {
    // A pipe of that name would let us wait for ever.
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (fileErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    if (!fstatSync(file).isFile()) throw new NoFile('it is no file');
    return decoded(readFileSync(file));
  } finally {
    closeSync(file);
  }
}

/** The text of the bytes, which come out of it as they were. */
function decoded(bytes: Buffer): string {
  const text = bytes.toString();
  if (Buffer.from(text).equals(bytes)) return text;
  throw new NoText();
}

/** Where the links of a path lead to, also where nothing is there yet. @throws file system errors, ELOOP among them */
export function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    if (fileErrorCode(error) !== 'ENOENT') throw error;
  }
  const directory = dirname(path);
  if (directory === path) return path;
  const place = join(targetOf(directory), basename(path));
  try {
    return targetOf(resolve(dirname(place), readlinkSync(place)));
  } catch (error) {
    // There is nothing, or by now somebody has made a file there, which is no link.
    if (['ENOENT', 'EINVAL'].includes(fileErrorCode(error) ?? '')) return place;
    throw error;
  }
}
