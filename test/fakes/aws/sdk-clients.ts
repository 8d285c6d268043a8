import { ECRClient } from '@aws-sdk/client-ecr';
import { ECRPUBLICClient } from '@aws-sdk/client-ecr-public';
import { SSOClient } from '@aws-sdk/client-sso';
import { SSOOIDCClient } from '@aws-sdk/client-sso-oidc';
import { STSClient } from '@aws-sdk/client-sts';

export interface ClientCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * The SDK's clients for a stand-in's address. All settings are given, so that neither the environment nor the files
 * of whoever runs the tests change anything. They ask once, unless told otherwise.
 */
export function sdkClients(
  endpoint: string,
  credentials: ClientCredentials,
  region = 'eu-west-1',
  maxAttempts = 1,
) {
  const settings = { endpoint, credentials, region, maxAttempts, defaultsMode: 'standard' } as const;
  return {
    ecr: new ECRClient(settings),
    ecrPublic: new ECRPUBLICClient(settings),
    sts: new STSClient(settings),
    sso: new SSOClient(settings),
    ssoOidc: new SSOOIDCClient(settings),
  };
}

/** For clients that sign nothing. */
export const noCredentials: ClientCredentials = { accessKeyId: 'none', secretAccessKey: 'none' };
