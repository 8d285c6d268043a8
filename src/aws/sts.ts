import { readFileSync } from 'node:fs';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  type Credentials,
  STSClient,
} from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import { HelperError } from '../errors.ts';
import { fileErrorCode } from '../files.ts';
import {
  credentialsRemedy,
  type RoleSource,
  type WebIdentityFileSource,
  type WorkspaceTokenSource,
} from './credential-source.ts';
import { stsAudience, tokenClaims, tokenSourceNamed } from './oidc.ts';
import type { AwsTools } from './tools.ts';

/** Names the session in CloudTrail where nothing else does. */
const SESSION_NAME = 'docker-credential-ecr';

/**
 * The credentials of a role, assumed with another source's credentials.
 * @throws MFA_NEEDED, ROLE_NOT_ASSUMABLE, and what every call may
 */
export async function roleCredentials(
  source: RoleSource,
  credentials: AwsCredentialIdentity,
  tools: AwsTools,
): Promise<AwsCredentialIdentity> {
  const { roleArn, externalId, durationSeconds, mfaSerial, profile } = source;
  if (mfaSerial !== undefined) {
    throw new HelperError(
      'MFA_NEEDED',
      `profile "${profile}" wants an MFA code (mfa_serial), which nobody can give here`,
      {
        hint: `run: eval "$(aws configure export-credentials --profile ${profile} --format env)"`,
      },
    );
  }
  const region = source.region ?? stsRegion(roleArn, tools);
  tools.deadline.waitFor(`STS in ${region}`);
  try {
    const client = new STSClient({ ...tools.clientSettings('sts', region), credentials });
    const answer = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: source.sessionName ?? SESSION_NAME,
        ExternalId: externalId,
        DurationSeconds: durationSeconds,
      }),
    );
    return identityOf(answer.Credentials);
  } catch (error) {
    throw await tools.explain(error, {
      doing: 'assume-role',
      roleArn,
      region,
      remedy: credentialsRemedy(source.source),
    });
  }
}

/** The credentials of a role, for the web identity token in a file. @throws WEB_IDENTITY_UNAVAILABLE, WEB_IDENTITY_REFUSED */
export async function webIdentityFileCredentials(
  source: WebIdentityFileSource,
  tools: AwsTools,
): Promise<AwsCredentialIdentity> {
  const { roleArn, tokenFile, sessionName, durationSeconds } = source;
  let token: string;
  try {
    token = readFileSync(tokenFile, 'utf8').trim();
  } catch (error) {
    throw new HelperError(
      'WEB_IDENTITY_UNAVAILABLE',
      `the web identity token file ${tokenFile} can't be read (${fileErrorCode(error) ?? 'unknown error'})`,
      { hint: 'correct AWS_WEB_IDENTITY_TOKEN_FILE (or web_identity_token_file)', cause: error },
    );
  }
  return exchange({ token, roleArn, sessionName, durationSeconds }, tools);
}

/** The credentials of a role, for the token that the workspace or CI job gives out. @throws WEB_IDENTITY_UNAVAILABLE, WEB_IDENTITY_REFUSED */
export async function workspaceCredentials(
  source: WorkspaceTokenSource,
  tools: AwsTools,
): Promise<AwsCredentialIdentity> {
  const { context, deadline } = tools;
  const { roleArn } = source;
  deadline.waitFor("the workspace's token");
  const token = await tokenSourceNamed(source.tokenSource).getToken(
    context,
    stsAudience(roleArn),
    deadline.signal,
  );
  return exchange(
    { token, roleArn, sessionName: context.env.AWS_ROLE_SESSION_NAME, durationSeconds: undefined },
    tools,
  );
}

async function exchange(
  options: {
    readonly token: string;
    readonly roleArn: string;
    readonly sessionName: string | undefined;
    readonly durationSeconds: number | undefined;
  },
  tools: AwsTools,
): Promise<AwsCredentialIdentity> {
  const { token, roleArn, sessionName, durationSeconds } = options;
  const region = stsRegion(roleArn, tools);
  tools.deadline.waitFor(`STS in ${region}`);
  try {
    // The call is not signed; the token is all the proof there is.
    const client = new STSClient(tools.clientSettings('sts', region));
    const answer = await client.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName || SESSION_NAME,
        WebIdentityToken: token,
        DurationSeconds: durationSeconds,
      }),
    );
    return identityOf(answer.Credentials);
  } catch (error) {
    throw await tools.explain(error, { doing: 'web-identity', roleArn, region, claims: tokenClaims(token) });
  }
}

/** How the regions of a partition begin, for partitions that are apart (the SDKs' partitions.json). */
const PARTITION_REGIONS: Readonly<Record<string, RegExp>> = {
  'aws-cn': /^cn-/,
  'aws-us-gov': /^us-gov-/,
  'aws-eusc': /^eusc-/,
  'aws-iso': /^us-iso-/,
  'aws-iso-b': /^us-isob-/,
  'aws-iso-e': /^eu-isoe-/,
  'aws-iso-f': /^us-isof-/,
};

/** The region whose STS is asked: the usual one, unless the role is in a partition where that region isn't. */
function stsRegion(roleArn: string, { region, registryRegion }: AwsTools): string {
  const partition = PARTITION_REGIONS[roleArn.split(':')[1] ?? ''];
  return partition === undefined || partition.test(region) ? region : registryRegion;
}

function identityOf(credentials: Credentials | undefined): AwsCredentialIdentity {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken)
    throw new SyntaxError('no credentials in the answer');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration && { expiration: Expiration }),
  };
}
