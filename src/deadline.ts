import { HelperError } from './errors.ts';

/** The time that one request of a client may take, over everything that it waits for. */
export interface Deadline {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** Says what is being waited for from now on; the error of a time-out names it. */
  readonly waitFor: (what: string) => void;
  /**
   * Stops the clock while the work waits for a person, who is slower than any network: the work gets its own
   * `milliseconds` instead, and rejects with TIMED_OUT after them.
   */
  readonly waitForPerson: <T>(what: string, milliseconds: number, work: Promise<T>) => Promise<T>;
  /**
   * Settles as the work does, or rejects with TIMED_OUT once the time is over, even if the work never ends. Work
   * that has an answer of its own to the signal gives it.
   */
  readonly within: <T>(work: Promise<T>) => Promise<T>;
  /** Stops the clock. */
  readonly end: () => void;
}

/**
 * Starts a deadline.
 * An abort signal over the whole, since the SDK's `requestTimeout` does not end a request to a server that
 * accepts and never answers, and its credential providers take no signal at all.
 */
export function startDeadline(timeoutMs: number): Deadline {
  const controller = new AbortController();
  let waitingFor = 'whoever writes to standard input';
  let persons = 0;
  const expire = (from: string, milliseconds: number, hint: string) => {
    const message = `no answer from ${from} within ${milliseconds / 1000} s`;
    controller.abort(new HelperError('TIMED_OUT', message, { hint }));
  };
  const clock = startClock(timeoutMs, () =>
    expire(
      waitingFor,
      timeoutMs,
      'check the network or proxy, or set DOCKER_CREDENTIAL_ECR_TIMEOUT to more seconds',
    ),
  );
  const within = <T>(work: Promise<T>) =>
    new Promise<T>((resolve, reject) => {
      const timeOut = () => reject(controller.signal.reason);
      if (controller.signal.aborted) return timeOut();
      // What follows at once on the signal settles before an immediate.
      controller.signal.addEventListener('abort', () => setImmediate(timeOut), { once: true });
      // The work may have put the time-out into its own words; anything else is what the abort has broken.
      const isTimeOut = (error: unknown) => error instanceof HelperError && error.code === 'TIMED_OUT';
      work.then(resolve, (error) =>
        reject(controller.signal.aborted && !isTimeOut(error) ? controller.signal.reason : error),
      );
    });
  return {
    signal: controller.signal,
    waitFor: (what) => {
      waitingFor = what;
    },
    waitForPerson: async (what, milliseconds, work) => {
      persons += 1;
      clock.stop();
      const patience = setTimeout(() => expire(what, milliseconds, 'try again'), milliseconds);
      try {
        return await within(work);
      } finally {
        clearTimeout(patience);
        persons -= 1;
        if (persons === 0) clock.goOn();
      }
    },
    within,
    end: clock.stop,
  };
}

/** A clock that runs `milliseconds`, stops not counted, and then calls `onEnd`. */
function startClock(milliseconds: number, onEnd: () => void) {
  let left = milliseconds;
  let startedAt = 0;
  let timer: NodeJS.Timeout | undefined;
  const goOn = () => {
    startedAt = performance.now();
    timer = setTimeout(onEnd, left);
  };
  const stop = () => {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    left = Math.max(0, left - (performance.now() - startedAt));
  };
  goOn();
  return { goOn, stop };
}
