import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** A file, directory or link below a folder. */
export interface Entry {
  /** From the folder. */
  readonly path: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Permission bits. */
  readonly mode: number;
  /** A file's bytes (as latin1), a link's target; else empty. */
  readonly content: string;
}

/** All that is below a folder, sorted by path. */
export async function treeOf(folder: string): Promise<Entry[]> {
  const paths = await readdir(folder, { recursive: true });
  return Promise.all(paths.sort().map((path) => entryAt(folder, join(folder, path))));
}

async function entryAt(folder: string, path: string): Promise<Entry> {
  const stats = await lstat(path);
  const common = { path: relative(folder, path), mode: stats.mode & 0o7777 };
  if (stats.isSymbolicLink()) return { ...common, kind: 'link', content: await readlink(path) };
  if (stats.isDirectory()) return { ...common, kind: 'directory', content: '' };
  if (stats.isFile()) return { ...common, kind: 'file', content: await readFile(path, 'latin1') };
  return { ...common, kind: 'other', content: '' };
}
