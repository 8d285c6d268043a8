import type { Context } from '../context.ts';

/** A path as people write it, with `~` for their home. */
export function shownPath(path: string, { home }: Pick<Context, 'home'>): string {
  return home !== '' && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
