import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * Absolute path of a file in an installed npm package. Packages that hold a program for one platform are
 * optional: npm leaves out those of other platforms without a word, so that one missing is said here.
 */
export function fileInPackage(name: string, path: string): string {
  let manifest: string;
  try {
    manifest = require.resolve(`${name}/package.json`);
  } catch (error) {
    throw new Error(`The npm package ${name} is not installed: run make install.`, { cause: error });
  }
  return join(dirname(manifest), path);
}

/** The version that an installed npm package states. */
export function packageVersion(name: string): string {
  const manifest = require(fileInPackage(name, 'package.json')) as { version: string };
  return manifest.version;
}
