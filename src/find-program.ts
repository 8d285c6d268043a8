import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import type { Context } from './context.ts';

/**
 * The path of the first of the programs that is on PATH. Relative entries are passed over: they belong to
 * whatever directory a person is in.
 */
export function findProgram(
  names: readonly string[],
  { env, platform }: Pick<Context, 'env' | 'platform'>,
): string | undefined {
  const directories = (env.PATH ?? '').split(delimiter).filter((directory) => isAbsolute(directory));
  for (const name of names) {
    for (const directory of directories) {
      const path = join(directory, platform === 'win32' ? `${name}.exe` : name);
      try {
        accessSync(path, constants.X_OK);
        if (statSync(path).isFile()) return path;
      } catch {
        // Not here; the next directory may have it.
      }
    }
  }
  return undefined;
}
