import type { Context } from '../context.ts';
import { type ErrorCode, HelperError } from '../errors.ts';
import { readPrivateFile, removeFile, writePrivateFile } from '../files.ts';
import { withLock } from '../lock.ts';
import type { Log } from '../log.ts';
import type { Agreement } from './cache.ts';

/** What is kept of a failure, so that those who wait for one answer share one refusal too. */
interface KeptFailure {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/**
 * Makes a request that any number of processes want at the same time once: one asks, the others wait and get
 * its answer, or its error.
 * @param answer the answer that somebody's request has brought about, if there is one by now
 * @throws what the request throws; the signal's reason
 */
export async function oneRequest<T>(
  agreement: Agreement,
  surroundings: { readonly context: Context; readonly signal: AbortSignal; readonly log: Log },
  answer: () => T | undefined,
  request: () => Promise<T>,
): Promise<T> {
  const { context, signal, log } = surroundings;
  const waitingSince = context.now();
  const answerOrFailure = () => {
    const answered = answer();
    if (answered === undefined) throwFailure(agreement.failure, waitingSince, context);
    return answered;
  };
  return withLock(agreement.lock, { context, log }, { signal, answer: answerOrFailure }, async () => {
    try {
      const answered = await request();
      quietly(() => removeFile(agreement.failure));
      quietly(() => removeFile(agreement.renewal));
      return answered;
    } catch (error) {
      keepFailure(agreement.failure, error, context);
      throw error;
    }
  });
}

function throwFailure(path: string, since: number, context: Context): void {
  const failure = readFailure(path, context);
  if (failure === undefined || failure.at < since) return;
  throw new HelperError(failure.code, failure.message, {
    ...(failure.hint !== undefined && { hint: failure.hint }),
  });
}

function readFailure(path: string, context: Context): KeptFailure | undefined {
  try {
    const text = readPrivateFile(path, context);
    const failure: unknown = text === undefined ? undefined : JSON.parse(text);
    return isKeptFailure(failure) ? failure : undefined;
  } catch {
    return undefined;
  }
}

function isKeptFailure(failure: unknown): failure is KeptFailure {
  const { at, code, message } = (failure ?? {}) as Record<string, unknown>;
  return Number.isFinite(at) && typeof code === 'string' && typeof message === 'string';
}

function keepFailure(path: string, error: unknown, context: Context): void {
  // A time-out is this process's own; others may have more time.
  if (!(error instanceof HelperError) || error.code === 'TIMED_OUT') return;
  const { code, message, hint } = error;
  const failure: KeptFailure = { at: context.now(), code, message, ...(hint !== undefined && { hint }) };
  quietly(() => writePrivateFile(path, JSON.stringify(failure), context.randomName(), { lasting: false }));
}

/** Where nothing can be written there is one request more, and nothing else is lost. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // As above.
  }
}
