import type { Context } from '../context.ts';
import { findProgram } from '../find-program.ts';
import { isSameProgram } from '../same-program.ts';
import type { DockerConfig } from './config-file.ts';

/** What all credential helpers' programs begin with (docker/docker-credential-helpers). */
export const HELPER_PREFIX = 'docker-credential-';

/** This program's name in Docker's config: that of its file without {@link HELPER_PREFIX}. */
export const OWN_NAME = 'ecr';

/** What a helper's name may be made of, which becomes that of a program: WSL has desktop.exe, and none holds a path. */
const HELPER_NAME = /^[\w-][\w.-]*$/;

/** The program that clients run for a helper's name. */
export function helperProgram(name: string): string {
  return `${HELPER_PREFIX}${name}`;
}

type Surroundings = Pick<Context, 'env' | 'platform' | 'programPath'>;

/** The path of the program that clients run for a helper's name; undefined where there is none on PATH. */
export function programOf(name: string, context: Pick<Context, 'env' | 'platform'>): string | undefined {
  if (!HELPER_NAME.test(name)) return undefined;
  const program = helperProgram(name);
  // Windows adds the ending by itself.
  return findProgram([context.platform === 'win32' ? program.replace(/\.exe$/i, '') : program], context);
}

/** The program that Docker runs as this helper: what is on PATH under its name, else this very program. */
export function ownProgram(context: Surroundings): string {
  return programOf(OWN_NAME, context) ?? context.programPath;
}

/** Whether the path leads to the program that runs here: through links, as another name of the file, or as a copy. */
export function isThisProgram(path: string, { programPath }: Pick<Context, 'programPath'>): boolean {
  return isSameProgram(path, programPath);
}

/** Whether the path leads to this program, or to what Docker runs under its name, which may be another version. */
export function isOwnProgram(path: string, context: Surroundings): boolean {
  return isThisProgram(path, context) || isSameProgram(path, ownProgram(context));
}

/** Whether a helper's name in Docker's config means this program: its own, or an alias on PATH that leads to it. */
export function isOwnHelper(name: string, context: Surroundings): boolean {
  if (name === OWN_NAME) return true;
  const found = programOf(name, context);
  return found !== undefined && isOwnProgram(found, context);
}

/** The helpers' names in Docker's config that mean this program. */
export function ownHelpers(
  { credentialHelpers, credentialsStore }: Pick<DockerConfig, 'credentialHelpers' | 'credentialsStore'>,
  context: Surroundings,
): ReadonlySet<string> {
  const names = new Set(credentialHelpers.values());
  if (credentialsStore !== undefined) names.add(credentialsStore);
  return new Set([...names].filter((name) => isOwnHelper(name, context)));
}
