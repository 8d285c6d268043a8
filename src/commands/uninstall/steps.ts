import { isDeepStrictEqual } from 'node:util';
import { showPlace } from '../../config-file/place.ts';
import type { Context } from '../../context.ts';
import { entryPath, helperEntries, STORE_PATH } from '../../docker/helper-entries.ts';
import { OWN_NAME } from '../../docker/helper-name.ts';
import type { FindRegistry } from '../../ecr/registry-rules.ts';
import { checkJsonText, memberAt } from '../../editing/json-edit.ts';
import { undoMember } from '../../editing/json-undo.ts';
import type { InstallDraft } from '../install/draft.ts';
import { inUndoOrder, leaveIfNamed, takeLines } from '../install/from-env/undo.ts';
import { FALLBACK_PATH } from '../install/steps.ts';
import { shownPath } from '../shown-path.ts';

type Home = Pick<Context, 'home'>;

/** Takes back what stands at a place of a JSON file: what install put there, or what this helper has there otherwise. */
function takeMember(draft: InstallDraft, path: string, member: readonly string[], context: Home): void {
  const done = draft.recordOf(path);
  const before = draft.textOf(path);
  const { text, undo, outcome } = undoMember({ text: before, undo: done }, member);
  const less = { ...done, ...undo };
  const place = memberName(member);
  if (outcome === 'undone') {
    const former = text === undefined ? undefined : memberAt(text, member);
    const note = former === undefined ? `${place} is gone` : `${place} is ${JSON.stringify(former)} again`;
    draft.change(
      path,
      text,
      less,
      text === undefined ? `${note}, and the file with it: it held nothing else` : note,
    );
    return;
  }
  draft.remember(path, less);
  const now = outcome === 'gone' ? 'is gone already' : `is ${valueIn(before, member)} by now, so it is left`;
  draft.remark(`${shownPath(path, context)}: ${place} ${now}`);
}

/** Takes all that install has done to a file out of it. @throws FILE_UNREADABLE, FILE_INVALID */
export function takeAllOf(draft: InstallDraft, path: string, context: Home): void {
  const { members, blocks } = draft.recordOf(path);
  if (members.length > 0) checkJsonText(draft.textOf(path) ?? '', path);
  for (const member of inUndoOrder(members)) {
    if (!leaveIfNamed(draft, path, member.path, context)) takeMember(draft, path, member.path, context);
  }
  takeLines(draft, path, blocks, context);
}

/** Takes hosts from this helper in Docker's config, in whatever spelling. @throws FILE_UNREADABLE, FILE_INVALID */
export function takeEntries(
  draft: InstallDraft,
  dockerConfig: string,
  hosts: readonly string[],
  { findRegistry, context }: { readonly findRegistry: FindRegistry; readonly context: Home },
): void {
  const { helpers } = helperEntries(draft.textOf(dockerConfig), dockerConfig);
  const { members } = draft.recordOf(dockerConfig);
  for (const host of new Set(hosts)) {
    const written = [...helpers].filter(([key]) => key === host || findRegistry(key)?.registry.host === host);
    const ours = written.filter(([, helper]) => helper === OWN_NAME).map(([key]) => key);
    const isRecorded = members.some(({ path }) => isDeepStrictEqual(path, entryPath(host)));
    const taken = isRecorded ? new Set([host, ...ours]) : new Set(ours);
    for (const key of taken) takeMember(draft, dockerConfig, entryPath(key), context);
    if (taken.size > 0) continue;
    const [other] = written;
    const why = other ? `is ${JSON.stringify(other[1])}, not this helper, so it is left` : 'is not there';
    draft.remark(`${shownPath(dockerConfig, context)}: ${memberName(entryPath(other?.[0] ?? host))} ${why}`);
  }
}

/** Takes what nobody remembers of this helper out of Docker's config. @throws FILE_UNREADABLE, FILE_INVALID */
export function takeUnrecorded(draft: InstallDraft, dockerConfig: string, context: Home): void {
  const { helpers, store } = helperEntries(draft.textOf(dockerConfig), dockerConfig);
  const places = [...helpers].filter(([, helper]) => helper === OWN_NAME).map(([key]) => entryPath(key));
  if (store === OWN_NAME) places.push(STORE_PATH);
  for (const place of places.filter((path) => !hasSet(draft, dockerConfig, path))) {
    takeMember(draft, dockerConfig, place, context);
  }
}

/**
 * Has this helper be that of all hosts no more: what was before comes back, and is the configuration file's
 * `fallbackHelper` no more. @throws FILE_UNREADABLE, FILE_INVALID
 */
export function takeStore(
  draft: InstallDraft,
  dockerConfig: string,
  configuration: string,
  context: Home,
): void {
  const { store } = helperEntries(draft.textOf(dockerConfig), dockerConfig);
  if (store === OWN_NAME || hasSet(draft, dockerConfig, STORE_PATH)) {
    takeMember(draft, dockerConfig, STORE_PATH, context);
  } else {
    const why =
      store === undefined ? 'is not there' : `is ${JSON.stringify(store)}, not this helper, so it is left`;
    draft.remark(`${shownPath(dockerConfig, context)}: credsStore ${why}`);
  }
  // Another Docker config may still need it.
  const isNeeded = Object.keys(draft.record.files).some((path) => hasSet(draft, path, STORE_PATH));
  if (isNeeded || !hasSet(draft, configuration, FALLBACK_PATH)) return;
  checkJsonText(draft.textOf(configuration) ?? '', configuration);
  takeMember(draft, configuration, FALLBACK_PATH, context);
}

function hasSet(draft: InstallDraft, path: string, member: readonly string[]): boolean {
  return draft.recordOf(path).members.some((set) => isDeepStrictEqual(set.path, member));
}

/** A place in a JSON file, as a line about it says it. */
export function memberName(member: readonly string[]): string {
  const [first, host, ...more] = member;
  return first === 'credHelpers' && host !== undefined && more.length === 0
    ? `${JSON.stringify(host)} under credHelpers`
    : showPlace(member);
}

function valueIn(text: string | undefined, member: readonly string[]): string {
  const value = text === undefined ? undefined : memberAt(text, member);
  return typeof value === 'string' ? JSON.stringify(value) : 'something else';
}
