import { HelperError } from './errors.ts';

/** The time that one request of a client may take, over everything that it waits for. */
export interface Deadline {
  /** Aborts when the time is over. */
  readonly signal: AbortSignal;
  /** Says what is being waited for from now on; the error of a time-out names it. */
  readonly waitFor: (what: string) => void;
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
  const expired = () =>
    new HelperError('TIMED_OUT', `no answer from ${waitingFor} within ${timeoutMs / 1000} s`, {
      hint: 'check the network or proxy, or set DOCKER_CREDENTIAL_ECR_TIMEOUT to more seconds',
    });
  const timer = setTimeout(() => controller.abort(expired()), timeoutMs);
  return {
    signal: controller.signal,
    waitFor: (what) => {
      waitingFor = what;
    },
    within: (work) =>
      new Promise((resolve, reject) => {
        const timeOut = () => reject(controller.signal.reason);
        if (controller.signal.aborted) return timeOut();
        // What follows at once on the signal settles before an immediate.
        controller.signal.addEventListener('abort', () => setImmediate(timeOut), { once: true });
        work.then(resolve, (error) => reject(controller.signal.aborted ? controller.signal.reason : error));
      }),
    end: () => clearTimeout(timer),
  };
}
