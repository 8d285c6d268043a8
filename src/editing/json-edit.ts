import { type Node, parseTree } from 'jsonc-parser';
import { findJsonError } from '../config-file/json-syntax.ts';
import { HelperError } from '../errors.ts';

/** How a JSON text is laid out, so that what is added looks like the rest. */
interface Style {
  readonly lineEnd: string;
  /** One level of indentation. */
  readonly unit: string;
  /** What stands between a name and its value. */
  readonly colon: string;
}

/** Docker's own style, for a text that shows none. */
const DOCKERS_STYLE: Style = { lineEnd: '\n', unit: '\t', colon: ': ' };

/**
 * Checks that a text can be edited: that it is empty or one JSON object, with no name twice in it.
 * @throws FILE_INVALID, naming the file, line and column
 */
export function checkJsonText(text: string, path: string): void {
  const json = withoutMark(text);
  if (isBlank(json)) return;
  const mistake = findJsonError(json);
  const { line, column, what } = mistake ?? { line: 1, column: 1, what: 'expected { at the beginning' };
  if (mistake === undefined && isObject(JSON.parse(json))) return;
  throw new HelperError('FILE_INVALID', `${path}, line ${line}, column ${column}: this is no JSON: ${what}`, {
    hint: `correct line ${line} of it; it is left as it is`,
  });
}

/**
 * The value at a path of names, from a JSON text that was checked; undefined if there is none.
 * Of a name that stands twice the last one counts, as for JSON.parse.
 */
export function memberAt(text: string, path: readonly string[]): unknown {
  let value: unknown = isBlank(text) ? {} : JSON.parse(withoutMark(text));
  for (const name of path) {
    if (!isObject(value) || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** What stands at a path of names, letter by letter; undefined if there is nothing. The text must have been checked. */
export function sourceAt(text: string, path: readonly string[]): string | undefined {
  const node = isBlank(text) ? undefined : nodeAt(text, path);
  return node && text.slice(node.offset, endOf(node));
}

/** Puts a piece of JSON, as it is, in the place of the value at a path of names, which must be there. */
export function setSource(text: string, path: readonly string[], source: string): string {
  const node = nodeAt(text, path);
  if (node === undefined) throw new TypeError('there is no such value');
  return splice(text, node.offset, endOf(node), source);
}

/** Whether a text holds nothing: an empty file, maybe with a byte order mark. */
export function isBlank(text: string): boolean {
  return withoutMark(text).trim() === '';
}

/**
 * Sets the value at a path of names and changes nothing else of the text: neither order nor layout. Objects that are
 * missing on the way are made; what is new stands behind what is there. The text must be valid JSON with an object
 * at every step of the path that is there (see {@link checkJsonText}); an empty text is an empty object.
 */
export function setMember(text: string, path: readonly string[], value: unknown): string {
  if (isBlank(text)) return `${render(nested(path, value), '', DOCKERS_STYLE)}\n`;
  const style = styleOf(text);
  let node = rootOf(text);
  for (const [depth, name] of path.entries()) {
    const property = propertyOf(node, name);
    if (property === undefined) return insert(text, node, name, nested(path.slice(depth + 1), value), style);
    node = propertyValue(property);
  }
  return splice(text, node.offset, endOf(node), render(value, indentAt(text, node.offset), style));
}

/** Removes the member at a path of names, if it is there, and changes nothing else of the text. */
export function removeMember(text: string, path: readonly string[]): string {
  const name = path.at(-1) ?? '';
  const node = nodeAt(text, path.slice(0, -1));
  if (node === undefined) return text;
  const members = node.children ?? [];
  const index = members.findLastIndex((member) => nameOf(member) === name);
  const member = members[index];
  if (member === undefined) return text;
  const [previous, next] = [members[index - 1], members[index + 1]];
  if (next !== undefined) return splice(text, member.offset, next.offset, '');
  if (previous !== undefined) return splice(text, endOf(previous), endOf(member), '');
  return splice(text, node.offset, endOf(node), '{}');
}

function insert(text: string, parent: Node, name: string, value: unknown, style: Style): string {
  const last = parent.children?.at(-1);
  const member = (indent: string) => `${JSON.stringify(name)}${style.colon}${render(value, indent, style)}`;
  if (last !== undefined) {
    const before = text.slice(0, last.offset);
    const lead = before.slice(before.trimEnd().length);
    // The first member says little about what stands between two of them on one line.
    const isAlone = parent.children?.length === 1 && !lead.includes('\n');
    const separator = isAlone && style.colon.endsWith(' ') ? ' ' : lead;
    return splice(text, endOf(last), endOf(last), `,${separator}${member(indentAt(text, last.offset))}`);
  }
  const made = render({ [name]: value }, indentAt(text, parent.offset), style);
  return splice(text, parent.offset, endOf(parent), made);
}

/** A value as it stands behind its name, where the line of the name has the indentation. */
function render(value: unknown, indent: string, style: Style): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const { lineEnd, unit, colon } = style;
  const [open, end] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const inner = lineEnd === '' ? '' : indent + unit;
  const members = Object.entries(value).map(([name, member]) => {
    const text = render(member, inner, style);
    return Array.isArray(value) ? text : `${JSON.stringify(name)}${colon}${text}`;
  });
  if (members.length === 0) return open + end;
  if (lineEnd === '') return `${open}${members.join(colon.endsWith(' ') ? ', ' : ',')}${end}`;
  return `${open}${lineEnd}${inner}${members.join(`,${lineEnd}${inner}`)}${lineEnd}${indent}${end}`;
}

function styleOf(text: string): Style {
  const root = rootOf(text);
  const [first] = root.children ?? [];
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  if (first === undefined) return { ...DOCKERS_STYLE, lineEnd: end };
  const [key, value] = first.children ?? [];
  const colon = key && value ? text.slice(endOf(key), value.offset) : ': ';
  const isOnLines = /\n[ \t]*$/.test(text.slice(root.offset, first.offset));
  const [outer, inner] = [indentAt(text, root.offset), indentAt(text, first.offset)];
  const unit = (inner.startsWith(outer) ? inner.slice(outer.length) : inner) || DOCKERS_STYLE.unit;
  return { lineEnd: isOnLines ? end : '', unit, colon: /[\r\n]/.test(colon) ? ': ' : colon };
}

/** The blanks that the line of the offset begins with. */
function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^[ \t]*/.exec(line)?.[0] ?? '';
}

/** The tree of a JSON text that is an object; undefined for any other. */
export function objectTree(text: string): Node | undefined {
  // jsonc-parser counts the byte order mark, and takes it for nothing.
  const root = parseTree(text.replace(/^\uFEFF/, ' '));
  return root?.type === 'object' ? root : undefined;
}

function rootOf(text: string): Node {
  const root = objectTree(text);
  if (root === undefined) throw new TypeError('the text is no JSON object');
  return root;
}

/** The value at a path of names. */
function nodeAt(text: string, path: readonly string[]): Node | undefined {
  let node: Node = rootOf(text);
  for (const name of path) {
    const property = propertyOf(node, name);
    if (property === undefined) return undefined;
    node = propertyValue(property);
  }
  return node;
}

function propertyOf(parent: Node, name: string): Node | undefined {
  return parent.children?.findLast((member) => nameOf(member) === name);
}

function nameOf(property: Node): unknown {
  return property.children?.[0]?.value;
}

function propertyValue(property: Node): Node {
  const value = property.children?.[1];
  if (value === undefined) throw new TypeError('the text is no JSON');
  return value;
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function nested(path: readonly string[], value: unknown): unknown {
  return path.reduceRight((inner, name) => ({ [name]: inner }), value);
}

/** Whether a value of JSON is an object. */
export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function splice(text: string, start: number, end: number, insertion: string): string {
  return text.slice(0, start) + insertion + text.slice(end);
}

/** The text without the byte order mark that Windows' editors begin a file with. */
export function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}
