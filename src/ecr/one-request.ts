import type { Context } from '../context.ts';
import { type ErrorCode, HelperError } from '../errors.ts';
import { readPrivateFile, removeFile, writePrivateFile } from '../files.ts';
import { withLock } from '../lock.ts';
import type { Log } from '../log.ts';
import { redactor } from '../redact.ts';
import type { Agreement } from './cache.ts';

/**
 * What is kept of a request whose answer others can't find in the cache, so that those who wait for it share a
 * refusal too, and don't wait in vain for each other.
 */
interface Outcome {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Undefined where there was an answer which could not be kept. */
  readonly failure?: { readonly code: ErrorCode; readonly message: string; readonly hint?: string };
}

/**
 * Makes a request that any number of processes want at the same time once: one asks, the others wait and get
 * its answer, or its error. Where its answer can't be kept, each asks for itself.
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
  /** The answer, or how to get it where waiting is of no use. @throws the failure of somebody's request */
  const sharedAnswer = (): (() => T | Promise<T>) | undefined => {
    const answered = answer();
    if (answered !== undefined) return () => answered;
    const outcome = readOutcome(agreement.outcome, context);
    // From the future: the clock was set back since.
    if (outcome === undefined || outcome.at < waitingSince || outcome.at > context.now()) return undefined;
    if (outcome.failure === undefined) return request;
    const { code, message, hint } = outcome.failure;
    throw new HelperError(code, message, { hint });
  };
  const result = await withLock(
    agreement.lock,
    { context, log },
    { signal, answer: sharedAnswer },
    async () => {
      try {
        const answered = await request();
        if (answer() === undefined) keepOutcome(agreement.outcome, { at: context.now() }, context);
        else quietly(() => removeFile(agreement.outcome));
        quietly(() => removeFile(agreement.renewal));
        return () => answered;
      } catch (error) {
        keepFailure(agreement.outcome, error, context);
        throw error;
      }
    },
  );
  return result();
}

function readOutcome(path: string, context: Context): Outcome | undefined {
  try {
    const outcome: unknown = JSON.parse(readPrivateFile(path, context) ?? '');
    return isOutcome(outcome) ? outcome : undefined;
  } catch {
    return undefined;
  }
}

function isOutcome(outcome: unknown): outcome is Outcome {
  const { at, failure } = (outcome ?? {}) as Record<string, unknown>;
  if (!Number.isFinite(at)) return false;
  if (failure === undefined) return true;
  const { code, message, hint = '' } = (failure ?? {}) as Record<string, unknown>;
  return [code, message, hint].every((text) => typeof text === 'string');
}

function keepFailure(path: string, error: unknown, context: Context): void {
  // A time-out is this process's own; others may have more time.
  if (!(error instanceof HelperError) || error.code === 'TIMED_OUT') return;
  // Whoever reads it may have other secrets in the environment, and would not know what to take out.
  const redact = redactor(context.env);
  const { code, message, hint } = error;
  const failure = { code, message: redact(message), ...(hint !== undefined && { hint: redact(hint) }) };
  keepOutcome(path, { at: context.now(), failure }, context);
}

function keepOutcome(path: string, outcome: Outcome, context: Context): void {
  quietly(() => writePrivateFile(path, JSON.stringify(outcome), context.randomName(), { lasting: false }));
}

/** Where nothing can be written there is one request more, and nothing else is lost. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // As above.
  }
}
