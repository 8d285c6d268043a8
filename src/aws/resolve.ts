import { showPlace } from '../config-file/place.ts';
import type { Configuration } from '../config-file/read.ts';
import type { Context } from '../context.ts';
import { errorAbout, HelperError } from '../errors.ts';
import { accountCandidates } from './account-match.ts';
import { type Choice, describeRule, noCredentials, type Rule, type Skip } from './choice.ts';
import { configuredSource } from './configured-identity.ts';
import type { CredentialSource } from './credential-source.ts';
import { type AwsConfig, namedProfile } from './profile.ts';
import { profileSource } from './profile-source.ts';
import { environmentSessionName } from './session-name.ts';
import { presentTokenSource, withheldToken } from './token-sources/table.ts';

/** What an identity is to serve. */
export interface Asked {
  /** Empty where no registry is named. */
  readonly host: string;
  /** The account of the registry; ECR Public has none. */
  readonly accountId: string | undefined;
  /** The rule of the configuration file for the registry, if there is one. */
  readonly rule: { readonly name: string; readonly identity: string | undefined } | undefined;
  readonly configuration: Configuration;
}

/**
 * Chooses the identity, offline: the first rule that applies.
 * @throws NO_CREDENTIALS when none does; CONFIG_INVALID, IDENTITY_AMBIGUOUS, PROFILE_NOT_FOUND, PROFILE_INVALID,
 * SETTING_INVALID of the rule that does
 */
export function chooseIdentity(config: AwsConfig, context: Context, asked: Asked): Choice {
  const skipped: Skip[] = [];
  for (const [rule, find] of RULES) {
    const found = naming(rule, () => find(config, context, asked));
    if ('kind' in found) return { rule, source: found, skipped };
    if ('source' in found) return { rule, ...found, skipped };
    skipped.push({ rule, ...found });
  }
  throw noCredentials(skipped);
}

/** Lets errors about a profile say which rule led to it. */
function naming<T>(rule: Rule, find: () => T): T {
  try {
    return find();
  } catch (error) {
    const isAboutProfile = error instanceof HelperError && error.code.startsWith('PROFILE_');
    // The other rules name themselves.
    if (!isAboutProfile || !['environment-profile', 'default-profile'].includes(rule)) throw error;
    const { code, message, hint } = error;
    throw new HelperError(code, `${message} (chosen by ${describeRule(rule)})`, {
      hint,
      cause: error,
    });
  }
}

type Finding = CredentialSource | Pick<Choice, 'source' | 'by'> | Omit<Skip, 'rule'>;

const RULES: readonly [Rule, (config: AwsConfig, context: Context, asked: Asked) => Finding][] = [
  ['configuration', configured],
  ['environment-keys', (_, { env }) => environmentKeys(env)],
  ['environment-profile', environmentProfile],
  ['environment-web-identity', (_, { env }) => environmentWebIdentity(env)],
  ['environment-container', (_, { env }) => environmentContainer(env)],
  ['workspace-token', (_, context) => workspaceToken(context)],
  ['account-match', accountMatch],
  ['default-profile', defaultProfile],
  ['instance-metadata', (_, { env }) => instanceMetadata(env)],
];

function configured(config: AwsConfig, context: Context, { host, rule, configuration }: Asked): Finding {
  const { path, exists } = configuration;
  if (rule === undefined)
    return { reason: exists ? 'no-rule' : 'no-file', about: exists && host === '' ? '' : path };
  const by = `${showPlace(['registries', rule.name])} in ${path}`;
  if (rule.identity === undefined) return { reason: 'no-identity', about: by };
  try {
    return { source: configuredSource(rule.identity, { configuration, config, context }), by };
  } catch (error) {
    throw chosenBy(`identity "${rule.identity}" (${by})`, error);
  }
}

function environmentKeys(env: Context['env']): Finding {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secret } = env;
  if (accessKeyId && secret) return { kind: 'access-key', accessKeyId, profile: undefined };
  if (!accessKeyId) return { reason: 'not-set', about: 'AWS_ACCESS_KEY_ID' };
  throw new HelperError('SETTING_INVALID', 'AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not', {
    hint: 'set both, or unset AWS_ACCESS_KEY_ID',
  });
}

function environmentProfile(config: AwsConfig, context: Context): Finding {
  const name = namedProfile(context);
  if (name === undefined) return { reason: 'not-set', about: 'AWS_PROFILE' };
  return profileSource(name, config, context) ?? { reason: 'no-credentials', about: name };
}

function environmentWebIdentity(env: Context['env']): Finding {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: roleArn } = env;
  if (!tokenFile) return { reason: 'not-set', about: 'AWS_WEB_IDENTITY_TOKEN_FILE' };
  if (!roleArn) return { reason: 'not-set', about: 'AWS_ROLE_ARN (for AWS_WEB_IDENTITY_TOKEN_FILE)' };
  return {
    kind: 'web-identity-file',
    profile: undefined,
    roleArn,
    tokenFile,
    sessionName: environmentSessionName(env),
    durationSeconds: undefined,
  };
}

function environmentContainer(env: Context['env']): Finding {
  const uri = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
  return uri
    ? { kind: 'container', uri }
    : { reason: 'not-set', about: 'AWS_CONTAINER_CREDENTIALS_FULL_URI' };
}

function workspaceToken(context: Context): Finding {
  const { env } = context;
  const variable = ['AWS_ROLE_ARN', 'IDP_AWS_ROLE_ARN'].find((name) => env[name]);
  const roleArn = env[variable ?? ''];
  if (!variable || !roleArn) return { reason: 'no-role', about: 'IDP_AWS_ROLE_ARN or AWS_ROLE_ARN' };
  const tokenSource = presentTokenSource(context);
  if (tokenSource === undefined) {
    const why = withheldToken(context);
    return why === undefined
      ? { reason: 'no-token-source', about: variable }
      : { reason: 'token-withheld', about: why };
  }
  const sessionName = environmentSessionName(env);
  return { kind: 'workspace-token', roleArn, tokenSource: tokenSource.name, sessionName };
}

function accountMatch(config: AwsConfig, context: Context, asked: Asked): Finding {
  const { accountId, host, configuration } = asked;
  // With a profile named, no other is looked for.
  if (namedProfile(context) !== undefined) return { reason: 'switched-off', about: 'AWS_PROFILE' };
  if (accountId === undefined) return { reason: 'no-account', about: host };
  const candidates = accountCandidates(accountId, config, context);
  const [first, second] = candidates;
  if (first === undefined) return { reason: 'no-match', about: accountId };
  const chosen = second === undefined ? first : candidates.find(({ profile }) => profile === 'default');
  if (chosen === undefined) {
    const profiles = candidates.map(({ profile }) => profile);
    throw ambiguous(accountId, host, profiles, configuration);
  }
  const by = `its account is ${accountId}`;
  if (!(chosen.source instanceof HelperError)) return { source: chosen.source, by };
  throw chosenBy(`profile "${chosen.profile}" (${by})`, chosen.source);
}

function ambiguous(
  accountId: string,
  host: string,
  profiles: readonly string[],
  { path, exists }: Configuration,
): HelperError {
  const [profile = ''] = profiles;
  const shown = profiles.slice(0, 20).map((name) => JSON.stringify(name));
  const members = [
    `"identities": ${JSON.stringify({ [profile]: { profile } })}`,
    `"registries": ${JSON.stringify({ [accountId]: { host, identity: profile } })}`,
  ].join(', ');
  return new HelperError(
    'IDENTITY_AMBIGUOUS',
    `${profiles.length} profiles are of account ${accountId}: ${shown.join(', ')}`,
    {
      hint: exists
        ? `add the one you want to ${path}: ${members}`
        : `write the one you want into ${path}: { ${members} }`,
    },
  );
}

/** The error of an identity with what chose it, which otherwise only the caller could say. */
function chosenBy(what: string, error: unknown): unknown {
  return error instanceof HelperError ? errorAbout(what, error) : error;
}

function defaultProfile(config: AwsConfig, context: Context): Finding {
  // With a profile named, the AWS CLI doesn't look at the default one either.
  if (namedProfile(context) !== undefined) return { reason: 'switched-off', about: 'AWS_PROFILE' };
  const name = 'default';
  if (!config.profiles.has(name)) return { reason: 'no-profile', about: name };
  return profileSource(name, config, context) ?? { reason: 'no-credentials', about: name };
}

function instanceMetadata(env: Context['env']): Finding {
  if (env.AWS_EC2_METADATA_DISABLED?.toLowerCase() === 'true') {
    return { reason: 'switched-off', about: 'AWS_EC2_METADATA_DISABLED' };
  }
  return { kind: 'instance-metadata', endpoint: env.AWS_EC2_METADATA_SERVICE_ENDPOINT || undefined };
}
