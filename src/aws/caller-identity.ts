import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { AwsTools } from './tools.ts';

/**
 * The ARN of whom the credentials are: STS tells it to everybody, whatever their policies say. The STS of the
 * registry's region is asked, since that is in the registry's partition.
 * @param remedy what a person can do when AWS does not accept the credentials
 * @throws CREDENTIALS_EXPIRED, CREDENTIALS_REFUSED, and what every call may
 */
export async function callerArn(
  credentials: AwsCredentialIdentity,
  remedy: string,
  tools: AwsTools,
): Promise<string> {
  const { registryRegion: region } = tools;
  tools.deadline.waitFor(`STS in ${region}`);
  try {
    const client = new STSClient({ ...tools.clientSettings('sts', region), credentials });
    const { Arn } = await client.send(new GetCallerIdentityCommand({}));
    if (!Arn) throw new SyntaxError('no ARN in the answer');
    return Arn;
  } catch (error) {
    throw await tools.explain(error, { doing: 'caller-identity', region, remedy });
  }
}
