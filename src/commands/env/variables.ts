import type { Environment } from '../../context.ts';

/** AWS credentials, as the SDK has them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
}

/** What is to become of a shell's environment. */
export interface Variables {
  /** By name. */
  readonly set: Readonly<Record<string, string>>;
  /** Those whose old values would go with the new credentials as if they were theirs. */
  readonly removed: readonly string[];
}

/** The regions that are known of an identity. */
export interface KnownRegions {
  /** What counts before the environment's. */
  readonly before?: string | undefined;
  /** What counts where the environment has none. */
  readonly after?: string | undefined;
}

/**
 * The variables that the AWS CLI and the SDKs take credentials from.
 * `AWS_CREDENTIAL_EXPIRATION` is what `aws configure export-credentials` has. Both names of the region: botocore, and
 * with it boto3 and the AWS CLI 1, reads `AWS_DEFAULT_REGION` alone, the other SDKs `AWS_REGION` alone.
 */
export function variablesOf(
  { accessKeyId, secretAccessKey, sessionToken, expiration }: Credentials,
  env: Environment,
  regions: KnownRegions,
): Variables {
  const all: Readonly<Record<string, string | undefined>> = {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken || undefined,
    AWS_CREDENTIAL_EXPIRATION: expiration && isoTime(expiration),
  };
  const set = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const removed = Object.keys(all).filter((name) => all[name] === undefined);
  return {
    set: {
      ...Object.fromEntries(set),
      ...regionVariables(env, regions),
    },
    // An older name of the session token, which botocore prefers.
    removed: env.AWS_SECURITY_TOKEN ? [...removed, 'AWS_SECURITY_TOKEN'] : removed,
  };
}

function regionVariables(env: Environment, { before, after }: KnownRegions): Record<string, string> {
  if (before) return { AWS_REGION: before, AWS_DEFAULT_REGION: before };
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION || after;
  return region ? { AWS_REGION: region, AWS_DEFAULT_REGION: env.AWS_DEFAULT_REGION || region } : {};
}

/** The output of a `credential_process` (AWS SDKs and Tools Reference Guide, "Process credential provider"), with its newline. */
export function processAnswer({
  accessKeyId,
  secretAccessKey,
  sessionToken,
  expiration,
}: Credentials): string {
  const answer = {
    Version: 1,
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    ...(sessionToken && { SessionToken: sessionToken }),
    ...(expiration && { Expiration: isoTime(expiration) }),
  };
  return `${JSON.stringify(answer)}\n`;
}

/** ISO 8601 without a fraction, which not every SDK takes. */
function isoTime(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, 'Z');
}
