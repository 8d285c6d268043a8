import type { Context } from '../context.ts';
import { type Deadline, startDeadline } from '../deadline.ts';
import { openTokenCache, type TokenCache } from '../ecr/cache.ts';
import { forgivingCache } from '../ecr/forgiving-cache.ts';
import type { HelperError } from '../errors.ts';
import { openLog } from '../log.ts';
import { readVerbSettings, type VerbSettings } from './verb-settings.ts';

/** The surroundings of one verb. */
export interface VerbRun extends VerbSettings {
  readonly context: Context;
  readonly deadline: Deadline;
  /** Says a line on stderr that does not stop the answer. */
  readonly warn: (error: HelperError) => void;
}

/** Reads the settings and starts the deadline for a verb. @throws SETTING_INVALID, CONFIG_INVALID and others of the configuration file */
export async function startVerb(context: Context, warn: (error: HelperError) => void): Promise<VerbRun> {
  const all = await readVerbSettings(context);
  return { ...all, context, deadline: startDeadline(all.settings.timeoutMs), warn };
}

/** The token cache, whose failures are thrown. */
export function tokenCache({ context, settings }: VerbRun): TokenCache {
  return openTokenCache(settings.cacheDirectory, context);
}

/** The cache for answers, which are given with or without it. */
export function tokensOf(run: VerbRun): TokenCache {
  const log = openLog(run.context);
  return forgivingCache(tokenCache(run), run.warn, (error) =>
    log('token not kept', { error: error.message }),
  );
}
