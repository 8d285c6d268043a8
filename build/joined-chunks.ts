import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { chunkWith, loadedWith } from './static-imports.ts';

/** A bundle of split ES modules. */
export interface SplitBundle {
  /** The folder that its chunks are in. */
  readonly folder: string;
  readonly metafile: Metafile;
}

/**
 * Makes one file of the chunks that the program loads together: every file costs bun up to half a millisecond, and
 * splitting makes one for each set of commands that share something. Each group of modules becomes one file, with
 * all that loads with them and is in no group before. The file has the name of the chunk of the group's first
 * module; those of its other chunks only pass on what is in it, for whoever loads them by `import()`. Resolves to
 * the metafile of what there is then.
 * @param groups modules of the sources, the program's first module before all
 */
export async function joinChunks(
  { folder, metafile }: SplitBundle,
  groups: readonly (readonly string[])[],
): Promise<Metafile> {
  const outputs: Metafile['outputs'] = { ...metafile.outputs };
  const passing = new Set<string>();
  const done = new Set<string>();
  for (const modules of groups) {
    const [first = '', ...others] = modules.flatMap((module) => chunksOf(metafile, module));
    const loaded = [...loadedWith(metafile.outputs, [first, ...others])];
    const joined = loaded.filter((chunk) => chunk !== first && !done.has(chunk));
    await joinGroup(folder, metafile, first, joined, passing);
    for (const chunk of [first, ...joined]) done.add(chunk);
    for (const chunk of joined) passing.add(basename(chunk));
    outputs[first] = asOne([first, ...joined].flatMap((chunk) => metafile.outputs[chunk] ?? []));
    for (const chunk of joined) outputs[chunk] = passingOn(first);
  }
  // What they share with a group they get from its file, not by way of another.
  for (const chunk of Object.keys(metafile.outputs)) {
    if (!done.has(chunk)) await joinGroup(folder, metafile, chunk, [], passing);
  }
  return { ...metafile, outputs };
}

type Output = Metafile['outputs'][string];

/** What a metafile says of a file that is made of these. */
function asOne(chunks: readonly Output[]): Output {
  return {
    bytes: chunks.reduce((sum, { bytes }) => sum + bytes, 0),
    inputs: Object.assign({}, ...chunks.map(({ inputs }) => inputs)),
    imports: chunks.flatMap(({ imports }) => imports),
    exports: chunks.flatMap((chunk) => chunk.exports),
  };
}

/** What a metafile says of a file that holds nothing of its own. */
function passingOn(first: string): Output {
  return { bytes: 0, inputs: {}, imports: [{ path: first, kind: 'import-statement' }], exports: [] };
}

/** The chunk that holds a module; then that by which it is loaded by `import()`, if that is another one. */
function chunksOf(metafile: Metafile, module: string): string[] {
  const entries = Object.entries(metafile.outputs).filter(([, { entryPoint }]) => entryPoint === module);
  return [...new Set([chunkWith(metafile, module), ...entries.map(([chunk]) => chunk)])];
}

async function joinGroup(
  folder: string,
  { outputs }: Metafile,
  first: string,
  joined: readonly string[],
  passing: ReadonlySet<string>,
): Promise<void> {
  // Names are only unique within a chunk.
  const names = joined.map((chunk, number) =>
    (outputs[chunk]?.exports ?? []).map((name, index) => ({ name, alias: `of${number}_${index}` })),
  );
  const list = (number: number, show: (pair: { name: string; alias: string }) => string) =>
    (names[number] ?? []).map(show).join(', ');
  const lines = joined.map(
    (chunk, number) =>
      `export { ${list(number, ({ name, alias }) => `${name} as ${alias}`)} } from './${basename(chunk)}';`,
  );
  const own = basename(first);
  const { outputFiles } = await build({
    stdin: { contents: [...lines, `export * from './${own}';`].join('\n'), resolveDir: folder },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    write: false,
    logLevel: 'silent',
    plugins: [stopAt(new Set([own, ...joined.map((chunk) => basename(chunk))]), passing)],
  });
  await writeFile(join(folder, own), outputFiles[0]?.contents ?? '');
  for (const [number, chunk] of joined.entries()) {
    const passed = list(number, ({ name, alias }) => `${alias} as ${name}`);
    await writeFile(join(folder, basename(chunk)), `export { ${passed} } from './${own}';\n`);
  }
}

/** Leaves other chunks where they are; of those that only pass something on, it takes what they pass on. */
function stopAt(inside: ReadonlySet<string>, passing: ReadonlySet<string>): Plugin {
  return {
    name: 'other chunks stay where they are',
    setup({ onResolve }) {
      onResolve({ filter: /^\.\// }, ({ path, kind }) => {
        const chunk = basename(path);
        const isTaken = inside.has(chunk) || (passing.has(chunk) && kind === 'import-statement');
        return isTaken ? undefined : { path, external: true };
      });
    },
  };
}
