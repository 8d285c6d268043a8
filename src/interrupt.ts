import type { Context } from './context.ts';
import { HelperError } from './errors.ts';

/**
 * Runs work that waits for a person, who may end it with Ctrl-C: the signal that the work gets aborts then, and
 * whatever it holds can be given back.
 * @throws INTERRUPTED, once the work has ended
 */
export async function interruptible<T>(
  { onInterrupt }: Pick<Context, 'onInterrupt'>,
  work: (interrupted: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const ended = new HelperError('INTERRUPTED', 'ended by Ctrl-C');
  const forget = onInterrupt(() => controller.abort(ended));
  try {
    return await work(controller.signal);
  } catch (error) {
    throw controller.signal.aborted ? ended : error;
  } finally {
    forget();
  }
}

/** Resolves after the time. @throws the signal's reason, as soon as it aborts */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
