import { HelperError } from '../errors.ts';
import { type CredentialSource, describeSource } from './credential-source.ts';

/** The rules by which an identity is chosen, in their order (the design, "Which identity serves a registry"). */
export type Rule =
  | 'configuration'
  | 'environment-keys'
  | 'environment-profile'
  | 'environment-web-identity'
  | 'environment-container'
  | 'workspace-token'
  | 'account-match'
  | 'default-profile'
  | 'instance-metadata'
  /** `--profile` of a command. */
  | 'named-profile'
  /** `--identity` of a command. */
  | 'named-identity';

/** Why a rule did not apply. */
export type SkipReason =
  | 'no-file'
  | 'no-rule'
  | 'no-identity'
  | 'not-set'
  | 'no-token-source'
  | 'token-withheld'
  | 'no-role'
  | 'no-account'
  | 'no-match'
  | 'no-profile'
  | 'no-credentials'
  | 'switched-off'
  | 'no-answer';

/** A rule that did not apply, and why. `about` is what the reason is about: a variable, a profile, a file, a sentence of an error; empty for a registry that isn't named. */
export interface Skip {
  readonly rule: Rule;
  readonly reason: SkipReason;
  readonly about: string;
}

/** The identity that serves a registry: the rule that chose it, and those before it that did not apply. */
export interface Choice {
  readonly rule: Rule;
  readonly source: CredentialSource;
  /** What exactly made the rule apply, where the rule alone doesn't say: a place in the configuration file, an account. */
  readonly by?: string;
  readonly skipped: readonly Skip[];
}

/** The error when no rule led to credentials, with every place that was looked at and why it had nothing. */
export function noCredentials(skipped: readonly Skip[]): HelperError {
  return new HelperError('NO_CREDENTIALS', `no AWS credentials: ${skipped.map(describeSkip).join('; ')}`, {
    hint: 'set AWS_PROFILE to a profile with credentials, or sign in (aws configure sso)',
  });
}

/** The error of a chosen identity. Instance metadata is the last place that is looked at: when it has nothing, nothing has. */
export function withSkipped({ rule, skipped }: Choice, error: unknown): unknown {
  if (rule !== 'instance-metadata') return error;
  if (!(error instanceof HelperError) || error.code !== 'CREDENTIAL_ENDPOINT_FAILED') return error;
  return noCredentials([...skipped, { rule, reason: 'no-answer', about: error.message }]);
}

/** The identity and why it was chosen, in the words of a message. */
export function describeChoice({ rule, source, by }: Choice): string {
  return `${describeSource(source)} (${by ?? describeRule(rule)})`;
}

/** The rule in the words of a message: what made it apply. */
export function describeRule(rule: Rule): string {
  switch (rule) {
    case 'configuration':
      return 'the configuration file';
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
    case 'account-match':
      return "the profile's account";
    case 'default-profile':
      return 'the default profile';
    case 'instance-metadata':
      return 'EC2 instance metadata';
    case 'named-profile':
      return '--profile';
    case 'named-identity':
      return '--identity';
  }
}

/** Why a rule did not apply, in the words of a message. */
export function describeSkip({ rule, reason, about }: Skip): string {
  switch (reason) {
    case 'no-file':
      return `there is no ${about}`;
    case 'no-rule':
      return about === ''
        ? 'no registry is named that the configuration file could have a rule for'
        : `${about} has no rule for it`;
    case 'no-identity':
      return `${about} names no identity`;
    case 'not-set':
      return `${about} is not set`;
    case 'no-token-source':
      return `no workspace or CI job that gives out tokens is recognised, for the role in ${about}`;
    case 'token-withheld':
      return about;
    case 'no-role':
      return `a workspace's token needs ${about}`;
    case 'no-account':
      return about === ''
        ? 'no registry is named whose account a profile could be of'
        : `${about} has no account that a profile could be of`;
    case 'no-match':
      return `no profile is of account ${about}`;
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
