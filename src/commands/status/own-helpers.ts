import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import type { Context } from '../../context.ts';
import { HELPER_NAME, helperProgram, OWN_NAME } from '../../docker/helper-name.ts';
import { findProgram } from '../../find-program.ts';

/** What Docker's names of helpers mean on this machine. */
export interface OwnHelpers {
  /** The program that Docker would run for a helper's name; undefined when there is none on PATH. */
  readonly programOf: (helper: string) => string | undefined;
  /** Whether a helper's name means this program: its own name, or that of a link to it or a copy of it. */
  readonly isOurs: (helper: string) => boolean;
  /** Whether the program at the path is this one: itself, a link to it, or a copy. */
  readonly isThisProgram: (path: string) => boolean;
}

export function ownHelpers(context: Pick<Context, 'env' | 'platform' | 'programPath'>): OwnHelpers {
  const programOf = (helper: string) =>
    HELPER_NAME.test(helper) ? findProgram([helperProgram(helper)], context) : undefined;
  const isThisProgram = (path: string) => isSameProgram(path, context.programPath);
  const isOurs = (helper: string) => {
    if (helper === OWN_NAME) return true;
    const program = programOf(helper);
    return program !== undefined && isThisProgram(program);
  };
  return { programOf, isThisProgram, isOurs };
}

/** How much of two programs is compared at a time. */
const COMPARED_BYTES = 1024 * 1024;

function isSameProgram(one: string, other: string): boolean {
  try {
    if (realpathSync(one) === realpathSync(other)) return true;
    const [size, otherSize] = [one, other].map((path) => statSync(path).size);
    if (size === undefined || size !== otherSize) return false;
    for (let offset = 0; offset < size; offset += COMPARED_BYTES) {
      if (!bytesOf(one, offset).equals(bytesOf(other, offset))) return false;
    }
    return true;
  } catch {
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
