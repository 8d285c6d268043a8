import type { ECRClientConfig } from '@aws-sdk/client-ecr';
import type { ECRPUBLICClientConfig } from '@aws-sdk/client-ecr-public';
import type { AwsCredentialIdentity } from '@smithy/types';
import { HelperError } from '../errors.ts';
import type { Registry } from './registry.ts';

/** What ECR gave: a user name and password, good until a time in milliseconds since the epoch. */
export interface AuthorizationToken {
  readonly username: string;
  readonly password: string;
  readonly expiresAt: number;
}

/** How to call: a client's settings but for the credentials, as the caller decided them. */
export type CallSettings = Pick<
  ECRClientConfig & ECRPUBLICClientConfig,
  'region' | 'requestHandler' | 'endpoint' | 'useFipsEndpoint' | 'useDualstackEndpoint'
>;

/** What both services answer. */
export interface AuthorizationData {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
}

/** The action that a policy must allow for a registry's token (Service Authorization Reference, Amazon ECR and ECR Public). */
export function tokenAction({ service }: Registry): string {
  return service === 'ecr'
    ? 'ecr:GetAuthorizationToken'
    : 'ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken';
}

/**
 * Asks ECR for an authorization token.
 * @param credentials asked once; the client is loaded while they are on their way
 * @param preconnect told the address that will be asked, before the credentials are there
 * @throws what the AWS SDK's client throws; SERVICE_FAILED for an answer without a token
 */
export async function requestToken(
  registry: Registry,
  credentials: () => Promise<AwsCredentialIdentity>,
  settings: CallSettings,
  preconnect: (url: URL) => void,
): Promise<AuthorizationToken> {
  // The host decides about FIPS and dual-stack, unless a setting names an endpoint.
  const variant =
    settings.endpoint === undefined
      ? {
          ...(registry.fips && { useFipsEndpoint: true }),
          ...(registry.dualStack && { useDualstackEndpoint: true }),
        }
      : {};
  const client = { ...settings, ...variant, credentials };
  const data =
    registry.service === 'ecr'
      ? await (await import('./private-token.ts')).askEcr(client, preconnect)
      : await (await import('./public-token.ts')).askEcrPublic(client, preconnect);
  const [, username, password] =
    /^([^:]+):(.+)$/s.exec(Buffer.from(data.authorizationToken ?? '', 'base64').toString()) ?? [];
  const expiresAt = data.expiresAt?.getTime();
  if (
    username === undefined ||
    password === undefined ||
    expiresAt === undefined ||
    Number.isNaN(expiresAt)
  ) {
    throw new HelperError('SERVICE_FAILED', `ECR in ${registry.region} answered without a token`, {
      hint: 'check the endpoint settings (AWS_ENDPOINT_URL) and the proxy',
    });
  }
  return { username, password, expiresAt };
}
