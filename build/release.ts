// node build/release.ts [TARGET]...: fills dist/release/ with what people download; with no target, for all of them.
// RELEASE_URL: the address that they will download it from, which is written into bootstrap.sh.
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import manifest from '../package.json' with { type: 'json' };
import { makeBunExecutable } from './bun-executable.ts';
import { bundleForBun } from './bundle.ts';
import { BUNDLES, DIST, ENTRY, LOADED_TOGETHER, PROJECT, RELEASE } from './paths.ts';
import { bunOfTarget } from './release/bun-of-target.ts';
import { executableFile, SUMS, sumsOfVersion, sumsText, withReleaseAddress } from './release/names.ts';
import { inScratchFolder } from './scratch.ts';
import { hostTarget, namedTargets, type Target } from './targets.ts';

const compress = promisify(gzip);
const { version } = manifest;
const BOOTSTRAP = 'bootstrap.sh';

/** Makes one executable and compresses it into the folder. Tells the file's name. */
async function makeFile(target: Target, main: string, folder: string): Promise<string> {
  const start = performance.now();
  const executable = join(folder, target.name);
  const bun = target.name === hostTarget().name ? undefined : await bunOfTarget(target);
  await makeBunExecutable(main, executable, target, bun);
  const raw = await readFile(executable);
  // gzip, which every system opens out of the box; xz would be a sixth smaller, and many images lack it.
  const packed = await compress(raw, { level: 9 });
  const name = executableFile(version, target);
  await writeFile(join(folder, name), packed);
  await rm(executable);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${name.padEnd(52)} ${megabytes(raw)} -> ${megabytes(packed)} MB  ${seconds.padStart(5)} s`);
  return name;
}

function megabytes({ length }: Buffer): string {
  return (length / 1e6).toFixed(1).padStart(6);
}

async function makeRelease(targets: readonly Target[], address: string): Promise<void> {
  const bootstrap = await bootstrapText(address); // first: a wrong address is known at once
  const { main } = await bundleForBun({
    entry: ENTRY,
    bundles: BUNDLES,
    project: PROJECT,
    loadedTogether: LOADED_TOGETHER,
  });
  // The folder is replaced when all of it is there: a release is whole, or it is the one before.
  await inScratchFolder(DIST, async (scratch) => {
    const folder = join(scratch, 'release');
    await mkdir(folder);
    const names: string[] = [];
    for (const target of targets) names.push(await makeFile(target, main, folder));
    await writeFile(join(folder, BOOTSTRAP), bootstrap, { mode: 0o755 });
    names.push(BOOTSTRAP);
    const text = sumsText(await sumsOf(folder, names));
    await writeFile(join(folder, SUMS), text);
    await writeFile(join(folder, sumsOfVersion(version)), text);
    await rm(RELEASE, { recursive: true, force: true });
    await rename(folder, RELEASE);
  });
  console.log(`${relative(PROJECT, RELEASE)}/ has it all, with ${SUMS} and ${sumsOfVersion(version)}`);
}

/** The script that people download first, with the release's address in it if there is one. */
async function bootstrapText(address: string): Promise<string> {
  const text = await readFile(join(PROJECT, 'scripts', BOOTSTRAP), 'utf8');
  if (address !== '') return withReleaseAddress(text, address);
  console.log(
    `${BOOTSTRAP} will ask for DOCKER_CREDENTIAL_ECR_BASE_URL: there is no RELEASE_URL to write into it`,
  );
  return text;
}

async function sumsOf(folder: string, names: readonly string[]): Promise<Record<string, string>> {
  const sum = async (name: string) => {
    const bytes = await readFile(join(folder, name));
    return [name, createHash('sha256').update(bytes).digest('hex')] as const;
  };
  return Object.fromEntries(await Promise.all(names.map(sum)));
}

try {
  await makeRelease(namedTargets(process.argv.slice(2)), process.env.RELEASE_URL ?? '');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
