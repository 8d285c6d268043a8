import { rename } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileInPackage } from './npm-package.ts';
import { runTool } from './run-tool.ts';
import { inScratchFolder } from './scratch.ts';
import { hostTarget, type Target } from './targets.ts';

/**
 * A compiled bun program reads files of the working directory, and people run `docker pull` inside
 * repositories that they don't trust. Each line shuts a door; the first two are open by default.
 */
const SHUT_DOORS = [
  '--no-compile-autoload-dotenv',
  '--no-compile-autoload-bunfig',
  '--no-compile-autoload-tsconfig',
  '--no-compile-autoload-package-json',
  // A module that isn't inside would be looked up in the working directory's node_modules.
  '--reject-unresolved',
];

/**
 * Bytecode saves parsing: a third of a cache hit's time, over half of a cold get's. The policy makes the
 * just-in-time compiler wait ten times longer, which gains a little in a program that lives for milliseconds.
 */
const START_FAST = ['--bytecode', '--compile-jit-policy=10'];

/**
 * Makes the bun executable from split ES modules (see `bundleForBun`), for the machine that runs this; for another
 * one with that machine's own bun, by its path. The same modules give the same bytes: bun puts the names of its input
 * and output into them, which is why it is given relative ones.
 */
export async function makeBunExecutable(
  main: string,
  output: string,
  target: Target,
  bunOfTarget?: string,
): Promise<void> {
  const bun = fileInPackage(hostTarget().bunPackage, 'bin/bun');
  // Without the path, bun would download its program for the target by itself.
  const base = bunOfTarget === undefined ? [] : [`--compile-executable-path=${bunOfTarget}`];
  await inScratchFolder(dirname(output), async (scratch) => {
    const folder = dirname(main);
    const made = join(scratch, 'docker-credential-ecr');
    const args = [
      'build',
      '--compile',
      '--format=esm',
      '--splitting',
      '--minify',
      ...START_FAST,
      ...SHUT_DOORS,
    ];
    const files = [...base, `--target=${target.bunTarget}`, relative(folder, main), `--outfile=${made}`];
    await runTool(bun, [...args, ...files], { cwd: folder, home: scratch });
    await rename(made, output);
  });
}
