import {
  ECRPUBLICClient,
  type ECRPUBLICClientConfig,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-ecr-public';
import { endpointOf } from './endpoint-of.ts';
import type { AuthorizationData } from './token.ts';

/** Asks ECR Public. */
export async function askEcrPublic(
  settings: ECRPUBLICClientConfig,
  preconnect: (url: URL) => void,
): Promise<AuthorizationData> {
  const client = new ECRPUBLICClient(settings);
  preconnect(await endpointOf(GetAuthorizationTokenCommand, client.config));
  const answer = await client.send(new GetAuthorizationTokenCommand({}));
  return answer.authorizationData ?? {};
}
