/** Epoch milliseconds of a signing date such as `20260131T235959Z`, or undefined when it isn't one. */
export function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second] = match;
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** A signing date such as `20260131T235959Z` from epoch milliseconds. */
export function formatAmzDate(epochMs: number): string {
  return `${formatIsoSeconds(epochMs).replaceAll(/[-:]/g, '')}`;
}

/** An ISO date in whole seconds, such as `2026-01-31T23:59:59Z`, from epoch milliseconds. */
export function formatIsoSeconds(epochMs: number): string {
  return new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
