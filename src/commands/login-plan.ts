import type { CredentialSource } from '../aws/credential-source.ts';
import type { AwsConfig } from '../aws/profile.ts';
import { profileSource } from '../aws/profile-source.ts';
import { type Choice, chooseIdentity } from '../aws/resolve.ts';
import { allSessions, type SsoSession, sessionKey, sessionOf, ssoSourceOf } from '../aws/sso-session.ts';
import type { Context } from '../context.ts';
import { readCredentialHelpers } from '../docker/config-file.ts';
import { parseRegistry, type Registry } from '../ecr/registry.ts';
import { privateRegistryHost } from '../ecr/registry-host.ts';
import { HelperError } from '../errors.ts';
import type { LoginRequest } from './login-request.ts';

/** A registry whose token is wanted, and the identity that serves it, or why there is none. */
export interface LoginTarget {
  readonly registry: Registry;
  readonly choice: Choice | HelperError;
}

/** What a login does: the sessions to sign in to, one after another, then the tokens, all at once. */
export interface LoginPlan {
  readonly sessions: readonly SsoSession[];
  readonly targets: readonly LoginTarget[];
}

/**
 * Finds out, offline, what is to be signed in to.
 * @throws USAGE when nothing is; PROFILE_NOT_FOUND, PROFILE_INVALID, DOCKER_CONFIG_INVALID
 */
export function planLogin(request: LoginRequest, config: AwsConfig, context: Context): LoginPlan {
  if (request.all) return planAll(config, context);
  if (request.identity !== undefined) {
    throw new HelperError('USAGE', `login: there is no identity "${request.identity}"`, {
      hint: 'name a profile of the AWS config with --profile',
    });
  }
  if (request.profile !== undefined) {
    const choice = profileChoice(request.profile, config, context);
    const registries =
      request.registries.length > 0 ? request.registries : ownRegistry(choice.source, config, context);
    return plan(
      registries.map((registry) => ({ registry, choice })),
      sessionsOf(choice, config),
      config,
    );
  }
  if (request.registries.length > 0) return plan(targetsOf(request.registries, config, context), [], config);
  return planNothingNamed(config, context);
}

/** Docker's name for this program: `docker-credential-ecr` without what all helpers begin with. */
const OWN_NAME = 'ecr';

function planAll(config: AwsConfig, context: Context): LoginPlan {
  const registries = [...readCredentialHelpers(context)]
    .filter(([, helper]) => helper === OWN_NAME)
    .flatMap(([serverURL]) => parseRegistry(serverURL) ?? []);
  const all = plan(targetsOf(registries, config, context), allSessions(config), config);
  if (all.sessions.length > 0 || all.targets.length > 0) return all;
  throw nothing(
    'there is no SSO session in the AWS config, and no registry of this helper in the Docker config',
  );
}

function planNothingNamed(config: AwsConfig, context: Context): LoginPlan {
  const choice = chooseIdentity(config, context);
  const registries = ownRegistry(choice.source, config, context);
  const sessions = sessionsOf(choice, config);
  if (registries.length === 0 && sessions.length === 0) {
    throw nothing('neither AWS_PROFILE nor the default profile says what to sign in to');
  }
  return plan(
    registries.map((registry) => ({ registry, choice })),
    sessions,
    config,
  );
}

function nothing(why: string): HelperError {
  return new HelperError('USAGE', `login: ${why}`, { hint: 'name a REGISTRY, or --profile P, or --all' });
}

/** Adds the sessions of the targets to the others; each session and registry once. */
function plan(
  targets: readonly LoginTarget[],
  sessions: readonly SsoSession[],
  config: AwsConfig,
): LoginPlan {
  const all = [...sessions, ...targets.flatMap(({ choice }) => sessionsOf(choice, config))];
  return {
    // Of two entries for one session the later one stands, which names the profile that a target really uses.
    sessions: [...new Map(all.map((session) => [sessionKey(session), session])).values()],
    targets: [...new Map(targets.map((target) => [target.registry.host, target])).values()],
  };
}

function targetsOf(registries: readonly Registry[], config: AwsConfig, context: Context): LoginTarget[] {
  return registries.map((registry) => {
    try {
      return { registry, choice: chooseIdentity(config, context) };
    } catch (error) {
      if (error instanceof HelperError) return { registry, choice: error };
      throw error;
    }
  });
}

function profileChoice(name: string, config: AwsConfig, context: Context): Choice {
  if (!config.profiles.has(name)) {
    const known = [...config.profiles.keys()];
    const others =
      known.length === 0 ? 'there are no profiles' : `there are: ${known.slice(0, 20).join(', ')}`;
    throw new HelperError(
      'PROFILE_NOT_FOUND',
      `profile "${name}" is not in ${config.configPath} (${others})`,
      {
        hint: 'name one that is there',
      },
    );
  }
  const source = profileSource(name, config, context);
  if (source !== undefined) return { rule: 'named-profile', source, skipped: [] };
  throw new HelperError('PROFILE_INVALID', `profile "${name}" names no credentials`, {
    hint: `add sso_session, sso_account_id and sso_role_name to it in ${config.configPath}`,
  });
}

function sessionsOf(choice: Choice | HelperError, config: AwsConfig): SsoSession[] {
  const source = choice instanceof HelperError ? undefined : ssoSourceOf(choice.source);
  return source === undefined ? [] : [sessionOf(source, config)];
}

/** The private registry of the identity's account in the region that the environment or its profile names; none where either is unknown. */
function ownRegistry(source: CredentialSource, config: AwsConfig, { env }: Context): Registry[] {
  const profile = config.profiles.get(('profile' in source && source.profile) || '');
  const accountId = accountOf(source) ?? profile?.get('aws_account_id');
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || profile?.get('region');
  const registry = accountId && region ? parseRegistry(privateRegistryHost(accountId, region)) : undefined;
  return registry === undefined ? [] : [registry];
}

/** The account that the source's credentials are for, where its settings tell. */
function accountOf(source: CredentialSource): string | undefined {
  if (source.kind === 'sso') return source.accountId;
  return 'roleArn' in source ? source.roleArn.split(':')[4] : undefined;
}
