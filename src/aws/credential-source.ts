import type { TokenOptions } from './token-sources/table.ts';

/**
 * Where credentials come from, found out offline and holding no secret: what an identity is made of.
 * `profile` is the profile that the settings were read from, if they were.
 */
export type CredentialSource = (
  | AccessKeySource
  | SsoSource
  | RoleSource
  | WebIdentityFileSource
  | WorkspaceTokenSource
  | ProcessSource
  | LoginSource
  | ContainerSource
  | InstanceMetadataSource
) & {
  /** The name of the identity in the configuration file that this is, if it is one. */
  readonly identity?: string;
};

/** Access keys in the environment, or in a profile. */
export interface AccessKeySource {
  readonly kind: 'access-key';
  readonly accessKeyId: string;
  readonly profile: string | undefined;
}

/** An account and role of an SSO session, or of a legacy profile (which has no session, and never renews). */
export interface SsoSource {
  readonly kind: 'sso';
  readonly profile: string | undefined;
  readonly identity?: string;
  readonly session: string | undefined;
  readonly startUrl: string;
  readonly region: string;
  readonly accountId: string;
  readonly roleName: string;
}

/** A role that is assumed with another source's credentials. */
export interface RoleSource {
  readonly kind: 'role';
  readonly profile: string | undefined;
  readonly roleArn: string;
  readonly source: CredentialSource;
  readonly externalId: string | undefined;
  readonly sessionName: string | undefined;
  readonly durationSeconds: number | undefined;
  readonly mfaSerial: string | undefined;
  /** The region whose STS is asked, where the identity says so. */
  readonly region?: string | undefined;
}

/** A role that is assumed with the web identity token in a file (EKS and others). */
export interface WebIdentityFileSource {
  readonly kind: 'web-identity-file';
  readonly profile: string | undefined;
  readonly roleArn: string;
  readonly tokenFile: string;
  readonly sessionName: string | undefined;
  readonly durationSeconds: number | undefined;
}

/** A role that is assumed with the web identity token that a workspace or CI job gives out. */
export interface WorkspaceTokenSource {
  readonly kind: 'workspace-token';
  readonly roleArn: string;
  /** The name of the token source. */
  readonly tokenSource: string;
  /** What the configuration file says of the token source; nothing for one that was detected. */
  readonly tokenOptions?: TokenOptions | undefined;
  readonly sessionName?: string | undefined;
  readonly durationSeconds?: number | undefined;
  /** The region whose STS is asked, where the identity says so. */
  readonly region?: string | undefined;
}

/** A profile's `credential_process`. */
export interface ProcessSource {
  readonly kind: 'process';
  readonly profile: string;
  readonly command: string;
}

/** A profile's `login_session` (`aws login`). */
export interface LoginSource {
  readonly kind: 'login';
  readonly profile: string;
  readonly session: string;
}

/** A container's credential endpoint (ECS, EKS Pod Identity, …). */
export interface ContainerSource {
  readonly kind: 'container';
  readonly uri: string;
}

/** The role of the EC2 instance. */
export interface InstanceMetadataSource {
  readonly kind: 'instance-metadata';
  /** The endpoint that the environment names, if it does. */
  readonly endpoint: string | undefined;
}

/** The source in a few words for messages, such as `profile "dev"`. */
export function describeSource(source: CredentialSource): string {
  if (source.identity === undefined) return describeOrigin(source);
  const profile = 'profile' in source ? source.profile : undefined;
  return `identity "${source.identity}"${profile === undefined ? '' : `, profile "${profile}"`}`;
}

function describeOrigin(source: CredentialSource): string {
  switch (source.kind) {
    case 'access-key':
      return source.profile === undefined
        ? `access key ${source.accessKeyId}`
        : `profile "${source.profile}"`;
    case 'process':
    case 'login':
      return `profile "${source.profile}"`;
    case 'sso':
      return source.profile === undefined
        ? `role ${source.roleName} in account ${source.accountId}`
        : `profile "${source.profile}"`;
    case 'role':
    case 'web-identity-file':
      return source.profile === undefined ? `role ${source.roleArn}` : `profile "${source.profile}"`;
    case 'workspace-token':
      return `role ${source.roleArn}`;
    case 'container':
      return 'the container credentials';
    case 'instance-metadata':
      return 'the EC2 instance role';
  }
}

/** What a person can do when AWS no longer accepts the source's credentials. */
export function credentialsRemedy(source: CredentialSource): string {
  switch (source.kind) {
    case 'access-key':
      return source.profile === undefined
        ? 'set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to good ones, or unset them'
        : `correct aws_access_key_id, aws_secret_access_key and aws_session_token of profile "${source.profile}"`;
    case 'process':
      return `check what the credential_process of profile "${source.profile}" prints`;
    case 'login':
      return `run: aws login --profile ${source.profile}`;
    case 'role':
      return credentialsRemedy(source.source);
    default:
      return 'try again; they are new every time';
  }
}

/** Whether getting the credentials may need a person, who can't be asked in the background. */
export function needsPerson(source: CredentialSource): boolean {
  return source.kind === 'role' && (source.mfaSerial !== undefined || needsPerson(source.source));
}

/** The profile that the source was read from, if it was; for an identity's role, that of the identity which assumes it. */
export function sourceProfile(source: CredentialSource): string | undefined {
  if (source.kind === 'role' && source.profile === undefined) return sourceProfile(source.source);
  return 'profile' in source ? source.profile : undefined;
}

/** The address of an SSO portal in one spelling: people write `…/start`, `…/start/` and `…/start#/`. */
export function portalAddress(startUrl: string): string {
  return startUrl.replace(/[/#]+$/, '');
}
