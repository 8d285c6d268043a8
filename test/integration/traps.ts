import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Packages of this program or that it might load: a working directory can hold others by these names. */
export const FAKE_PACKAGES = ['@aws-sdk/client-ecr', '@aws-sdk/credential-providers', 'proxy-from-env'];

/** Programs that this one may run, which must come from a folder that a person put on PATH. */
export const FAKE_PROGRAMS = ['ona', 'gitpod', 'gp', 'aws', 'docker-credential-pass'];

/** Variables that the directory's `.env` files set. */
export interface DotEnv {
  readonly [name: string]: string;
}

/**
 * A working directory as a repository of ill will could have it: all that bun or Node.js is known to read
 * there. What gets loaded or run from it leaves a file of its own name in `marks`.
 */
export async function layTraps(directory: string, marks: string, dotEnv: DotEnv): Promise<void> {
  await mkdir(marks, { recursive: true });
  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), text);
  };
  const trap = (name: string): string =>
    `require('node:fs').writeFileSync(${JSON.stringify(join(marks, name))}, '');\n`;

  await put('trap-preload.cjs', trap('bunfig-preload'));
  await put('bunfig.toml', 'preload = ["./trap-preload.cjs"]\n');

  for (const file of ['.env', '.env.local', '.env.development', '.env.production']) {
    const variables = { ...dotEnv, [markVariable(file)]: '1' };
    const lines = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
    await put(file, lines.join(''));
  }

  for (const name of FAKE_PACKAGES) {
    await put(`node_modules/${name}/package.json`, '{"main":"index.cjs"}');
    await put(`node_modules/${name}/index.cjs`, trap(`package-${name.replace('/', '-')}`));
  }

  await put('trap-imports.cjs', trap('package-json-imports'));
  await put('package.json', '{"name":"hostile","imports":{"#trap":"./trap-imports.cjs"}}');

  await put('trap-paths.cjs', trap('tsconfig-paths'));
  const compilerOptions = { baseUrl: '.', paths: { 'aliased-trap': ['./trap-paths.cjs'] } };
  await put('tsconfig.json', JSON.stringify({ compilerOptions }));

  await put('trap-config.cjs', trap('node-config'));
  await put('node.config.json', '{"nodeOptions":{"require":["./trap-config.cjs"]}}');

  await put('trap-require.cjs', trap('node-options'));

  for (const name of FAKE_PROGRAMS) {
    await put(name, `#!/bin/sh\n: > '${join(marks, `program-${name}`)}'\n`);
    await chmod(join(directory, name), 0o755);
  }
}

/** The variable by which a program that has loaded one of the `.env` files gives itself away. */
export function markVariable(file: string): string {
  return `TRAP${file.replaceAll('.', '_').toUpperCase()}`;
}

/** The names of the traps that have sprung, sorted. */
export async function sprung(marks: string): Promise<string[]> {
  return (await readdir(marks)).sort();
}
