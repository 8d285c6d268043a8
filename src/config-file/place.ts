/** Something wrong in the configuration file: where, and what was expected there. */
export interface Problem {
  /** The names on the way to it, from the top. */
  readonly path: readonly (string | number)[];
  /** What is wrong, to be read behind the place. */
  readonly what: string;
}

/** A place in the file as a person reads it: `registries.eu.identity`, `registries."dev/ecr".host`; empty for the whole. */
export function showPlace(path: readonly (string | number)[]): string {
  return path.map((key) => (/^[\w$-]+$/.test(`${key}`) ? key : JSON.stringify(key))).join('.');
}

/** A value as a message shows it: short, and no more of an object than that it is one. */
export function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > LONGEST_VALUE ? `${text.slice(0, LONGEST_VALUE)}…` : text;
}

const LONGEST_VALUE = 80;
