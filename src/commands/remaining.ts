/** A time span as `11h59m`, `59m` or `59s`; rounded down. */
export function remaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60) % 60;
  const hours = Math.floor(seconds / 3600);
  return hours === 0 ? `${minutes}m` : `${hours}h${String(minutes).padStart(2, '0')}m`;
}
