import { join } from 'node:path';

/** The top level of the project. */
export const PROJECT = join(import.meta.dirname, '..');

/** What the project is made from: the program's first module. */
export const ENTRY = join(PROJECT, 'src', 'main.ts');

/** Where everything that is made goes; not tracked. */
export const DIST = join(PROJECT, 'dist');

/** Bundles and their metafiles, one folder for each packager. */
export const BUNDLES = join(DIST, 'bundle');

/** The two executables. */
export const BUN_EXECUTABLE = join(DIST, 'docker-credential-ecr');
export const NODE_EXECUTABLE = join(DIST, 'docker-credential-ecr-node');

/** What people download: see release.ts. */
export const RELEASE = join(DIST, 'release');
