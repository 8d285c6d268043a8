import type { Context } from './context.ts';
import { HelperError } from './errors.ts';

/**
 * The absolute path that an environment variable names (`~/` stands for the home directory), or undefined
 * when it is unset. A relative one would mean another file, maybe somebody else's, in every working directory.
 * @throws SETTING_INVALID
 */
export function namedPath(variable: string, { env, home, platform }: Context): string | undefined {
  const named = env[variable];
  if (!named) return undefined;
  const path = withHome(named, home);
  if (platform === 'win32' ? /^([a-z]:[\\/]|\\\\)/i.test(path) : path.startsWith('/')) return path;
  throw new HelperError(
    'SETTING_INVALID',
    `${variable} is ${JSON.stringify(named)}, which is no absolute path`,
    { hint: 'set it to a path that begins with / or ~/, or unset it' },
  );
}

/** The path with the home directory for a leading `~`. */
export function withHome(path: string, home: string): string {
  return path === '~' || path.startsWith('~/') ? home + path.slice(1) : path;
}
