import { HelperError } from '../../src/errors.ts';

/** The HelperError that the work throws. @throws when it throws none, or something else */
export function thrownBy(work: () => unknown): HelperError {
  try {
    work();
  } catch (error) {
    if (error instanceof HelperError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The HelperError that the promise rejects with. Rejects when it is fulfilled, or rejects with something else. */
export async function rejectionOf(work: Promise<unknown>): Promise<HelperError> {
  const outcome = await work.then(
    () => new Error('it was fulfilled'),
    (error: unknown) => error,
  );
  if (outcome instanceof HelperError) return outcome;
  throw outcome;
}
