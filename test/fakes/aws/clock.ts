/** The stand-in's own clock. It can be off, as a person's clock can be off from AWS's. */
export interface ServerClock {
  /** Added to the outside clock, in milliseconds. */
  offsetMs: number;
  /** What the stand-in believes the time to be, in epoch milliseconds. */
  nowMs(): number;
}

/** A clock on top of `outsideNow` (epoch milliseconds), not off at first. */
export function createServerClock(outsideNow: () => number): ServerClock {
  return {
    offsetMs: 0,
    nowMs() {
      return outsideNow() + this.offsetMs;
    },
  };
}
