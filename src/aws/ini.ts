/** A section's settings, by lower-case name; a nested one is named `outer.inner`. */
export type Section = ReadonlyMap<string, string>;

/** A file's sections, by what stands between the brackets. */
export type Sections = ReadonlyMap<string, Section>;

/** Where and why a text is no INI file as AWS has them. */
export interface IniError {
  /** Counted from 1. */
  readonly line: number;
  readonly expected: string;
}

/**
 * Parses an AWS config or credentials file (AWS SDKs and Tools Reference Guide, "Shared config and credentials
 * files"): sections, `name = value`, comments on lines of their own or behind a blank, and settings nested
 * under another by indentation. A section that stands twice is merged, as the AWS SDKs do.
 */
export function parseIni(text: string): Sections | IniError {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let outer: string | undefined;
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.replace(/(^|\s)[;#].*$/, '').trimEnd();
    if (line.trim() === '') continue;
    const isNested = /^\s/.test(line) && outer !== undefined;

    const header = isNested ? null : /^\s*\[(.*)$/.exec(line);
    if (header) {
      const name = /^\s*\[([^\]]*)\]\s*$/.exec(line)?.[1]?.trim();
      if (!name) return { line: index + 1, expected: 'a section such as [default] or [profile dev]' };
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      outer = undefined;
      continue;
    }

    if (section === undefined)
      return { line: index + 1, expected: 'a section such as [default] or [profile dev] first' };
    const equals = line.indexOf('=');
    const name = line.slice(0, equals).trim().toLowerCase();
    const value = line.slice(equals + 1).trim();
    if (isNested) {
      // A nested line without a setting continues the value above; no setting that matters here goes over two lines.
      if (equals > 0 && name !== '') section.set(`${outer}.${name}`, value);
      continue;
    }
    if (equals < 0 || name === '') return { line: index + 1, expected: 'name = value' };
    section.set(name, value);
    outer = name;
  }
  return sections;
}
