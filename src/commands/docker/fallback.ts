import { findFallbackHelper, type ListedCredentials, listOf, passOn } from '../../docker/fallback-helper.ts';
import { HelperError } from '../../errors.ts';
import type { VerbRun } from '../verb-run.ts';

/**
 * Has the fallback helper answer the request, with the very bytes that this program was given. Resolves to its exit
 * status. There is no time limit: it may ask a person, and clients set a helper none either.
 * @throws FALLBACK_HELPER_MISSING, FALLBACK_HELPER_LOOPS, FALLBACK_HELPER_FAILED
 */
export async function askFallback(
  verb: 'get' | 'store' | 'erase',
  input: Uint8Array,
  { configuration, context }: VerbRun,
): Promise<number> {
  return passOn(findFallbackHelper(configuration, context), verb, input, context);
}

/**
 * What the fallback helper lists; nothing, with a word on stderr, when that can't be had. Registries are left out:
 * they are this program's to answer, and one that it can't answer at once has no place in a list.
 */
export async function listOfFallback(run: VerbRun): Promise<ListedCredentials[]> {
  const { configuration, context, settings, findRegistry, warn } = run;
  try {
    const helper = findFallbackHelper(configuration, context);
    const listed = await listOf(helper, settings.timeoutMs, context);
    return listed.filter(({ serverURL }) => findRegistry(serverURL) === undefined);
  } catch (error) {
    if (!(error instanceof HelperError)) throw error;
    warn(error);
    return [];
  }
}
