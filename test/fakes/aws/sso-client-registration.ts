import { type Answer, type Call, textInput } from './call.ts';
import { ServiceError } from './service-error.ts';
import type { StandInState } from './state.ts';
import { restJsonAnswer } from './wire-formats.ts';

const knownGrants = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'];

/** `RegisterClient`, with the checks of the IAM Identity Center OIDC API Reference. */
export function registerClient(call: Call, state: StandInState): Answer {
  const metadata = {
    grantTypes: listInput(call, 'grantTypes'),
    scopes: listInput(call, 'scopes') ?? [],
    redirectUris: listInput(call, 'redirectUris') ?? [],
    issuerUrl: textInput(call, 'issuerUrl'),
  };
  const { grantTypes = [], scopes, redirectUris, issuerUrl } = metadata;
  const inBrowser = grantTypes.includes('authorization_code');
  if (
    textInput(call, 'clientName') === undefined ||
    textInput(call, 'clientType') !== 'public' ||
    grantTypes.some((grant) => !knownGrants.includes(grant)) ||
    (inBrowser && state.sso.findPortal(issuerUrl ?? '') === undefined)
  ) {
    throw new ServiceError(400, 'InvalidClientMetadataException', 'Invalid client metadata');
  }
  if (scopes.some((scope) => !/^[a-z]+:[a-z]+[:_][a-z]+$/.test(scope))) {
    throw new ServiceError(400, 'InvalidScopeException', 'Invalid scope');
  }
  if (inBrowser && (redirectUris.length === 0 || !redirectUris.every(isLoopback))) {
    throw new ServiceError(400, 'InvalidRedirectUriException', 'Invalid redirect URI');
  }
  const client = state.sso.registerClient(metadata);
  return restJsonAnswer({
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    clientIdIssuedAt: Math.floor(state.clock.nowMs() / 1000),
    clientSecretExpiresAt: Math.floor(client.expiresAtMs / 1000),
  });
}

/** AWS takes only these from public clients. */
function isLoopback(uri: string): boolean {
  return /^http:\/\/127\.0\.0\.1(:\d+)?\/oauth\/callback$/.test(uri);
}

function listInput(call: Call, name: string): string[] | undefined {
  const value = call.input[name];
  return Array.isArray(value) ? value.map(String) : undefined;
}
