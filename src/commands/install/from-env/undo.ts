import { isDeepStrictEqual } from 'node:util';
import { type AddedLines, removeAddedLines } from '../../../aws/config-edit.ts';
import { parseIni } from '../../../aws/ini.ts';
import { showPlace } from '../../../config-file/place.ts';
import type { Context } from '../../../context.ts';
import { memberAt } from '../../../editing/json-edit.ts';
import type { SetMember } from '../../../editing/json-undo.ts';
import { shownPath } from '../../shown-path.ts';
import type { InstallDraft } from '../draft.ts';
import { listed } from './listed.ts';

type Home = Pick<Context, 'home'>;

/** The members in the order in which they can be taken back: an identity after what names it, and after its own members. */
export function inUndoOrder(members: readonly SetMember[]): readonly SetMember[] {
  const rank = ({ path: [first, ...more] }: SetMember) =>
    first !== 'identities' ? 0 : more.length > 1 ? 1 : 2;
  return [...members].sort((one, other) => rank(one) - rank(other));
}

/**
 * Leaves an identity that something else in the configuration file names by now, since the file would be wrong
 * without it. Returns whether it is left.
 */
export function leaveIfNamed(
  draft: InstallDraft,
  path: string,
  member: readonly string[],
  context: Home,
): boolean {
  const [first, name, ...more] = member;
  const user =
    first === 'identities' && name !== undefined && more.length === 0
      ? userOf(name, draft.textOf(path) ?? '')
      : undefined;
  if (user === undefined) return false;
  const done = draft.recordOf(path);
  const members = done.members.filter((set) => !isDeepStrictEqual(set.path, member));
  draft.remember(path, { ...done, members });
  draft.remark(`${shownPath(path, context)}: ${showPlace(member)} is left, since ${user} names it`);
  return true;
}

/** The place in a configuration file that names the identity, if one does. */
function userOf(identity: string, text: string): string | undefined {
  const entries = (name: string) => Object.entries(memberAt(text, [name]) ?? {});
  const rule = entries('registries').find(([, entry]) => entry?.identity === identity);
  if (rule !== undefined) return showPlace(['registries', rule[0]]);
  const role = entries('identities').find(([, entry]) => entry?.via === identity);
  return role && showPlace(['identities', role[0]]);
}

/** Takes the lines that were added to an AWS config out of it, as far as they still stand there. */
export function takeLines(
  draft: InstallDraft,
  path: string,
  blocks: readonly AddedLines[],
  context: Home,
): void {
  const isSession = ({ section }: AddedLines) => section.startsWith('sso-session ');
  // A session can go once no profile names it.
  const ordered = [...blocks.filter((block) => !isSession(block)), ...blocks.filter(isSession)];
  for (const block of ordered) takeBlock(draft, path, block, context);
}

function takeBlock(draft: InstallDraft, path: string, block: AddedLines, context: Home): void {
  const done = draft.recordOf(path);
  const less = { ...done, blocks: done.blocks.filter((kept) => kept !== block) };
  const text = draft.textOf(path);
  const rest = text === undefined ? undefined : removeAddedLines(text, block);
  const user = rest === undefined ? undefined : sessionUser(block.section, rest);
  const names = block.lines.map((line) => line.split(/\s*=/)[0] ?? line);
  const what = block.isNewSection ? `[${block.section}]` : `${listed(names)} in [${block.section}]`;
  const isMany = !block.isNewSection && names.length > 1;
  const [is, was, it] = isMany ? ['are', 'were', 'they are'] : ['is', 'was', 'it is'];
  if (rest === undefined || user !== undefined) {
    const changed =
      user === undefined ? `${was} changed since, so ${it} left` : `${is} left, since [${user}] names it`;
    draft.remember(path, less);
    draft.remark(
      `${shownPath(path, context)}: ${what} ${text === undefined ? `${is} gone already` : changed}`,
    );
    return;
  }
  const isOver = done.made === true && less.blocks.length === 0 && rest.trim() === '';
  const note = isOver ? `${what} is gone, and the file with it: it held nothing else` : `${what} ${is} gone`;
  draft.change(path, isOver ? undefined : rest, less, note);
}

/** The section that names the SSO session, if one does. */
function sessionUser(section: string, text: string): string | undefined {
  const [, session] = /^sso-session\s+["']?(.*?)["']?$/.exec(section) ?? [];
  const sections = parseIni(text);
  if (session === undefined || 'expected' in sections) return undefined;
  return [...sections].find(([, settings]) => settings.get('sso_session') === session)?.[0];
}
