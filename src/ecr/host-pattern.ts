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
  // Pairs of positions whose rests have nothing in common; without this, many stars would take for ever.
  const hopeless = new Set<number>();
  const width = other.length + 1;
  const restsOverlap = (row: number, column: number): boolean => {
    const left = one[row];
    const right = other[column];
    if (left === undefined || right === undefined) return left === right;
    if (left !== right && left !== '*' && right !== '*') return false;
    const place = row * width + column;
    if (hopeless.has(place)) return false;
    // Both take a character; a star may end with it or take another.
    const does =
      restsOverlap(row + 1, column + 1) ||
      (left === '*' && restsOverlap(row, column + 1)) ||
      (right === '*' && restsOverlap(row + 1, column));
    if (!does) hopeless.add(place);
    return does;
  };
  return restsOverlap(0, 0);
}
