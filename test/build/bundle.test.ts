import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type Bundle, bundleForBun, bundleForNode } from '../../build/bundle.ts';
import { CACHE_HIT, ENTRY, LOADED_TOGETHER, PROJECT } from '../../build/paths.ts';
import { chunkWith, loadedWith } from '../../build/static-imports.ts';
import { modulesIn, sdkModules } from './sdk-modules.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bundle-test-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A bundle of this program. */
function ours(make: typeof bundleForBun): Promise<Bundle> {
  return make({ entry: ENTRY, bundles: folder, project: PROJECT, loadedTogether: LOADED_TOGETHER });
}

/** A bundle of a program of these modules, `main.ts` the first, which can import what ours can. */
async function sample(
  make: typeof bundleForBun,
  modules: Record<string, string>,
  loadedTogether = [['main.ts']],
): Promise<Bundle> {
  const project = join(folder, 'sample');
  await mkdir(project);
  await symlink(join(PROJECT, 'node_modules'), join(project, 'node_modules'));
  for (const [name, source] of Object.entries(modules)) {
    await writeFile(join(project, name), source);
  }
  const entry = join(project, 'main.ts');
  return make({ entry, bundles: join(folder, 'bundles'), project, loadedTogether });
}

describe('a cache hit loads no module of the AWS SDK', () => {
  test('as chunks of the bun executable', async () => {
    const { metafile } = await ours(bundleForBun);
    const chunks = loadedWith(
      metafile.outputs,
      CACHE_HIT.map((module) => chunkWith(metafile, module)),
    );
    expect(sdkModules(modulesIn(metafile, chunks))).toEqual([]);
  });

  test('as modules of the Node.js executable', async () => {
    const { metafile } = await ours(bundleForNode);
    expect(Object.keys(metafile.inputs)).toEqual(expect.arrayContaining(CACHE_HIT));
    expect(sdkModules(loadedWith(metafile.inputs, CACHE_HIT))).toEqual([]);
  });

  test.each([
    ['bun', bundleForBun],
    ['Node.js', bundleForNode],
  ])('though the program for %s holds it', async (_, make) => {
    const { metafile } = await ours(make);
    const modules = sdkModules(modulesIn(metafile, Object.keys(metafile.outputs)));
    for (const name of ['client-ecr', 'client-ecr-public', 'client-sts']) {
      expect(modules).toContainEqual(expect.stringContaining(`node_modules/@aws-sdk/${name}/`));
    }
  });

  test.each([
    ['its first module', `export { ECRClient as default } from '@aws-sdk/client-ecr';`, ''],
    ['a module behind it', `export * from './other.ts';`, `export * from '@aws-sdk/client-ecr';`],
  ])('and one in %s would be seen', async (_, main, other) => {
    const { metafile } = await sample(bundleForBun, { 'main.ts': main, 'other.ts': other });
    const chunks = loadedWith(metafile.outputs, [chunkWith(metafile, 'main.ts')]);
    expect(sdkModules(modulesIn(metafile, chunks))).not.toEqual([]);
    expect(sdkModules(loadedWith(metafile.inputs, ['main.ts']))).not.toEqual([]);
  });

  test('where one behind import() would not count', async () => {
    const { metafile } = await sample(bundleForBun, { 'main.ts': `await import('@aws-sdk/client-ecr');` });
    const chunks = loadedWith(metafile.outputs, [chunkWith(metafile, 'main.ts')]);
    expect(sdkModules(modulesIn(metafile, chunks))).toEqual([]);
    expect(sdkModules(modulesIn(metafile, Object.keys(metafile.outputs)))).not.toEqual([]);
  });
});

describe('a bundle', () => {
  test('for Node.js is one file, with nothing left to look up by import()', async () => {
    const modules = {
      'main.ts': `import('./other.ts').then(({ name }) => console.log(name)); import('node:os');`,
      'other.ts': `export const name = 'inside';`,
    };
    const { main } = await sample(bundleForNode, modules);
    const source = await readFile(main, 'utf8');
    expect(source).toContain('inside');
    expect(source).not.toMatch(/\bimport\b/);
  });

  test('for bun starts from one file, which the other chunks share', async () => {
    const modules = {
      'main.ts': `import { count } from './shared.ts'; count(); import('./hit.ts');
        import('./cold.ts').then(({ seen }) => console.log(seen()));`,
      'hit.ts': `import { count } from './shared.ts'; count();`,
      'cold.ts': `import { count } from './shared.ts'; export const seen = () => count();`,
      'shared.ts': `let counted = 0; export const count = () => (counted += 1);`,
    };
    const { main } = await sample(bundleForBun, modules, [['main.ts', 'hit.ts']]);
    const source = await readFile(main, 'utf8');
    expect(source.match(/\bimport\b[^;]*?["']\.\/[^"']*/g)).toEqual([
      expect.stringMatching(/^import\(["']\.\/cold-/),
    ]);
    const { stdout } = await promisify(execFile)(process.execPath, [main]);
    expect(stdout).toBe('3\n');
  });

  test('keeps nothing of the one before it', async () => {
    const { main } = await sample(bundleForBun, { 'main.ts': 'console.log(1);' });
    await writeFile(join(main, '..', 'chunk-OLD.mjs'), '');
    await bundleForBun({
      entry: join(folder, 'sample', 'main.ts'),
      bundles: join(folder, 'bundles'),
      project: join(folder, 'sample'),
      loadedTogether: [['main.ts']],
    });
    expect(await readdir(join(main, '..'))).toEqual(['main.mjs']);
  });

  test('is not made when esbuild warns', async () => {
    const wrong = sample(bundleForBun, { 'main.ts': `console.log(typeof process === 'nonsense');` });
    await expect(wrong).rejects.toThrow(/a warning is an error/);
  });

  test('is not made of a module that is not there', async () => {
    const wrong = sample(bundleForBun, { 'main.ts': `import 'no-such-package';` });
    await expect(wrong).rejects.toThrow(/no-such-package/);
  });
});
