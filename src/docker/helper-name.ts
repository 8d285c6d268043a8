import { statSync } from 'node:fs';
import type { Context } from '../context.ts';
import { findProgram } from '../find-program.ts';

/** What all credential helpers' programs begin with (docker/docker-credential-helpers). */
export const HELPER_PREFIX = 'docker-credential-';

/** This program's name in Docker's config: that of its file without {@link HELPER_PREFIX}. */
export const OWN_NAME = 'ecr';

/** What a helper's name may be made of: it becomes the name of a program. */
export const HELPER_NAME = /^[A-Za-z0-9_-]+$/;

/** The program that clients run for a helper's name. */
export function helperProgram(name: string): string {
  return `${HELPER_PREFIX}${name}`;
}

type Surroundings = Pick<Context, 'env' | 'platform' | 'programPath'>;

/** The program that Docker runs as this helper: what is on PATH under its name, else this very program. */
export function ownProgram(context: Surroundings): string {
  return findProgram([helperProgram(OWN_NAME)], context) ?? context.programPath;
}

/** Whether the path leads to this program, through links or as another name of the same file. */
export function isOwnProgram(path: string, context: Surroundings): boolean {
  return isSameFile(path, context.programPath) || isSameFile(path, ownProgram(context));
}

/** Whether a helper's name in Docker's config means this program: its own, or an alias on PATH that leads to it. */
export function isOwnHelper(name: string, context: Surroundings): boolean {
  if (name === OWN_NAME) return true;
  const found = HELPER_NAME.test(name) ? findProgram([helperProgram(name)], context) : undefined;
  return found !== undefined && isOwnProgram(found, context);
}

function isSameFile(one: string, other: string): boolean {
  const [left, right] = [statOf(one), statOf(other)];
  return left !== undefined && right !== undefined && left.dev === right.dev && left.ino === right.ino;
}

function statOf(path: string): { readonly dev: bigint; readonly ino: bigint } | undefined {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return undefined;
  }
}
