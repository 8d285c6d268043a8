import type { Context } from '../../context.ts';
import { startDeadline } from '../../deadline.ts';
import { openTokenCache } from '../../ecr/cache.ts';
import { forgivingCache } from '../../ecr/forgiving-cache.ts';
import { LONGEST_RENEWAL_MS } from '../../ecr/renewal.ts';
import { HelperError } from '../../errors.ts';
import { openLog } from '../../log.ts';
import { registryToken } from '../registry-token.ts';
import { readVerbSettings } from '../verb-settings.ts';

/**
 * Renews the token of a registry that is past half of its life: what a `get` starts after it has answered.
 * Nobody reads its streams, so that its only outcome is what it keeps.
 * One that was erased since (logout) is not brought back.
 * @throws USAGE, and what a `get` throws
 */
export async function renew(context: Context, serverURL: string): Promise<void> {
  const { settings, configuration, findRegistry } = await readVerbSettings(context);
  const match = findRegistry(serverURL);
  if (match === undefined) {
    throw new HelperError('USAGE', `${JSON.stringify(serverURL)} is no ECR registry`, {
      hint: 'name a registry',
    });
  }
  const { cacheDirectory, timeoutMs } = settings;
  const log = openLog(context);
  const note = (error: HelperError) => log('token not kept', { error: error.message });
  const cache = forgivingCache(openTokenCache(cacheDirectory, context), note, note);
  const deadline = startDeadline(Math.min(timeoutMs, LONGEST_RENEWAL_MS));
  await deadline.within(
    registryToken(match, serverURL, {
      context,
      configuration,
      cache,
      deadline,
      log,
      warn: () => {},
      background: false,
      mayAsk: false,
      onlyRenew: true,
    }),
  );
}
