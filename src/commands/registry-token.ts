import { describeSource, needsPerson, sourceProfile } from '../aws/credential-source.ts';
import { endpointSetting } from '../aws/endpoint.ts';
import { fingerprint } from '../aws/fingerprint.ts';
import { type AwsConfig, readAwsConfig, settingsProfile } from '../aws/profile.ts';
import { type Choice, chooseIdentity, describeChoice } from '../aws/resolve.ts';
import type { Configuration } from '../config-file/read.ts';
import type { Context } from '../context.ts';
import type { Deadline } from '../deadline.ts';
import type { TokenCache, TokenKey } from '../ecr/cache.ts';
import { cachedToken, type TokenWarning, type UsableToken } from '../ecr/cached-token.ts';
import type { Registry } from '../ecr/registry.ts';
import type { RegistryMatch } from '../ecr/registry-rules.ts';
import { type ErrorCode, HelperError } from '../errors.ts';
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
  /** Whether a person may be asked to sign in, where one is there and that is what is missing. */
  readonly mayAsk: boolean;
  /** The identity, where it isn't to be chosen by the rules. */
  readonly choice?: Choice;
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
  const { context, cache, deadline, log, warn, background } = run;
  let about = registry.host;
  const turn = Promise.withResolvers<void>();
  try {
    const config = readAwsConfig(context);
    const choice = run.choice ?? identityFor({ registry, rule }, config, run);
    about = `${registry.host}: ${describeChoice(choice)}`;
    log('identity', { registry: registry.host, rule: choice.rule, identity: describeSource(choice.source) });
    const service = registry.service === 'ecr' ? 'ecr' : 'ecr_public';
    const profileName = settingsProfile(sourceProfile(choice.source), context);
    const endpoint = endpointSetting(service, profileName, config, context.env);
    const key = { registry, fingerprint: fingerprint(choice.source, endpoint) };
    const request = async () => {
      turn.resolve();
      return (await import('./ask-aws.ts')).askAws(registry, choice, { config, profileName }, run);
    };
    // Until this process is the one that asks.
    deadline.waitFor('another docker-credential-ecr, which asks for the same token,');
    const byPerson = needsPerson(choice.source);
    if (byPerson) waitPatiently(turn.promise, deadline);
    const renewal = () => {
      // Nobody is asked for anything while the kept token is good.
      if (byPerson) return async () => {};
      return background ? () => renewLater(key, serverURL, run) : undefined;
    };
    const findToken = () =>
      cachedToken(key, request, {
        context,
        serverURL,
        cache,
        signal: deadline.signal,
        log,
        renewLater: renewal(),
        warn: (warning) => {
          log('token warning', { kind: warning.kind });
          warn(warning);
        },
      });
    try {
      return await findToken();
    } catch (error) {
      await mendBySignIn(error, registry, choice, { config, profileName }, run);
      return await findToken();
    }
  } catch (error) {
    if (!(error instanceof HelperError)) throw error;
    const where = error.code === 'NO_CREDENTIALS' ? registry.host : about;
    throw new HelperError(error.code, `${where}: ${error.message}`, {
      ...(error.hint !== undefined && { hint: error.hint }),
      cause: error,
    });
  } finally {
    turn.resolve();
  }
}

/** The identity that serves the registry by the rules. @throws what {@link chooseIdentity} throws */
export function identityFor(
  { registry, rule }: RegistryMatch,
  config: AwsConfig,
  { context, configuration }: Pick<TokenRun, 'context' | 'configuration'>,
): Choice {
  const accountId = registry.service === 'ecr' ? registry.accountId : undefined;
  return chooseIdentity(config, context, { host: registry.host, accountId, rule, configuration });
}

const MENDED_BY_SIGN_IN: readonly ErrorCode[] = [
  'SSO_SIGN_IN_NEEDED',
  'SSO_SESSION_EXPIRED',
  'SSO_TOKEN_INVALID',
];

/** Has a person sign in, where that is what is missing. @throws the error where nobody can be asked, and what a sign-in throws */
async function mendBySignIn(
  error: unknown,
  registry: Registry,
  { source }: Choice,
  settings: { readonly config: AwsConfig; readonly profileName: string },
  run: TokenRun,
): Promise<void> {
  const isMendable = error instanceof HelperError && MENDED_BY_SIGN_IN.includes(error.code);
  // ECR Public serves those too who are nobody: no reason to ask a person.
  if (!isMendable || !run.mayAsk || registry.service !== 'ecr') throw error;
  const { signInInline } = await import('./inline-sign-in.ts');
  if (!(await signInInline(error, source, { ...run, ...settings }))) throw error;
}

/** How long to wait for another process that asks a person, in milliseconds. */
const PATIENCE_MS = 3 * 60 * 1000;

/** Lets the deadline stand until it is this process's turn: another may be asking a person for the same token. */
function waitPatiently(turn: Promise<void>, deadline: Deadline): void {
  // Its end is the deadline's end, which is waited for where the token is.
  deadline.waitForPerson('the person whom another process asks', PATIENCE_MS, turn).catch(() => {});
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
