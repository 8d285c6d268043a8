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

/** The known word that the given one was most likely meant to be, if one is close. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const close = [...known]
    .map((candidate) => ({ candidate, distance: editDistance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.floor(candidate.length / 3));
  return close.sort((one, other) => one.distance - other.distance)[0]?.candidate;
}

/** How many letters must be added, taken away or changed to get from one word to the other (Levenshtein). */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const change = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(change, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
