import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileInPackage } from '../../build/npm-package.ts';
import { PROJECT } from '../../build/paths.ts';
import { hostTarget } from '../../build/targets.ts';

/** Where the ready-made files are. */
export const WORKSPACES = join(PROJECT, 'workspaces');

/** Paths, below the folder, of the ready-made files whose names end so. */
export function filesThatEnd(...endings: readonly string[]): string[] {
  const entries = readdirSync(WORKSPACES, { recursive: true, encoding: 'utf8' });
  return entries.filter((path) => endings.some((ending) => path.endsWith(ending))).sort();
}

/** The text of a ready-made file. */
export function textOf(path: string): string {
  return readFileSync(join(WORKSPACES, path), 'utf8');
}

/** What a JSON file holds. */
// biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
export function json(path: string): any {
  return JSON.parse(textOf(path));
}

/** What a YAML file holds; bun, which the project pins, reads YAML. */
// biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it.
export function yaml(path: string): any {
  const read = 'console.log(JSON.stringify(Bun.YAML.parse(await Bun.stdin.text())))';
  const bun = fileInPackage(hostTarget().bunPackage, 'bin/bun');
  return JSON.parse(execFileSync(bun, ['-e', read], { input: textOf(path), encoding: 'utf8' }));
}
