/** How a token is had. Data alone, so that a row of the table is one; get-token.ts does it. */
export type Recipe = VariableRecipe | ProgramRecipe | RequestRecipe | FileRecipe | CommandRecipe;

/** From the first of the environment variables that is set. */
export interface VariableRecipe {
  readonly by: 'variable';
  readonly names: readonly string[];
  /** What a person can do when none is set. */
  readonly remedy: string;
}

/** What the first of the programs on PATH prints when it is run with the words. */
export interface ProgramRecipe {
  readonly by: 'program';
  readonly names: readonly string[];
  readonly words: readonly string[];
  /** What a person adds to the command to see why it fails, without showing a token to everyone. */
  readonly toSeeWhy: string;
}

/** What a GET answers in the member `value`. The variables hold the address and the bearer token that it takes. */
export interface RequestRecipe {
  readonly by: 'request';
  readonly urlVariable: string;
  readonly bearerVariable: string;
  readonly audience: string;
  readonly remedy: string;
}

/** What is in the file. The path is absolute, or begins with `~/`. */
export interface FileRecipe {
  readonly by: 'file';
  readonly path: string;
}

/** What the command prints: a program's name or absolute path, and its words, with no shell between. */
export interface CommandRecipe {
  readonly by: 'command';
  readonly command: readonly string[];
}
