/** How long a pasted token counts when it doesn't say so itself: as long as ECR's tokens last. */
const DEFAULT_LIFE_MS = 12 * 60 * 60 * 1000;

/**
 * When a pasted token expires, in milliseconds since the epoch: by the hint inside it, else 12 hours after it was pasted.
 * An ECR password is base64 of JSON with `expiration` in seconds since the epoch. That is undocumented and
 * missing from older ones, hence a hint.
 */
export function pastedExpiry(password: string, pastedAt: number): number {
  try {
    const { expiration } = JSON.parse(Buffer.from(password, 'base64').toString());
    if (typeof expiration === 'number' && Number.isFinite(expiration)) return expiration * 1000;
  } catch {
    // No hint.
  }
  return pastedAt + DEFAULT_LIFE_MS;
}
