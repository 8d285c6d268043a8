import { accessKeyAccount } from '../aws/access-key-account.ts';
import { profileAccount } from '../aws/account-match.ts';
import { configuredSource } from '../aws/configured-identity.ts';
import { type CredentialSource, sourceProfile } from '../aws/credential-source.ts';
import type { AwsConfig } from '../aws/profile.ts';
import { profileSource } from '../aws/profile-source.ts';
import { type Choice, chooseIdentity } from '../aws/resolve.ts';
import { allSessions, type SsoSession, sessionKey, sessionOf, ssoSourceOf } from '../aws/sso-session.ts';
import type { Configuration } from '../config-file/read.ts';
import type { Context } from '../context.ts';
import { readCredentialHelpers } from '../docker/config-file.ts';
import { isPattern } from '../ecr/host-pattern.ts';
import { privateRegistryHost } from '../ecr/registry-host.ts';
import type { FindRegistry, RegistryMatch } from '../ecr/registry-rules.ts';
import { HelperError } from '../errors.ts';
import { type LoginRequest, usage } from './login-request.ts';
import { identityFor } from './registry-token.ts';

/** A registry whose token is wanted, and the identity that serves it, or why there is none. */
export interface LoginTarget {
  readonly match: RegistryMatch;
  readonly choice: Choice | HelperError;
}

/** What a login does: the sessions to sign in to, one after another, then the tokens, all at once. */
export interface LoginPlan {
  readonly sessions: readonly SsoSession[];
  readonly targets: readonly LoginTarget[];
}

/** What a plan is made from. */
export interface LoginGround {
  readonly config: AwsConfig;
  readonly configuration: Configuration;
  readonly findRegistry: FindRegistry;
  readonly context: Context;
}

/**
 * Finds out, offline, what is to be signed in to.
 * @throws USAGE when nothing is; PROFILE_NOT_FOUND, PROFILE_INVALID, CONFIG_INVALID, DOCKER_CONFIG_INVALID
 */
export function planLogin(request: LoginRequest, ground: LoginGround): LoginPlan {
  if (request.all) return planAll(ground);
  const named = request.registries.map((name) => registryNamed(name, ground));
  const choice = namedIdentity(request, ground);
  if (choice === undefined) {
    return named.length > 0 ? plan(targetsOf(named, ground), [], ground) : planNothingNamed(ground);
  }
  const registries = named.length > 0 ? named : registriesOf(request.identity, choice.source, ground);
  return plan(
    registries.map((match) => ({ match, choice })),
    sessionsOf(choice, ground),
    ground,
  );
}

/** Docker's name for this program: `docker-credential-ecr` without what all helpers begin with. */
const OWN_NAME = 'ecr';

function planAll(ground: LoginGround): LoginPlan {
  const { config, configuration, findRegistry, context } = ground;
  const ofDocker = [...readCredentialHelpers(context)]
    .filter(([, helper]) => helper === OWN_NAME)
    .map(([serverURL]) => serverURL);
  const matches = [...configuredHosts(configuration), ...ofDocker]
    .flatMap((serverURL) => findRegistry(serverURL) ?? [])
    .filter(({ rule }) => rule?.autoProvision !== false);
  const ofIdentities = Object.keys(configuration.identities ?? {}).flatMap((name) =>
    sessionsOf(identityChoice(name, ground), ground),
  );
  const all = plan(targetsOf(matches, ground), [...allSessions(config), ...ofIdentities], ground);
  if (all.sessions.length > 0 || all.targets.length > 0) return all;
  throw nothing(
    'there is no SSO session, and no registry in the configuration file or for this helper in Docker’s',
  );
}

function planNothingNamed(ground: LoginGround): LoginPlan {
  const { config, configuration, context } = ground;
  // The rules without a registry: what the environment says, else the default profile.
  const asked = { host: '', accountId: undefined, rule: undefined, configuration };
  const choice = attempt(() => chooseIdentity(config, context, asked));
  if (choice instanceof HelperError && choice.code !== 'NO_CREDENTIALS') throw choice;
  const registries = choice instanceof HelperError ? [] : ownRegistry(choice.source, ground);
  const sessions = sessionsOf(choice, ground);
  if (registries.length === 0 && sessions.length === 0) {
    throw nothing('neither the environment nor the default profile says what to sign in to');
  }
  return plan(
    registries.map((match) => ({ match, choice })),
    sessions,
    ground,
  );
}

function nothing(why: string): HelperError {
  return new HelperError('USAGE', `login: ${why}`, { hint: 'name a REGISTRY, or --profile P, or --all' });
}

/** Adds the sessions of the targets to the others; each session and registry once. */
function plan(
  targets: readonly LoginTarget[],
  sessions: readonly SsoSession[],
  ground: LoginGround,
): LoginPlan {
  const all = [...sessions, ...targets.flatMap(({ choice }) => sessionsOf(choice, ground))];
  return {
    // Of two entries for one session the later one stands, which names what a target really uses.
    sessions: [...new Map(all.map((session) => [sessionKey(session), session])).values()],
    targets: [...new Map(targets.map((target) => [target.match.registry.host, target])).values()],
  };
}

/** The registry of that host, or of that name in the configuration file. */
function registryNamed(name: string, { configuration, findRegistry }: LoginGround): RegistryMatch {
  const entry = Object.hasOwn(configuration.registries ?? {}, name)
    ? configuration.registries?.[name]
    : undefined;
  if (entry !== undefined && isPattern(entry.host)) {
    throw usage(`${JSON.stringify(name)} is the pattern ${entry.host}: name a registry of it`);
  }
  const match = findRegistry(entry?.host ?? name);
  if (match === undefined) throw usage(`${JSON.stringify(name)} is no ECR registry`);
  return match;
}

/** The hosts in the configuration file that are no patterns. */
function configuredHosts({ registries = {} }: Configuration): string[] {
  return Object.values(registries)
    .map(({ host }) => host)
    .filter((host) => !isPattern(host));
}

function targetsOf(
  matches: readonly RegistryMatch[],
  { config, configuration, context }: LoginGround,
): LoginTarget[] {
  return matches.map((match) => ({
    match,
    choice: attempt(() => identityFor(match, config, { context, configuration })),
  }));
}

function attempt<T>(work: () => T): T | HelperError {
  try {
    return work();
  } catch (error) {
    if (error instanceof HelperError) return error;
    throw error;
  }
}

/** The identity that the request names, if it does. */
function namedIdentity({ profile, identity }: LoginRequest, ground: LoginGround): Choice | undefined {
  if (profile !== undefined) return profileChoice(profile, ground);
  if (identity === undefined) return undefined;
  const { path, identities = {} } = ground.configuration;
  if (!Object.hasOwn(identities, identity)) {
    const known = Object.keys(identities).slice(0, 20).join(', ') || 'none';
    throw usage(`there is no identity ${JSON.stringify(identity)} in ${path} (there are: ${known})`);
  }
  const choice = identityChoice(identity, ground);
  if (choice instanceof HelperError) throw choice;
  return choice;
}

function identityChoice(name: string, ground: LoginGround): Choice | HelperError {
  return attempt(() => ({
    rule: 'named',
    by: '--identity',
    source: configuredSource(name, ground),
    skipped: [],
  }));
}

function profileChoice(name: string, { config, context }: LoginGround): Choice {
  if (!config.profiles.has(name)) throw profileNotFound(name, config);
  const source = profileSource(name, config, context);
  if (source !== undefined) return { rule: 'named', by: '--profile', source, skipped: [] };
  throw new HelperError('PROFILE_INVALID', `profile "${name}" names no credentials`, {
    hint: `add sso_session, sso_account_id and sso_role_name to it in ${config.configPath}`,
  });
}

function profileNotFound(name: string, { profiles, configPath }: AwsConfig): HelperError {
  const known = [...profiles.keys()].slice(0, 20).join(', ') || 'none';
  return new HelperError(
    'PROFILE_NOT_FOUND',
    `profile "${name}" is not in ${configPath} (there are: ${known})`,
    {
      hint: 'name one that is there',
    },
  );
}

function sessionsOf(choice: Choice | HelperError, { config }: LoginGround): SsoSession[] {
  const source = choice instanceof HelperError ? undefined : ssoSourceOf(choice.source);
  return source === undefined ? [] : [sessionOf(source, config)];
}

/** What an identity serves when no registry is named: what the configuration file says, else its account's own registry. */
function registriesOf(
  identity: string | undefined,
  source: CredentialSource,
  ground: LoginGround,
): RegistryMatch[] {
  const { configuration, findRegistry } = ground;
  const configured = configuredHosts(configuration)
    .flatMap((host) => findRegistry(host) ?? [])
    .filter(({ rule }) => rule?.identity === identity && rule?.autoProvision !== false);
  return identity !== undefined && configured.length > 0 ? configured : ownRegistry(source, ground);
}

/** The private registry of the identity's account in the region that the environment or its profile names; none where either is unknown. */
function ownRegistry(
  source: CredentialSource,
  { config, context: { env }, findRegistry }: LoginGround,
): RegistryMatch[] {
  const profile = config.profiles.get(sourceProfile(source) ?? '');
  const accountId = accountOf(source) ?? (profile && profileAccount(profile));
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || profile?.get('region');
  const match = accountId && region ? findRegistry(privateRegistryHost(accountId, region)) : undefined;
  return match === undefined ? [] : [match];
}

/** The account that the source's credentials are for, where its own settings tell. */
function accountOf(source: CredentialSource): string | undefined {
  if (source.kind === 'sso') return source.accountId;
  // A profile's other settings may tell the account of its access key.
  if (source.kind === 'access-key' && source.profile === undefined)
    return accessKeyAccount(source.accessKeyId);
  return 'roleArn' in source ? source.roleArn.split(':')[4] : undefined;
}
