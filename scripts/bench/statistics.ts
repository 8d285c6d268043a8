/** What a series of measurements comes to. */
export interface Summary {
  readonly median: number;
  /** One measurement of ten is below this. */
  readonly p10: number;
  /** One measurement of ten is above this. */
  readonly p90: number;
  readonly runs: number;
}

/** The median and the spread of one or more measurements. */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => quantile(sorted, share);
  return { median: at(0.5), p10: at(0.1), p90: at(0.9), runs: sorted.length };
}

/**
 * How much of the peer's measurements these are, pair by pair: each is divided by the peer's of the same round, so
 * that what slowed the machine for a while slowed both.
 */
export function ratios(values: readonly number[], peers: readonly number[]): Summary {
  if (values.length !== peers.length) throw new Error('Each measurement needs the one of its own round.');
  return summarize(values.map((value, round) => value / (peers[round] ?? Number.NaN)));
}

/** The value below which a share of the sorted ones lies, on the straight line between its neighbours. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new Error('There is nothing to summarize.');
  return below + (above - below) * (place - Math.floor(place));
}
