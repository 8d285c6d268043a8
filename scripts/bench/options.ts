/** What a person may choose about a run. */
export interface Options {
  /** Rounds of a hit; the slower cases take a share of them. */
  readonly runs: number;
  /** Which cases are measured, by their titles; all by default. */
  readonly only: RegExp;
  /** Amazon's helper, where it isn't on PATH. */
  readonly peer: string | undefined;
}

const DEFAULT_RUNS = 30;

/** Reads `RUNS`, `ONLY` (a regular expression) and `PEER`. Throws an Error that names the wrong one. */
export function readOptions(env: Readonly<Record<string, string | undefined>>): Options {
  const runs = env.RUNS ? Number(env.RUNS) : DEFAULT_RUNS;
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`RUNS is no number of rounds: ${env.RUNS}`);
  return { runs, only: readPattern(env.ONLY ?? ''), peer: env.PEER || undefined };
}

function readPattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch {
    throw new Error(`ONLY is no regular expression: ${text}`);
  }
}
