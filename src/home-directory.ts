import { HelperError } from './errors.ts';

/**
 * The first place that says where the home directory is; one that says nothing, or fails, is passed over: a user
 * without an entry in the system's list of users has a home only by `HOME`.
 * @throws SETTING_MISSING when none says it
 */
export function homeDirectory(places: readonly (() => string | undefined)[]): string {
  for (const place of places) {
    try {
      const home = place();
      if (home) return home;
    } catch {
      // Node.js and bun throw for a user that the system does not know.
    }
  }
  throw new HelperError('SETTING_MISSING', 'HOME is not set, and the system knows no home of this user', {
    hint: 'set HOME to a directory of your own',
  });
}
