import { accessKeyAccount } from '../../aws/access-key-account.ts';
import { profileAccount } from '../../aws/account-match.ts';
import type { Choice } from '../../aws/choice.ts';
import { type CredentialSource, describeSource, sourceProfile } from '../../aws/credential-source.ts';
import type { AwsConfig } from '../../aws/profile.ts';
import { allSessions, type SsoSession, sessionKey, sessionOf, ssoSourceOf } from '../../aws/sso-session.ts';
import type { Configuration } from '../../config-file/read.ts';
import type { Context } from '../../context.ts';
import { readDockerConfig } from '../../docker/config-file.ts';
import { ownHelpers } from '../../docker/helper-name.ts';
import { privateRegistryHost } from '../../ecr/registry-host.ts';
import type { FindRegistry, RegistryMatch } from '../../ecr/registry-rules.ts';
import { HelperError, orError } from '../../errors.ts';
import { LOGIN } from '../descriptions/login.ts';
import { knownServerURLs } from '../known-registries.ts';
import { identityChoice, namedIdentity } from '../named-identity.ts';
import { namedRegistry } from '../named-registry.ts';
import { identityOfNoRegistry, registryIdentity } from '../rule-identity.ts';
import type { LoginRequest } from './request.ts';

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
export interface LoginSurroundings {
  readonly context: Context;
  readonly config: AwsConfig;
  readonly configuration: Configuration;
  readonly findRegistry: FindRegistry;
}

/**
 * Finds out, offline, what is to be signed in to.
 * @throws USAGE when nothing is; PROFILE_NOT_FOUND, PROFILE_INVALID, CONFIG_INVALID, DOCKER_CONFIG_INVALID
 */
export function planLogin(request: LoginRequest, surroundings: LoginSurroundings): LoginPlan {
  if (request.all) return planAll(surroundings);
  const named = request.registries.map((text) => namedRegistry(text, surroundings, LOGIN));
  const choice = namedIdentity(request, surroundings, LOGIN);
  if (choice !== undefined) {
    const matches = named.length > 0 ? named : registriesOf(request.identity, choice.source, surroundings);
    const sessions = sessionsOf(choice, surroundings);
    if (matches.length === 0 && sessions.length === 0) {
      throw nothing(
        `${describeSource(choice.source)} has no SSO session, and no registry of its own to prepare`,
      );
    }
    return plan(
      matches.map((match) => ({ match, choice })),
      sessions,
      surroundings,
    );
  }
  if (named.length > 0) return plan(targetsOf(named, surroundings), [], surroundings);
  return planNothingNamed(surroundings);
}

function planAll(surroundings: LoginSurroundings): LoginPlan {
  const { context, config, configuration, findRegistry } = surroundings;
  const docker = readDockerConfig(context);
  const known = knownServerURLs(configuration, docker, ownHelpers(docker, context));
  const matches = known.flatMap((serverURL) => findRegistry(serverURL) ?? []).filter(isPrepared);
  const configured = Object.entries(configuration.identities ?? {})
    .filter(([, identity]) => 'sso' in identity)
    .flatMap(([name]) => sessionsOf(identityChoice(name, surroundings, LOGIN), surroundings));
  const all = plan(targetsOf(matches, surroundings), [...configured, ...allSessions(config)], surroundings);
  if (all.sessions.length > 0 || all.targets.length > 0) return all;
  throw nothing(
    'there is no SSO session in the AWS config, and no registry of this helper in the Docker config',
  );
}

function planNothingNamed(surroundings: LoginSurroundings): LoginPlan {
  const unsaid = nothing('neither AWS_PROFILE nor the default profile says what to sign in to');
  let choice: Choice;
  try {
    choice = identityOfNoRegistry(surroundings);
  } catch (error) {
    throw error instanceof HelperError && error.code === 'NO_CREDENTIALS' ? unsaid : error;
  }
  const matches = ownRegistry(choice.source, surroundings);
  const sessions = sessionsOf(choice, surroundings);
  if (matches.length === 0 && sessions.length === 0) throw unsaid;
  return plan(
    matches.map((match) => ({ match, choice })),
    sessions,
    surroundings,
  );
}

function nothing(why: string): HelperError {
  return new HelperError('USAGE', `login: ${why}`, { hint: 'name a REGISTRY, or --profile P, or --all' });
}

/** Adds the sessions of the targets to the others; each session and registry once. */
function plan(
  targets: readonly LoginTarget[],
  sessions: readonly SsoSession[],
  surroundings: LoginSurroundings,
): LoginPlan {
  const all = [...sessions, ...targets.flatMap(({ choice }) => sessionsOf(choice, surroundings))];
  return {
    // Of two entries for one session the later one stands, which names the profile that a target really uses.
    sessions: [...new Map(all.map((session) => [sessionKey(session), session])).values()],
    targets: [...new Map(targets.map((target) => [target.match.registry.host, target])).values()],
  };
}

function targetsOf(matches: readonly RegistryMatch[], surroundings: LoginSurroundings): LoginTarget[] {
  return matches.map((match) => ({ match, choice: orError(() => registryIdentity(match, surroundings)) }));
}

function sessionsOf(choice: Choice | HelperError, { config }: LoginSurroundings): SsoSession[] {
  const source = choice instanceof HelperError ? undefined : ssoSourceOf(choice.source);
  return source === undefined ? [] : [sessionOf(source, config)];
}

/** What an identity serves where no registry is named: what the configuration file gives to it, else its account's own registry. */
function registriesOf(
  identity: string | undefined,
  source: CredentialSource,
  surroundings: LoginSurroundings,
): RegistryMatch[] {
  const { configuration, findRegistry } = surroundings;
  const given = Object.values(configuration.registries ?? {})
    .filter((registry) => identity !== undefined && registry.identity === identity)
    .flatMap(({ host }) => findRegistry(host) ?? []);
  return given.length > 0 ? given.filter(isPrepared) : ownRegistry(source, surroundings);
}

/** The private registry of the identity's account in the region that the environment or its profile names; none where either is unknown, or it is prepared only when it is named. */
function ownRegistry(
  source: CredentialSource,
  { config, context: { env }, findRegistry }: LoginSurroundings,
): RegistryMatch[] {
  const profile = config.profiles.get(sourceProfile(source) ?? '');
  const accountId = accountOf(source) ?? (profile && profileAccount(profile));
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || profile?.get('region');
  const match = accountId && region ? findRegistry(privateRegistryHost(accountId, region)) : undefined;
  return match !== undefined && isPrepared(match) ? [match] : [];
}

/** Whether a registry is prepared without being named. */
function isPrepared({ rule }: RegistryMatch): boolean {
  return rule?.autoProvision !== false;
}

/** The account that the source's credentials are for, where its own settings tell. */
function accountOf(source: CredentialSource): string | undefined {
  if (source.kind === 'sso') return source.accountId;
  // The other settings of a profile may tell the account of its access key.
  if (source.kind === 'access-key' && source.profile === undefined)
    return accessKeyAccount(source.accessKeyId);
  return 'roleArn' in source ? source.roleArn.split(':')[4] : undefined;
}
