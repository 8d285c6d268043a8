import type { Machine } from './machine.ts';
import type { Summary } from './statistics.ts';

/** `bun` and `node` are our two executables, `peer` is Amazon's helper. */
export type ProgramId = 'bun' | 'node' | 'peer';

/** How a program reaches the stand-in: by plain HTTP at its address, or over TLS through a proxy, under AWS's names. */
export type Transport = 'loopback' | 'TLS';

/** A program that is measured, as it shows in the outputs. */
export interface ProgramLabel {
  readonly id: ProgramId;
  readonly name: string;
  readonly version: string;
}

/** What is measured. */
export interface CaseLabel {
  readonly group: 'hit' | 'cold' | 'at once' | 'accounts' | 'renewal' | 'memory';
  /** The rest of its name, such as `SSO profile`. */
  readonly name: string;
  readonly transport: Transport;
  /** How much later the stand-in answers each request, in milliseconds. */
  readonly delayMs: number;
  readonly unit: 'ms' | 'MB';
  /** What is measured besides, in milliseconds. */
  readonly also?: string;
}

/** What a program was measured at. */
export interface Measured {
  readonly program: ProgramId;
  /** In the case's unit, in the order of the rounds. */
  readonly values: readonly number[];
  readonly summary: Summary;
  /** To the peer's, pair by pair; only where both were measured. */
  readonly ratioToPeer?: Summary;
  /** Requests to AWS in one round: the median. */
  readonly requests: number;
  /** Those of them that asked for an authorization token: the most in any round. */
  readonly tokenRequests: number;
  readonly also?: Summary;
}

/** A program that could not do the work, and why. */
export interface Unable {
  readonly program: ProgramId;
  readonly reason: string;
}

export type Cell = Measured | Unable;

export interface CaseResult extends CaseLabel {
  readonly cells: readonly Cell[];
}

/** Whether one of our executables reached a target. */
export interface Verdict {
  readonly target: string;
  readonly program: ProgramId;
  readonly measured: string;
  readonly isReached: boolean;
}

/** All that one run of the benchmark found. */
export interface Results {
  /** ISO date. */
  readonly madeAt: string;
  readonly machine: Machine;
  readonly programs: readonly ProgramLabel[];
  readonly cases: readonly CaseResult[];
  readonly verdicts: readonly Verdict[];
}

/** The case's full name, which `ONLY` is matched against. */
export function caseTitle({ group, name, transport, delayMs }: CaseLabel): string {
  return [group, name, transport, `${delayMs} ms`].join(', ');
}

/** What a program was measured at, if it could do the work. */
export function measuredCell(result: CaseResult | undefined, program: ProgramId): Measured | undefined {
  return result?.cells.find((cell): cell is Measured => cell.program === program && 'summary' in cell);
}
