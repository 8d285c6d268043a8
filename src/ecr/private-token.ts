import { ECRClient, type ECRClientConfig, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { endpointOf } from './endpoint-of.ts';
import type { AuthorizationData } from './token.ts';

/** Asks ECR. The answer is a list for historical reasons; without registry ids it has one element. */
export async function askEcr(
  settings: ECRClientConfig,
  preconnect: (url: URL) => void,
): Promise<AuthorizationData> {
  const client = new ECRClient(settings);
  preconnect(await endpointOf(GetAuthorizationTokenCommand, client.config));
  const answer = await client.send(new GetAuthorizationTokenCommand({}));
  return answer.authorizationData?.[0] ?? {};
}
