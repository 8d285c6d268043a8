import { basename } from 'node:path';
import type { Context } from '../../context.ts';
import { entryPath, helperEntries, STORE_PATH } from '../../docker/helper-entries.ts';
import { HELPER_PREFIX } from '../../docker/helper-name.ts';
import { aliasLink, isAliasOfOurs } from '../install/alias-link.ts';
import type { InstallDraft } from '../install/draft.ts';
import type { LinkRecord } from '../install/installed-record.ts';
import { shownPath } from '../shown-path.ts';
import { memberName } from './steps.ts';

/** Has the program answer under another name no more. @throws FILE_UNREADABLE, FILE_INVALID of Docker's config */
export function takeAlias(draft: InstallDraft, dockerConfig: string, name: string, context: Context): void {
  const here = aliasLink(name, context);
  const recorded = draft.record.links.filter((link) => aliasOf(link) === name);
  const links = recorded.length > 0 ? recorded : here.standing === 'nothing' ? [] : [here];
  for (const { path, target } of links) takeLink(draft, dockerConfig, { path, target }, context);
  if (links.length === 0) draft.remark(`${shownPath(here.path, context)} is not there`);
}

/** Removes a link if it is one to this program, and says what in Docker's config names it. @throws as {@link takeAlias} */
export function takeLink(
  draft: InstallDraft,
  dockerConfig: string,
  link: LinkRecord,
  context: Context,
): void {
  if (isAliasOfOurs(link, context)) {
    draft.link({ action: 'remove', ...link });
    remarkNamed(draft, dockerConfig, aliasOf(link), context);
    return;
  }
  draft.forgetLink(link.path);
  draft.remark(`${shownPath(link.path, context)} is no link to this program, so it is left`);
}

function remarkNamed(draft: InstallDraft, dockerConfig: string, name: string, context: Context): void {
  const { helpers, store } = helperEntries(draft.textOf(dockerConfig), dockerConfig);
  const places = [
    ...[...helpers].filter(([, helper]) => helper === name).map(([key]) => memberName(entryPath(key))),
    ...(store === name ? [memberName(STORE_PATH)] : []),
  ];
  if (places.length === 0) return;
  const verb = places.length === 1 ? 'names' : 'name';
  draft.remark(
    `${shownPath(dockerConfig, context)}: ${places.join(' and ')} still ${verb} ${JSON.stringify(name)}`,
  );
}

/** The helper's name that a link is for. */
function aliasOf({ path }: LinkRecord): string {
  return basename(path, '.exe').slice(HELPER_PREFIX.length);
}
