import { rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileInPackage, packageVersion } from './npm-package.ts';
import type { SingleExecutable } from './pkg-single-executable.ts';
import { runTool } from './run-tool.ts';
import { inScratchFolder } from './scratch.ts';
import type { Target } from './targets.ts';

/**
 * Makes the executable on stock Node.js from one CommonJS file (see `bundleForNode`), by pkg in the mode
 * that uses Node.js' own single executables, for the machine that runs this. pkg would download Node.js;
 * it gets the one from the npm package instead, which the lock file vouches for.
 */
export async function makeNodeExecutable(main: string, output: string, target: Target): Promise<void> {
  if (target.nodePackage === undefined) {
    throw new Error(`package.json pins no npm package that holds Node.js for ${target.name}.`);
  }
  const node = fileInPackage(target.nodePackage, 'bin/node');
  const version = packageVersion(target.nodePackage);
  await inScratchFolder(dirname(output), async (scratch) => {
    const made = join(scratch, 'docker-credential-ecr-node');
    const request: SingleExecutable = { main, output: made, node, version, target };
    // In a process of its own, run by the very Node.js that goes into the executable: the code cache is
    // only good for that version, and pkg changes the working directory and prints.
    const packager = join(import.meta.dirname, 'pkg-single-executable.ts');
    await runTool(node, [packager, JSON.stringify(request)], { cwd: scratch, home: scratch });
    await rename(made, output);
  });
}
