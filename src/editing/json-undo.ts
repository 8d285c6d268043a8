import { isDeepStrictEqual } from 'node:util';
import { isBlank, memberAt, removeMember, setMember, setSource, sourceAt } from './json-edit.ts';

/** A value that was put into a JSON file. */
export interface SetMember {
  readonly path: readonly string[];
  readonly value: unknown;
  /** The JSON that stood there before, letter by letter; undefined where there was no such member. */
  readonly former?: string | undefined;
}

/** An object that held nothing before, or was not there. */
export interface FilledObject {
  readonly path: readonly string[];
  /** The empty object, letter by letter: its blanks; undefined where there was none. */
  readonly former?: string | undefined;
}

/** What takes back what was put into a file, even if other things in it have changed meanwhile. */
export interface Undo {
  /** Whether there was no file. */
  readonly made?: boolean | undefined;
  /** What the file held, where that was blanks alone. */
  readonly blank?: string | undefined;
  readonly members: readonly SetMember[];
  readonly objects: readonly FilledObject[];
}

/** A text, and what takes back all that was done to it; the text is undefined where there is no file. */
export interface Undoable<Text extends string | undefined = string | undefined> {
  readonly text: Text;
  readonly undo: Undo;
}

/** What there is to take back where nothing was done. */
export const NOTHING_DONE: Undo = { members: [], objects: [] };

/** Sets the value at a path of names, as {@link setMember} does, and adds what takes it back. */
export function setUndoably(
  { text, undo }: Undoable,
  path: readonly string[],
  value: unknown,
): Undoable<string> {
  const before = text ?? '';
  const objects = path.flatMap((_, depth) => filledObject(before, path.slice(0, depth)));
  const former = sourceAt(before, path);
  return {
    text: setMember(before, path, value),
    undo: {
      ...undo,
      // What was known of an older state of the file is of no use once that is gone.
      ...(isBlank(before) && { made: text === undefined || undefined, blank: text }),
      members: [...without(undo.members, path), { path, value, ...(former !== undefined && { former }) }],
      objects: [...objects.reduce((kept, object) => without(kept, object.path), undo.objects), ...objects],
    },
  };
}

/** What became of a value that was to be taken back: `changed` is left, since somebody has put another in its place. */
export type UndoOutcome = 'undone' | 'gone' | 'changed';

/** Takes back the value that was put at a path of names, if it still stands there, and what was made for it. */
export function undoMember(
  { text, undo }: Undoable,
  path: readonly string[],
): Undoable & { readonly outcome: UndoOutcome } {
  const set = undo.members.find((member) => isDeepStrictEqual(member.path, path));
  const members = without(undo.members, path);
  // Of objects in which nothing is left of what was put there, a person decides from now on.
  const objects = undo.objects.filter((object) =>
    members.some((member) => isWithin(member.path, object.path)),
  );
  const less: Undo = { ...undo, members, objects };
  const current = text === undefined ? undefined : memberAt(text, path);
  if (text === undefined || current === undefined) return { text, undo: less, outcome: 'gone' };
  if (set !== undefined && !isDeepStrictEqual(current, set.value)) {
    return { text, undo: less, outcome: 'changed' };
  }
  if (set?.former !== undefined) {
    return { text: setSource(text, path, set.former), undo: less, outcome: 'undone' };
  }
  return { text: removeWithObjects(text, path, undo), undo: less, outcome: 'undone' };
}

/** Removes a member, and the objects around it that were made for what has gone. */
function removeWithObjects(text: string, path: readonly string[], undo: Undo): string | undefined {
  const rest = removeMember(text, path);
  const around = path.slice(0, -1);
  if (Object.keys(memberAt(rest, around) as object).length > 0) return rest;
  const filled = undo.objects.find((object) => isDeepStrictEqual(object.path, around));
  if (filled?.former !== undefined) return setSource(rest, around, filled.former);
  if (around.length > 0) return filled === undefined ? rest : removeWithObjects(rest, around, undo);
  return undo.made ? undefined : (undo.blank ?? rest);
}

function filledObject(text: string, path: readonly string[]): FilledObject[] {
  const former = sourceAt(text, path);
  if (former === undefined) return path.length === 0 ? [] : [{ path }];
  return Object.keys(memberAt(text, path) as object).length === 0 ? [{ path, former }] : [];
}

function isWithin(path: readonly string[], object: readonly string[]): boolean {
  return object.every((name, depth) => path[depth] === name);
}

function without<Item extends { readonly path: readonly string[] }>(
  items: readonly Item[],
  path: readonly string[],
): Item[] {
  return items.filter((item) => !isDeepStrictEqual(item.path, path));
}
