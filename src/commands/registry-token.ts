import { describeSource, needsPerson, sourceProfile } from '../aws/credential-source.ts';
import { endpointSetting } from '../aws/endpoint.ts';
import { fingerprint } from '../aws/fingerprint.ts';
import { readAwsConfig, settingsProfile } from '../aws/profile.ts';
import { chooseIdentity, describeChoice } from '../aws/resolve.ts';
import type { Configuration } from '../config-file/read.ts';
import type { Context } from '../context.ts';
import type { Deadline } from '../deadline.ts';
import type { TokenCache, TokenKey } from '../ecr/cache.ts';
import { cachedToken, type TokenWarning, type UsableToken } from '../ecr/cached-token.ts';
import type { RegistryMatch } from '../ecr/registry-rules.ts';
import { HelperError } from '../errors.ts';
import type { Log } from '../log.ts';

/** What the getting of one token needs from its surroundings. */
export interface TokenRun {
  readonly context: Context;
  readonly configuration: Configuration;
  readonly cache: TokenCache;
  readonly deadline: Deadline;
  readonly log: Log;
  readonly warn: (warning: TokenWarning) => void;
  /** Whether an old token may be renewed in the background, after it was answered. */
  readonly background: boolean;
}

/**
 * The authorization token of a registry, with the identity that serves it, from the cache when it can be.
 * Up to the cache nothing here touches the network or loads the AWS SDK.
 * @throws HelperError, its message beginning with the registry and the identity with the rule that chose it
 */
export async function registryToken(
  { registry, rule }: RegistryMatch,
  serverURL: string,
  run: TokenRun,
): Promise<UsableToken> {
  const { context, configuration, cache, deadline, log, warn, background } = run;
  let about = registry.host;
  try {
    const config = readAwsConfig(context);
    const accountId = registry.service === 'ecr' ? registry.accountId : undefined;
    const choice = chooseIdentity(config, context, { host: registry.host, accountId, rule, configuration });
    about = `${registry.host}: ${describeChoice(choice)}`;
    log('identity', { registry: registry.host, rule: choice.rule, identity: describeSource(choice.source) });
    const service = registry.service === 'ecr' ? 'ecr' : 'ecr_public';
    const profileName = settingsProfile(sourceProfile(choice.source), context);
    const endpoint = endpointSetting(service, profileName, config, context.env);
    const key = { registry, fingerprint: fingerprint(choice.source, endpoint) };
    const request = async () =>
      (await import('./ask-aws.ts')).askAws(registry, choice, { config, profileName }, run);
    // Until this process is the one that asks.
    deadline.waitFor('another docker-credential-ecr, which asks for the same token,');
    return await cachedToken(key, request, {
      context,
      serverURL,
      cache,
      signal: deadline.signal,
      log,
      renewLater:
        background && !needsPerson(choice.source) ? () => renewLater(key, serverURL, run) : undefined,
      warn: (warning) => {
        log('token warning', { kind: warning.kind });
        warn(warning);
      },
    });
  } catch (error) {
    if (!(error instanceof HelperError)) throw error;
    const where = error.code === 'NO_CREDENTIALS' ? registry.host : about;
    throw new HelperError(error.code, `${where}: ${error.message}`, {
      ...(error.hint !== undefined && { hint: error.hint }),
      cause: error,
    });
  }
}

/** The verb that renews a registry's token; see cli.ts and commands/renew.ts. */
export const RENEW_VERB = 'renew-token';

async function renewLater(
  key: TokenKey,
  serverURL: string,
  { context, cache, log }: TokenRun,
): Promise<void> {
  const agreement = cache.agreement(key);
  if (agreement === undefined) return;
  log('renewal in the background', { registry: key.registry.host });
  const { renewInBackground } = await import('../ecr/renewal.ts');
  await renewInBackground(agreement.renewal, context, [RENEW_VERB, serverURL]);
}
