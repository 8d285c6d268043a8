// Patterns of host names: `*` stands for one character or more, dots among them, so that `*.amazonaws.com`
// is every registry of that suffix and `*.dkr.ecr.eu-west-1.amazonaws.com` every account's in that region.

/** Whether the text is a pattern rather than a host name. */
export function isPattern(host: string): boolean {
  return host.includes('*');
}

/** Whether the host is one of the pattern's. Both in lower case. */
export function matchesPattern(pattern: string, host: string): boolean {
  return overlap(pattern, host);
}

/** How specific a pattern is: the number of its characters other than `*`. */
export function literalCharacters(pattern: string): number {
  return pattern.replaceAll('*', '').length;
}

/** Whether there is a host that both patterns match. A host name is a pattern that matches itself. */
export function overlap(one: string, other: string): boolean {
  // For each pair of positions, whether what is behind them can be the same text; from the ends to the front.
  const width = other.length + 1;
  const same: boolean[] = new Array((one.length + 1) * width).fill(false);
  const at = (row: number, column: number) => same[row * width + column] ?? false;
  for (let row = one.length; row >= 0; row -= 1) {
    for (let column = other.length; column >= 0; column -= 1) {
      const [left, right] = [one[row], other[column]];
      const isEnd = left === undefined && right === undefined;
      // A pair of characters that can be the same; each `*` may end with it or take another character.
      const isPair =
        left !== undefined && right !== undefined && (left === '*' || right === '*' || left === right);
      same[row * width + column] =
        isEnd ||
        (isPair &&
          (at(row + 1, column + 1) ||
            (left === '*' && at(row, column + 1)) ||
            (right === '*' && at(row + 1, column))));
    }
  }
  return at(0, 0);
}
