import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { chunkWith, loadedWith } from './static-imports.ts';

/** A bundle of split ES modules. */
export interface SplitBundle {
  /** The folder that its chunks are in. */
  readonly folder: string;
  readonly metafile: Metafile;
}

/**
 * Makes one file of the chunks that a program loads whenever it starts for its main job: every file costs bun a
 * fifth to a half of a millisecond, and splitting makes one for each set of commands that share something. The
 * other chunks find what they shared in that file, which is loaded already. What else is split stays so.
 * @param startModules the sources that the main job starts from, the program's first module before all
 */
export async function joinStart(bundle: SplitBundle, startModules: readonly string[]): Promise<void> {
  const { folder, metafile } = bundle;
  const [main = '', ...others] = startModules.map((module) => chunkWith(metafile, module));
  const joined = [...loadedWith(metafile.outputs, [main, ...others])].filter((chunk) => chunk !== main);
  const aliases = joined.map((chunk, number) =>
    (metafile.outputs[chunk]?.exports ?? []).map((name, index) => ({
      name,
      alias: `chunk${number}_${index}`,
    })),
  );
  const imports = joined.map((chunk, number) => {
    const names = (aliases[number] ?? []).map(({ name, alias }) => `${name} as ${alias}`);
    return `export { ${names.join(', ')} } from './${basename(chunk)}';`;
  });
  const inside = new Set([main, ...joined].map((chunk) => basename(chunk)));
  const { outputFiles } = await build({
    stdin: { contents: [...imports, `import './${basename(main)}';`].join('\n'), resolveDir: folder },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    minify: true,
    write: false,
    plugins: [
      {
        name: 'other chunks stay where they are',
        setup({ onResolve }) {
          onResolve({ filter: /^\.\// }, ({ path }) =>
            inside.has(basename(path)) ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  await writeFile(join(folder, basename(main)), outputFiles[0]?.contents ?? '');
  for (const [number, chunk] of joined.entries()) {
    const names = (aliases[number] ?? []).map(({ name, alias }) => `${alias} as ${name}`);
    const text = `export { ${names.join(', ')} } from './${basename(main)}';\n`;
    await writeFile(join(folder, basename(chunk)), text);
  }
}
