import { closeSync, openSync, readSync, statSync } from 'node:fs';

/** Whether two paths lead to one file: over links of either kind. */
export function isSameFile(one: string, other: string): boolean {
  const [left, right] = [statOf(one), statOf(other)];
  return left !== undefined && right !== undefined && left.dev === right.dev && left.ino === right.ino;
}

/** Whether two paths lead to one program: to one file, or to two of which one is a copy of the other. */
export function isSameProgram(one: string, other: string): boolean {
  return isSameFile(one, other) || isCopy(one, other);
}

/** How much of two programs is compared at a time, in bytes. */
const COMPARED_BYTES = 1024 * 1024;

function isCopy(one: string, other: string): boolean {
  const [size, otherSize] = [statOf(one)?.size, statOf(other)?.size];
  if (size === undefined || size !== otherSize) return false;
  try {
    for (let offset = 0; offset < size; offset += COMPARED_BYTES) {
      if (!bytesOf(one, offset).equals(bytesOf(other, offset))) return false;
    }
    return true;
  } catch {
    // What can't be read is no copy that anybody knows of.
    return false;
  }
}

function bytesOf(path: string, offset: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(COMPARED_BYTES);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(file);
  }
}

function statOf(
  path: string,
): { readonly dev: bigint; readonly ino: bigint; readonly size: bigint } | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}
