import { join } from 'node:path';

/** The top level of the project. */
export const PROJECT = join(import.meta.dirname, '..');

/** What the project is made from: the program's first module. */
export const ENTRY = join(PROJECT, 'src', 'main.ts');

/** The modules that a cache hit starts from: the entry, and what it loads by `import()` on its way. */
export const CACHE_HIT = ['src/main.ts', 'src/commands/docker/docker.ts'];

/** What one kind of `get` or another loads: a cache hit, every one that asks AWS, those by SSO, those by a role. */
export const LOADED_TOGETHER = [
  CACHE_HIT,
  ['src/commands/ask-aws.ts', 'src/ecr/one-request.ts', 'src/ecr/private-token.ts', 'src/aws/http-fetch.ts'],
  ['src/aws/sso.ts'],
  ['src/aws/sts.ts'],
];

/** Where everything that is made goes; not tracked. */
export const DIST = join(PROJECT, 'dist');

/** Bundles and their metafiles, one folder for each packager. */
export const BUNDLES = join(DIST, 'bundle');

/** The two executables. */
export const BUN_EXECUTABLE = join(DIST, 'docker-credential-ecr');
export const NODE_EXECUTABLE = join(DIST, 'docker-credential-ecr-node');

/** What people download: see release.ts. */
export const RELEASE = join(DIST, 'release');
