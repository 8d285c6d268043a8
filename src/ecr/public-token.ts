import {
  ECRPUBLICClient,
  type ECRPUBLICClientConfig,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-ecr-public';
import type { AuthorizationData } from './token.ts';

/** Asks ECR Public. */
export async function askEcrPublic(settings: ECRPUBLICClientConfig): Promise<AuthorizationData> {
  const answer = await new ECRPUBLICClient(settings).send(new GetAuthorizationTokenCommand({}));
  return answer.authorizationData ?? {};
}
