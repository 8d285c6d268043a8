/** What the value of an option or an operand names, so that a shell can complete it. */
export type Named = 'registry' | 'profile' | 'identity' | 'command';

/** An option of a command. `type`, `short` and `multiple` are what `parseArgs` of node:util takes. */
export interface OptionDescription {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** What stands for its value in a usage line, such as `P`; every option of type string has one. */
  readonly value?: string;
  readonly meaning: string;
  /** The only values that it takes. */
  readonly values?: readonly string[];
  readonly names?: Named;
}

/** What stands behind a command and is no option. */
export interface OperandDescription {
  /** As in a usage line, such as `REGISTRY`. */
  readonly name: string;
  readonly meaning: string;
  /** How many there may be; all may be left out. */
  readonly most: 'one' | 'many';
  /** The only values that it takes. */
  readonly values?: readonly string[];
  readonly names?: Named;
}

/** A command line that does what it says, and what that is. */
export interface Example {
  readonly command: string;
  readonly does: string;
}

/**
 * All that people are told about a command, and how its arguments are read: the one text that `--help`, the manual
 * page and the shells' completions are made from. Texts are sentences, without line ends.
 */
export interface CommandDescription {
  readonly name: string;
  /** What it does, in a few words: no capital, no full stop. */
  readonly summary: string;
  /** Paragraphs that say more. */
  readonly about: readonly string[];
  readonly operand?: OperandDescription;
  readonly options: Readonly<Record<string, OptionDescription>>;
  readonly examples: readonly [Example, Example, ...Example[]];
  /** Exit statuses beside 0, and what they mean. */
  readonly exitStatus: Readonly<Record<number, string>>;
}

/** The exit statuses of a command that can fail in the ordinary ways. */
export const ORDINARY_EXIT_STATUS = { 1: 'something failed', 2: 'the arguments make no sense' } as const;
