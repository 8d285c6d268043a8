import { type Choice, describeChoice } from '../aws/choice.ts';
import { describeSource, needsPerson } from '../aws/credential-source.ts';
import type { Connections } from '../aws/http.ts';
import { readAwsConfig } from '../aws/profile.ts';
import type { Configuration } from '../config-file/read.ts';
import type { Context } from '../context.ts';
import type { Deadline } from '../deadline.ts';
import type { TokenCache, TokenKey } from '../ecr/cache.ts';
import { cachedToken, type TokenWarning, type UsableToken } from '../ecr/cached-token.ts';
import type { RegistryMatch } from '../ecr/registry-rules.ts';
import { type ErrorCode, errorAbout, HelperError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { ResolvedCredentials } from './ask-aws.ts';
import { registryIdentity } from './rule-identity.ts';
import { tokenKey } from './token-key.ts';

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
  /** Whether a token is wanted only as long as there is an old one, which nobody has erased. */
  readonly onlyRenew?: boolean;
  /** Credentials that were had in this run, by identity: one that serves several registries is resolved once. */
  readonly resolved?: ResolvedCredentials;
  /** Told how far AWS's clock is ahead of this machine's, in milliseconds, whenever AWS was asked; kept in the cache by default. */
  readonly noteClock?: (offsetMs: number) => void;
  /** Connections to AWS that are shared in this run. */
  readonly connections?: Connections;
  /** The identity, unless the rules are to choose it. */
  readonly choice?: Choice;
}

/**
 * The authorization token of a registry, with the identity that serves it, from the cache when it can be.
 * Up to the cache nothing here touches the network or loads the AWS SDK.
 * @throws HelperError, its message beginning with the registry and the identity with the rule that chose it
 */
export async function registryToken(
  match: RegistryMatch,
  serverURL: string,
  run: TokenRun,
): Promise<UsableToken> {
  const { registry } = match;
  const { context, configuration, cache, deadline, log, warn, mayAsk } = run;
  let about = registry.host;
  const turn = Promise.withResolvers<void>();
  try {
    const config = readAwsConfig(context);
    const choice = run.choice ?? registryIdentity(match, { config, context, configuration });
    about = `${registry.host}: ${describeChoice(choice)}`;
    log('identity', { registry: registry.host, rule: choice.rule, identity: describeSource(choice.source) });
    const { key, profileName } = tokenKey(registry, choice.source, config, context);
    const request = async () => {
      turn.resolve();
      return (await import('./ask-aws.ts')).askAws(registry, choice, { config, profileName }, run);
    };
    // Until this process is the one that asks.
    deadline.waitFor('another docker-credential-ecr, which asks for the same token,');
    if (needsPerson(choice.source)) waitPatiently(turn.promise, deadline);
    const findToken = () =>
      cachedToken(key, request, {
        context,
        serverURL,
        cache,
        signal: deadline.signal,
        log,
        renewLater: laterRenewal(choice, key, serverURL, run),
        onlyRenew: run.onlyRenew,
        warn: (warning) => {
          log('token warning', { kind: warning.kind });
          warn(warning);
        },
      });
    return await findToken().catch(async (error: unknown) => {
      // ECR Public serves those too who are nobody: no reason to ask a person.
      if (!mayAsk || registry.service !== 'ecr' || !mayBeMendedBySignIn(error)) throw error;
      const { signInInline } = await import('./inline-sign-in.ts');
      const people = { context, config, profileName, deadline, log };
      if (!(await signInInline(error, choice.source, people))) throw error;
      return findToken();
    });
  } catch (error) {
    if (!(error instanceof HelperError)) throw error;
    const where = error.code === 'NO_CREDENTIALS' ? registry.host : about;
    throw errorAbout(where, error);
  } finally {
    turn.resolve();
  }
}

/** Whether a person who signs in mends it. */
export function mayBeMendedBySignIn(error: unknown): error is HelperError {
  const codes: readonly ErrorCode[] = ['SSO_SIGN_IN_NEEDED', 'SSO_SESSION_EXPIRED', 'SSO_TOKEN_INVALID'];
  return error instanceof HelperError && codes.includes(error.code);
}

/** How an aging token is renewed after it was answered; undefined where it is to be renewed first. */
function laterRenewal(
  { source }: Choice,
  key: TokenKey,
  serverURL: string,
  run: TokenRun,
): (() => Promise<void>) | undefined {
  // A person is not troubled, or told that there was none, while the token is good for long.
  if (needsPerson(source)) return async () => {};
  return run.background ? () => renewLater(key, serverURL, run) : undefined;
}

/** How long to wait for another process that asks a person, in milliseconds. */
const PATIENCE_MS = 3 * 60 * 1000;

/** Lets the deadline stand until it is this process's turn: another may be asking a person for the same token. */
function waitPatiently(turn: Promise<void>, deadline: Deadline): void {
  // Its end is the deadline's end, which is waited for where the token is.
  deadline.waitForPerson('the person whom another process asks', PATIENCE_MS, turn).catch(() => {});
}

/** The verb that renews a registry's token; see cli.ts and commands/renew/. */
const RENEW_VERB = 'renew-token';

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
