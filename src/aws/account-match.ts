import type { Context } from '../context.ts';
import { HelperError, orError } from '../errors.ts';
import { accessKeyAccount } from './access-key-account.ts';
import type { CredentialSource } from './credential-source.ts';
import { fingerprint } from './fingerprint.ts';
import type { Section } from './ini.ts';
import type { AwsConfig } from './profile.ts';
import { profileSource } from './profile-source.ts';

/** A profile of the account that was asked for: where its credentials come from, or what is wrong with it. */
export interface Candidate {
  readonly profile: string;
  readonly source: CredentialSource | HelperError;
}

/**
 * The profiles of the AWS config whose account is this one, read offline. Those that name no credentials are left
 * out, and of those that lead to the same principal one stands for all: `default` if it is among them, else the first.
 */
export function accountCandidates(accountId: string, config: AwsConfig, context: Context): Candidate[] {
  const principals = new Map<string, Candidate>();
  for (const [profile, settings] of config.profiles) {
    if (profileAccount(settings) !== accountId) continue;
    // A profile that is wrong must not be in the way of another.
    const source = orError(() => profileSource(profile, config, context));
    if (source === undefined) continue;
    const principal =
      source instanceof HelperError ? `wrong: ${profile}` : fingerprint(source, undefined, context);
    if (profile === 'default' || !principals.has(principal)) principals.set(principal, { profile, source });
  }
  return [...principals.values()];
}

/**
 * The account (twelve digits) of a profile's credentials, as far as its settings tell. The kinds in the order in
 * which they count for the credentials themselves (see profile-source.ts).
 */
export function profileAccount(settings: Section): string | undefined {
  const roleArn = settings.get('role_arn');
  if (roleArn) return arnAccount(roleArn);
  if (settings.get('sso_session') || settings.get('sso_start_url')) return settings.get('sso_account_id');
  const named = settings.get('aws_account_id');
  if (named) return named;
  const accessKeyId = settings.get('aws_access_key_id');
  if (accessKeyId) return accessKeyAccount(accessKeyId);
  // `aws login` writes the ARN of who signed in.
  return arnAccount(settings.get('login_session') ?? '');
}

/** The account in an ARN: `arn:<partition>:<service>:<region>:<account>:<resource>`. */
function arnAccount(arn: string): string | undefined {
  return /^arn:[^:]*:[^:]*:[^:]*:(\d{12}):/.exec(arn)?.[1];
}
