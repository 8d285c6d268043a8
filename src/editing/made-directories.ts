import { existsSync, rmdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** The directories above a path that are not there, the deepest first. */
export function missingDirectories(path: string): string[] {
  const directory = dirname(path);
  if (directory === path || existsSync(directory)) return [];
  return [directory, ...missingDirectories(directory)];
}

/** Removes those of the directories in which there is nothing. They stand deepest first. */
export function removeEmptyDirectories(directories: readonly string[]): void {
  for (const directory of directories) {
    try {
      rmdirSync(directory);
    } catch {
      // Something is in it, or it isn't there any more.
    }
  }
}
