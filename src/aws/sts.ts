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
  describeSource,
  type RoleSource,
  type WebIdentityFileSource,
  type WorkspaceTokenSource,
} from './credential-source.ts';
import { tokenClaims } from './oidc.ts';
import { defaultSessionName } from './session-name.ts';
import { webIdentityToken } from './token-sources/get-token.ts';
import type { AwsTools } from './tools.ts';

/**
 * The credentials of a role, assumed with another source's credentials.
 * @throws MFA_NEEDED, MFA_REFUSED, ROLE_NOT_ASSUMABLE, and what every call may
 */
export async function roleCredentials(
  source: RoleSource,
  credentials: AwsCredentialIdentity,
  tools: AwsTools,
): Promise<AwsCredentialIdentity> {
  const { roleArn, externalId, durationSeconds, mfaSerial, profile } = source;
  const region = source.region ?? stsRegion(roleArn, tools);
  const client = new STSClient({ ...tools.clientSettings('sts', region), credentials });
  const assume = async (mfa: { SerialNumber?: string; TokenCode?: string }) => {
    tools.deadline.waitFor(`STS in ${region}`);
    const answer = await client.send(
      new AssumeRoleCommand({
        RoleArn: roleArn,
        RoleSessionName: source.sessionName ?? defaultSessionName(tools.context.env),
        ExternalId: externalId,
        DurationSeconds: durationSeconds,
        ...mfa,
      }),
    );
    return identityOf(answer.Credentials);
  };
  try {
    if (mfaSerial === undefined) return await assume({});
    const { withMfaCode } = await import('./mfa.ts');
    const device = { serial: mfaSerial, identity: describeSource(source), profile };
    const use = (code: string) => assume({ SerialNumber: mfaSerial, TokenCode: code });
    return await withMfaCode(device, use, isCodeRefusal, tools);
  } catch (error) {
    throw await tools.explain(error, {
      doing: 'assume-role',
      roleArn,
      region,
      remedy: credentialsRemedy(source.source),
    });
  }
}

/** Whether STS refused a role for the MFA code alone: it is an AccessDenied like any other but for its sentence. */
function isCodeRefusal(error: unknown): boolean {
  const { name, message } = error as Partial<Error>;
  return (
    name === 'AccessDenied' &&
    /MultiFactorAuthentication failed.*(invalid MFA|unable to validate)/i.test(message ?? '')
  );
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
  const { roleArn, tokenSource, tokenOptions = {}, sessionName, durationSeconds } = source;
  const token = await webIdentityToken(tokenSource, tokenOptions, roleArn, tools);
  return exchange({ token, roleArn, sessionName, durationSeconds, region: source.region }, tools);
}

async function exchange(
  options: {
    readonly token: string;
    readonly roleArn: string;
    readonly sessionName: string | undefined;
    readonly durationSeconds: number | undefined;
    readonly region?: string | undefined;
  },
  tools: AwsTools,
): Promise<AwsCredentialIdentity> {
  const { token, roleArn, sessionName, durationSeconds } = options;
  const region = options.region ?? stsRegion(roleArn, tools);
  tools.deadline.waitFor(`STS in ${region}`);
  try {
    // The call is not signed; the token is all the proof there is.
    const client = new STSClient(tools.clientSettings('sts', region));
    const answer = await client.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn: roleArn,
        RoleSessionName: sessionName ?? defaultSessionName(tools.context.env),
        WebIdentityToken: token,
        DurationSeconds: durationSeconds,
      }),
    );
    return identityOf(answer.Credentials);
  } catch (error) {
    throw await tools.explain(error, { doing: 'web-identity', roleArn, region, claims: tokenClaims(token) });
  }
}

/** How the regions of a partition begin, (the SDKs' partitions.json). */
const PARTITION_REGIONS: Readonly<Record<string, RegExp>> = {
  aws: /^(?!cn-|us-gov-|eusc-|us-iso|eu-iso)/,
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
