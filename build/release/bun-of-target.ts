import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DIST, PROJECT } from '../paths.ts';
import { inScratchFolder } from '../scratch.ts';
import type { Target } from '../targets.ts';

const execute = promisify(execFile);

/** What package-lock.json says of a package. */
interface Locked {
  readonly version: string;
  /** As in Subresource Integrity: `sha512-` and base64. */
  readonly integrity: string;
}

/**
 * The path of bun's program for another machine. npm doesn't install packages of other platforms, but the lock file
 * names them all: the package is had once, held against the lock file's sum, and kept in dist/.
 */
export async function bunOfTarget(target: Target): Promise<string> {
  const { version, integrity } = await lockedPackage(target.bunPackage);
  const kept = join(DIST, 'bun', `${target.name}-${version}`);
  if (await isFile(kept)) return kept;

  await mkdir(dirname(kept), { recursive: true });
  await inScratchFolder(dirname(kept), async (scratch) => {
    const packed = await pack(`${target.bunPackage}@${version}`, scratch);
    assertIntegrity(await readFile(packed), integrity, target.bunPackage);
    await execute('tar', ['-xzf', packed, '-C', scratch, 'package/bin/bun']);
    await rename(join(scratch, 'package', 'bin', 'bun'), kept);
  });
  return kept;
}

/** Downloads a package by npm, with the machine's own settings for it, and tells the file's path. */
async function pack(spec: string, folder: string): Promise<string> {
  try {
    const args = ['pack', spec, '--json', '--loglevel=error', '--pack-destination', folder];
    const { stdout } = await execute('npm', args, { cwd: folder });
    const [made] = JSON.parse(stdout) as { filename: string }[];
    if (made === undefined) throw new Error('it names no file');
    return join(folder, made.filename);
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    throw new Error(`npm pack ${spec} failed: ${stderr || message}`, { cause: error });
  }
}

/** What the lock file has for a package. @throws Error when it has none. */
export async function lockedPackage(name: string): Promise<Locked> {
  const text = await readFile(join(PROJECT, 'package-lock.json'), 'utf8');
  const { packages } = JSON.parse(text) as { packages: Record<string, Locked> };
  const found = packages[`node_modules/${name}`];
  if (found === undefined) throw new Error(`package-lock.json has no ${name}`);
  return found;
}

/** @throws Error when the bytes aren't those that the sum was made from. */
export function assertIntegrity(bytes: Buffer, integrity: string, name: string): void {
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity)
    throw new Error(`${name}: package-lock.json has ${integrity}, npm brought ${found}`);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}
