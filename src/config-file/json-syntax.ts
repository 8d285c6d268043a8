/** Where and why a text is no JSON object that can be taken as it is written. Line and column count from 1. */
export interface JsonError {
  readonly line: number;
  readonly column: number;
  readonly what: string;
}

/**
 * Looks through a JSON text for the first mistake; undefined when there is none. Besides what the grammar
 * (RFC 8259) forbids, it refuses a name that stands twice in an object, of which `JSON.parse` would silently
 * take the last, and names with a meaning in JavaScript, which validation would silently leave out.
 * The runtimes' own messages don't say the place (bun) or quote the file (both).
 */
export function findJsonError(text: string): JsonError | undefined {
  try {
    new Scanner(text).document();
    return undefined;
  } catch (mistake) {
    if (!(mistake instanceof Mistake)) throw mistake;
    const before = text.slice(0, mistake.offset).split('\n');
    return { line: before.length, column: (before.at(-1) ?? '').length + 1, what: mistake.message };
  }
}

class Mistake extends Error {
  readonly offset: number;
  constructor(offset: number, what: string) {
    super(what);
    this.offset = offset;
  }
}

const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/uy;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;
/** Deeper than any configuration. */
const DEEPEST = 64;

class Scanner {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): void {
    this.#value(0);
    this.#blanks();
    if (this.#offset < this.#text.length) this.#fail('expected the end of the file');
  }

  #value(depth: number): void {
    this.#blanks();
    if (depth > DEEPEST) this.#fail('this is nested too deeply');
    const first = this.#text[this.#offset];
    if (first === '{') this.#object(depth);
    else if (first === '[') this.#array(depth);
    else if (first === '"') this.#string();
    else if (this.#take(NUMBER) === undefined && this.#take(WORD) === undefined) {
      this.#fail(
        first === undefined ? 'the file ends too early' : 'expected a value in double quotes, or { or [',
      );
    }
  }

  #object(depth: number): void {
    const names = new Set<string>();
    this.#members('}', () => {
      const start = this.#offset;
      if (this.#text[start] !== '"') this.#fail('expected a name in double quotes');
      const name: string = JSON.parse(this.#string());
      if (names.has(name)) this.#fail(`the name ${JSON.stringify(name)} stands twice in one object`, start);
      if (name in {} || name === 'prototype')
        this.#fail(`the name ${JSON.stringify(name)} can't be used`, start);
      names.add(name);
      this.#blanks();
      if (this.#text[this.#offset] !== ':') this.#fail('expected : behind the name');
      this.#offset += 1;
      this.#value(depth + 1);
    });
  }

  #array(depth: number): void {
    this.#members(']', () => this.#value(depth + 1));
  }

  /** What stands between the brackets, separated by commas. */
  #members(end: string, member: () => void): void {
    this.#offset += 1;
    this.#blanks();
    if (this.#text[this.#offset] === end) {
      this.#offset += 1;
      return;
    }
    for (;;) {
      this.#blanks();
      if (this.#text[this.#offset] === end) this.#fail(`there is a comma too many before ${end}`);
      member();
      this.#blanks();
      const next = this.#text[this.#offset];
      if (next !== ',' && next !== end) {
        this.#fail(next === undefined ? `the file ends too early: expected ${end}` : `expected , or ${end}`);
      }
      this.#offset += 1;
      if (next === end) return;
    }
  }

  #string(): string {
    const start = this.#offset;
    return (
      this.#take(STRING) ??
      this.#fail('the text in double quotes has no end, or a backslash that JSON does not know', start)
    );
  }

  #blanks(): void {
    this.#take(/[ \t\r\n]*/y);
    if (this.#text.startsWith('//', this.#offset) || this.#text.startsWith('/*', this.#offset)) {
      this.#fail('JSON has no comments');
    }
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const [found] = pattern.exec(this.#text) ?? [];
    this.#offset += found?.length ?? 0;
    return found;
  }

  #fail(what: string, offset = this.#offset): never {
    throw new Mistake(offset, what);
  }
}
