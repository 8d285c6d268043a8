import type { Place } from './place.ts';
import type { Program } from './programs.ts';
import type { CaseLabel } from './results.ts';

/** One measurement. */
export interface Sample {
  /** In the case's unit. */
  readonly value: number;
  /** Requests that the stand-in got. */
  readonly requests: number;
  /** Those of them that asked for an authorization token. */
  readonly tokenRequests: number;
  /** What the case measures besides, in milliseconds. */
  readonly also?: number;
}

/** A program that is ready to do a case's work, at a home directory of its own. */
export interface Contestant {
  /** Does the work once. Throws an Error with the reason if the program can't. */
  measure(): Promise<Sample>;
  /** Removes what is theirs. */
  leave(): Promise<void>;
}

/** A piece of work that is measured. */
export interface Case extends CaseLabel {
  /** Whether a first round is left out, which finds files and code that the system hasn't read yet. */
  readonly warmUp: boolean;
  /** How many rounds are measured, given those of a hit. */
  readonly rounds: (runs: number) => number;
  /** Makes a program ready. Throws an Error with the reason if the program can't do the work. */
  readonly open: (place: Place, program: Program) => Promise<Contestant>;
}
