// node build/main.ts [bun] [node]: makes the executables in dist/; with no argument, both.
import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { makeBunExecutable } from './bun-executable.ts';
import { bundleForBun, bundleForNode } from './bundle.ts';
import { makeNodeExecutable } from './node-executable.ts';
import { BUN_EXECUTABLE, BUNDLES, ENTRY, LOADED_TOGETHER, NODE_EXECUTABLE, PROJECT } from './paths.ts';
import { hostTarget } from './targets.ts';

const request = { entry: ENTRY, bundles: BUNDLES, project: PROJECT, loadedTogether: LOADED_TOGETHER };

const makers = {
  async bun(): Promise<string> {
    const { main } = await bundleForBun(request);
    await makeBunExecutable(main, BUN_EXECUTABLE, hostTarget());
    return BUN_EXECUTABLE;
  },
  async node(): Promise<string> {
    const { main } = await bundleForNode(request);
    await makeNodeExecutable(main, NODE_EXECUTABLE, hostTarget());
    return NODE_EXECUTABLE;
  },
};

type Packager = keyof typeof makers;

function isPackager(word: string): word is Packager {
  return Object.hasOwn(makers, word);
}

/** Prints one line for each executable: its path, its size, and how long it took. */
async function make(packager: Packager): Promise<void> {
  const start = performance.now();
  const output = await makers[packager]();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const megabytes = ((await stat(output)).size / 1e6).toFixed(1);
  console.log(
    `${relative(PROJECT, output).padEnd(32)} ${megabytes.padStart(6)} MB  ${seconds.padStart(5)} s`,
  );
}

async function main(words: readonly string[]): Promise<void> {
  const wrong = words.find((word) => !isPackager(word));
  if (wrong !== undefined) {
    throw new Error(`There is no packager "${wrong}". Usage: node build/main.ts [bun] [node]`);
  }
  const asked = words.filter(isPackager);
  for (const packager of asked.length > 0 ? asked : (['bun', 'node'] as const)) {
    await make(packager);
  }
}

try {
  await main(process.argv.slice(2));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
