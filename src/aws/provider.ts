import type { AwsCredentialIdentity } from '@smithy/types';
import { HelperError } from '../errors.ts';
import type { AccessKeySource, CredentialSource } from './credential-source.ts';
import type { AwsTools } from './tools.ts';

/**
 * Gets the credentials of a source. Each kind's code is loaded only when it is reached.
 * @throws HelperError with the codes of the kind; never falls through to another source
 */
export async function credentialsOf(
  source: CredentialSource,
  tools: AwsTools,
): Promise<AwsCredentialIdentity> {
  switch (source.kind) {
    case 'access-key':
      return accessKey(source, tools);
    case 'sso':
      return (await import('./sso.ts')).ssoCredentials(source, tools);
    case 'role': {
      const credentials = await credentialsOf(source.source, tools);
      return (await import('./sts.ts')).roleCredentials(source, credentials, tools);
    }
    case 'web-identity-file':
      return (await import('./sts.ts')).webIdentityFileCredentials(source, tools);
    case 'workspace-token':
      return (await import('./sts.ts')).workspaceCredentials(source, tools);
    case 'process':
      return (await import('./credential-process.ts')).processCredentials(source, tools);
    case 'login':
      return (await import('./login-session.ts')).loginCredentials(source, tools);
    case 'container':
      return (await import('./sdk-providers.ts')).containerCredentials(tools);
    case 'instance-metadata':
      return (await import('./sdk-providers.ts')).instanceCredentials(tools);
  }
}

function accessKey(
  { accessKeyId, profile }: AccessKeySource,
  { context, config }: AwsTools,
): AwsCredentialIdentity {
  const { env } = context;
  const settings = config.profiles.get(profile ?? '');
  const secretAccessKey =
    profile === undefined ? env.AWS_SECRET_ACCESS_KEY : settings?.get('aws_secret_access_key');
  const sessionToken = profile === undefined ? env.AWS_SESSION_TOKEN : settings?.get('aws_session_token');
  if (!secretAccessKey) {
    throw new HelperError('SETTING_INVALID', `access key ${accessKeyId} has no secret access key`, {
      hint: 'set AWS_SECRET_ACCESS_KEY',
    });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
}
