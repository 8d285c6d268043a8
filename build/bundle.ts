import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BuildOptions, build, formatMessages, type Metafile } from 'esbuild';
import { joinChunks } from './joined-chunks.ts';

/** Where a bundle goes and in which form: what differs between the two. */
type Form = Pick<
  BuildOptions,
  'format' | 'splitting' | 'outdir' | 'outfile' | 'entryNames' | 'outExtension' | 'supported'
>;

/** What a bundle is made from and where it goes. */
export interface BundleRequest {
  /** Absolute path of the program's first module. */
  readonly entry: string;
  /** Folder whose `bun/` or `node/` is emptied and filled; the metafile goes beside that. */
  readonly bundles: string;
  /** The folder that the metafile's paths are relative to. */
  readonly project: string;
  /** Groups of modules that are loaded together, by their paths in the project; the entry is the first of the first. */
  readonly loadedTogether: readonly (readonly string[])[];
}

/** A finished bundle. */
export interface Bundle {
  /** The file that a packager starts from. */
  readonly main: string;
  readonly metafile: Metafile;
}

/**
 * Split ES modules for bun: what a command does not import is not loaded, which is what keeps a cache hit
 * clear of the AWS SDK.
 */
export async function bundleForBun(request: BundleRequest): Promise<Bundle> {
  const outdir = join(request.bundles, 'bun');
  const metafile = await bundle(request, outdir, {
    format: 'esm',
    splitting: true,
    outdir,
    entryNames: 'main',
    outExtension: { '.js': '.mjs' },
  });
  const joined = await joinChunks({ folder: outdir, metafile }, request.loadedTogether);
  await writeMetafile(outdir, joined);
  return { main: join(outdir, 'main.mjs'), metafile: joined };
}

/**
 * One CommonJS file for Node.js, whose single executables hold one script. `import()` becomes `require()`
 * of what is inside the file: a module that is not inside would have to be looked up on disk, and there is
 * nothing on disk that this program should load.
 */
export async function bundleForNode(request: BundleRequest): Promise<Bundle> {
  const outdir = join(request.bundles, 'node');
  const main = join(outdir, 'main.cjs');
  const metafile = await bundle(request, outdir, {
    format: 'cjs',
    outfile: main,
    supported: { 'dynamic-import': false },
  });
  await writeMetafile(outdir, metafile);
  return { main, metafile };
}

/** Both bundles come from the same modules by the same options, apart from their form. */
async function bundle(request: BundleRequest, outdir: string, form: Form): Promise<Metafile> {
  await rm(outdir, { recursive: true, force: true });
  const { metafile, warnings } = await build({
    entryPoints: [request.entry],
    absWorkingDir: request.project,
    bundle: true,
    platform: 'node',
    target: 'node24',
    // The SDK's ES modules split and shrink better than its CommonJS ones, which esbuild prefers for Node.js.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: false,
    legalComments: 'external',
    logLevel: 'silent', // what it would say is thrown, below or by itself
    ...form,
    metafile: true,
  });
  if (warnings.length > 0) {
    const lines = await formatMessages(warnings, { kind: 'warning' });
    throw new Error(`esbuild warns, and a warning is an error here:\n${lines.join('')}`);
  }
  return metafile;
}

async function writeMetafile(outdir: string, metafile: Metafile): Promise<void> {
  await mkdir(dirname(outdir), { recursive: true });
  await writeFile(`${outdir}.meta.json`, JSON.stringify(metafile));
}
