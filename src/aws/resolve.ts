import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import type { CredentialSource } from './credential-source.ts';
import { type AwsConfig, namedProfile } from './profile.ts';
import { profileSource } from './profile-source.ts';
import { environmentSessionName } from './session-name.ts';
import { presentTokenSource, withheldToken } from './token-sources/table.ts';

/** The rules by which an identity is chosen, in their order (the design, "Which identity serves a registry"). */
export type Rule =
  | 'environment-keys'
  | 'environment-profile'
  | 'environment-web-identity'
  | 'environment-container'
  | 'workspace-token'
  | 'default-profile'
  | 'instance-metadata'
  /** `login --profile`. */
  | 'named-profile';

/** Why a rule did not apply. */
export type SkipReason =
  | 'not-set'
  | 'no-token-source'
  | 'token-withheld'
  | 'no-role'
  | 'no-profile'
  | 'no-credentials'
  | 'switched-off'
  | 'no-answer';

/** A rule that did not apply, and why. `about` is what the reason is about: a variable, a profile, a sentence of an error. */
export interface Skip {
  readonly rule: Rule;
  readonly reason: SkipReason;
  readonly about: string;
}

/** The identity that serves a registry: the rule that chose it, and those before it that did not apply. */
export interface Choice {
  readonly rule: Rule;
  readonly source: CredentialSource;
  readonly skipped: readonly Skip[];
}

/**
 * Chooses the identity, offline: the first rule that applies.
 * @throws NO_CREDENTIALS when none does; PROFILE_NOT_FOUND, PROFILE_INVALID, SETTING_INVALID of the rule that does
 */
export function chooseIdentity(config: AwsConfig, context: Context): Choice {
  const skipped: Skip[] = [];
  for (const [rule, find] of RULES) {
    const found = find(config, context);
    if ('kind' in found) return { rule, source: found, skipped };
    skipped.push({ rule, ...found });
  }
  throw noCredentials(skipped);
}

/** The error when no rule led to credentials, with every place that was looked at and why it had nothing. */
export function noCredentials(skipped: readonly Skip[]): HelperError {
  return new HelperError('NO_CREDENTIALS', `no AWS credentials: ${skipped.map(describeSkip).join('; ')}`, {
    hint: 'set AWS_PROFILE to a profile with credentials, or sign in (aws configure sso)',
  });
}

/** The rule in the words of a message: what made it apply. */
export function describeRule(rule: Rule): string {
  switch (rule) {
    case 'environment-keys':
      return 'AWS_ACCESS_KEY_ID';
    case 'environment-profile':
      return 'AWS_PROFILE';
    case 'environment-web-identity':
      return 'AWS_WEB_IDENTITY_TOKEN_FILE';
    case 'environment-container':
      return 'the container credential URI';
    case 'workspace-token':
      return "the workspace's token";
    case 'default-profile':
      return 'the default profile';
    case 'instance-metadata':
      return 'EC2 instance metadata';
    case 'named-profile':
      return '--profile';
  }
}

function describeSkip({ rule, reason, about }: Skip): string {
  switch (reason) {
    case 'not-set':
      return `${about} is not set`;
    case 'no-token-source':
      return `no workspace or CI job that gives out tokens is recognised, for the role in ${about}`;
    case 'token-withheld':
      return about;
    case 'no-role':
      return `a workspace's token needs ${about}`;
    case 'no-profile':
      return `there is no profile "${about}"`;
    case 'no-credentials':
      return `profile "${about}" names no credentials`;
    case 'switched-off':
      return `${describeRule(rule)} is switched off by ${about}`;
    case 'no-answer':
      return `${describeRule(rule)}: ${about}`;
  }
}

type Finding = CredentialSource | Omit<Skip, 'rule'>;

const RULES: readonly [Rule, (config: AwsConfig, context: Context) => Finding][] = [
  ['environment-keys', (_, { env }) => environmentKeys(env)],
  ['environment-profile', environmentProfile],
  ['environment-web-identity', (_, { env }) => environmentWebIdentity(env)],
  ['environment-container', (_, { env }) => environmentContainer(env)],
  ['workspace-token', (_, context) => workspaceToken(context)],
  ['default-profile', defaultProfile],
  ['instance-metadata', (_, { env }) => instanceMetadata(env)],
];

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
