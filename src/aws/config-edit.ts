import { isBlank } from '../editing/json-edit.ts';
/** Lines that were added to an AWS config file: enough to find and remove them again. */
export interface AddedLines {
  /** What stands between the brackets of the section. */
  readonly section: string;
  /** Whether the section came with them; its header, and a blank line before it where one was needed, are among the lines then. */
  readonly isNewSection: boolean;
  /** Without their ends. */
  readonly lines: readonly string[];
}

/** The settings to add, in their order. */
export type NewSettings = readonly (readonly [name: string, value: string])[];

/**
 * Adds settings to an AWS config file and changes nothing else of it: behind the last setting of the section (of one
 * that stands twice, the later, whose settings count), or in a new section at the end of the file, with a blank line
 * before it. Line ends and a missing final newline stay as they are. The text must be one that parseIni takes.
 */
export function addSettings(
  text: string,
  section: string,
  settings: NewSettings,
): { readonly text: string; readonly added: AddedLines } {
  if (/\p{Cc}/u.test([section, ...settings.flat()].join('')))
    throw new TypeError('no setting goes over two lines');
  const scanned = scan(text);
  const own = scanned.filter((line) => line.section === section && line.says);
  const equals = /^[^=]*\S=\S/.test((own.slice(1).at(-1) ?? firstSetting(scanned))?.text ?? '') ? '=' : ' = ';
  const assignments = settings.map(([name, value]) => `${name}${equals}${value}`);
  const last = own.at(-1);
  if (last !== undefined) {
    const at = scanned.indexOf(last) + 1;
    return {
      text: insert(scanned, at, assignments),
      added: { section, isNewSection: false, lines: assignments },
    };
  }
  const isSeparate = scanned.length === 0 || isBlank(scanned.at(-1)?.text ?? '');
  const lines = [...(isSeparate ? [] : ['']), `[${section}]`, ...assignments];
  return {
    text: insert(scanned, scanned.length, lines),
    added: { section, isNewSection: true, lines },
  };
}

/**
 * Removes lines that were added, where they still stand as they were; undefined where they don't. A section is removed
 * only while it holds nothing else, since what else it holds would come to belong to the one before it.
 */
export function removeAddedLines(
  text: string,
  { section, isNewSection, lines }: AddedLines,
): string | undefined {
  const scanned = scan(text);
  const candidates = lines[0] === '' ? [lines, lines.slice(1)] : [lines];
  for (const wanted of candidates) {
    for (let at = scanned.length - wanted.length; at >= 0; at--) {
      const found = scanned.slice(at, at + wanted.length);
      if (!found.every((line, index) => line.text === wanted[index])) continue;
      if (found.at(-1)?.section !== section || isContinued(scanned, at + wanted.length)) continue;
      if (isNewSection && holdsMore(scanned, at + wanted.length)) continue;
      return remove(scanned, at, wanted.length);
    }
  }
  return undefined;
}

interface Line {
  /** Without its end. */
  readonly text: string;
  /** Empty for a last line that has none. */
  readonly end: string;
  /** The section that the line stands in; its header is in it too. */
  readonly section: string | undefined;
  readonly isHeader: boolean;
  /** Whether it is neither blank nor a comment. */
  readonly says: boolean;
}

/** The lines of the text, by the rules of parseIni (ini.ts). */
function scan(text: string): Line[] {
  let section: string | undefined;
  let isBehindSetting = false;
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((whole) => {
    const [end = ''] = /\r?\n$/.exec(whole) ?? [];
    const line = whole.slice(0, whole.length - end.length);
    const bare = line.replace(/^\uFEFF/, '').replace(/(^|\s)[;#].*$/, '');
    const isNested = /^\s/.test(bare) && isBehindSetting;
    const title = isNested ? undefined : /^\s*\[([^\]]*)\]\s*$/.exec(bare)?.[1]?.trim();
    const isHeader = title !== undefined;
    if (isHeader) section = title;
    const says = !isBlank(bare);
    if (says && !isNested) isBehindSetting = !isHeader;
    return { text: line, end, section, isHeader, says };
  });
}

function firstSetting(scanned: readonly Line[]): Line | undefined {
  return scanned.find(({ says, isHeader }) => says && !isHeader);
}

/** Whether the line belongs to the setting above it. */
function isContinued(scanned: readonly Line[], at: number): boolean {
  const next = scanned[at];
  return next?.says === true && !next.isHeader && /^\s/.test(next.text);
}

/** Whether the section goes on from there with anything but blank lines and comments. */
function holdsMore(scanned: readonly Line[], at: number): boolean {
  const next = scanned.slice(at).find(({ says }) => says);
  return next !== undefined && !next.isHeader;
}

function insert(scanned: readonly Line[], at: number, lines: readonly string[]): string {
  const end = scanned.find((line) => line.end !== '')?.end ?? '\n';
  const before = joined(scanned.slice(0, at));
  const after = joined(scanned.slice(at));
  const isCut = before !== '' && !before.endsWith('\n');
  return isCut
    ? before + lines.map((line) => end + line).join('')
    : `${before}${lines.join(end)}${end}${after}`;
}

function remove(scanned: readonly Line[], at: number, count: number): string {
  const before = joined(scanned.slice(0, at));
  const after = joined(scanned.slice(at + count));
  const wasCut = after === '' && scanned.at(-1)?.end === '';
  return wasCut ? before.replace(/\r?\n$/, '') : before + after;
}

function joined(lines: readonly Line[]): string {
  return lines.map(({ text, end }) => text + end).join('');
}
