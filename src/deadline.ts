import { HelperError } from './errors.ts';

/** The time that one request of a client may take, over everything that it waits for. */
export interface Deadline {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** Says what is being waited for from now on; the error of a time-out names it. */
  readonly waitFor: (what: string) => void;
  /** Settles as the work does, or rejects with TIMED_OUT once the time is over, even if the work never ends. */
  readonly within: <T>(work: Promise<T>) => Promise<T>;
  /**
   * Gives more time, in milliseconds, while a person is asked. Call the result when they have answered: what they
   * did not need is taken back.
   */
  readonly allow: (ms: number) => () => void;
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
  let waitingFor = 'the request on standard input';
  const expired = () =>
    new HelperError('TIMED_OUT', `no answer from ${waitingFor} within ${timeoutMs / 1000} s`, {
      hint: 'check the network or proxy, or set DOCKER_CREDENTIAL_ECR_TIMEOUT to more seconds',
    });
  const startTimer = (ms: number) => setTimeout(() => controller.abort(expired()), ms);
  let endsAt = performance.now() + timeoutMs;
  let timer = startTimer(timeoutMs);
  const moveEnd = (ms: number) => {
    endsAt += ms;
    clearTimeout(timer);
    timer = startTimer(Math.max(0, endsAt - performance.now()));
  };
  return {
    signal: controller.signal,
    waitFor: (what) => {
      waitingFor = what;
    },
    within: (work) =>
      new Promise((resolve, reject) => {
        const onAbort = () => reject(controller.signal.reason);
        if (controller.signal.aborted) return onAbort();
        controller.signal.addEventListener('abort', onAbort, { once: true });
        work.then(resolve, (error) => reject(controller.signal.aborted ? controller.signal.reason : error));
      }),
    allow: (ms) => {
      const askedAt = performance.now();
      moveEnd(ms);
      let answered = false;
      return () => {
        if (!answered) moveEnd(-Math.max(0, ms - (performance.now() - askedAt)));
        answered = true;
      };
    },
    end: () => clearTimeout(timer),
  };
}
