import { ECRClient, type ECRClientConfig, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import type { AuthorizationData } from './token.ts';

/** Asks ECR. The answer is a list for historical reasons; without registry ids it has one element. */
export async function askEcr(settings: ECRClientConfig): Promise<AuthorizationData> {
  const answer = await new ECRClient(settings).send(new GetAuthorizationTokenCommand({}));
  return answer.authorizationData?.[0] ?? {};
}
