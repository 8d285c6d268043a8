import { type Answer, type Call, textInput } from './call.ts';
import { ServiceError } from './service-error.ts';
import { authorize } from './sso-authorize.ts';
import { registerClient } from './sso-client-registration.ts';
import type { SsoClient } from './sso-sessions.ts';
import type { StandInState } from './state.ts';
import { restJsonAnswer } from './wire-formats.ts';

const refreshTokenGrant = 'refresh_token';
const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';
const authorizationCodeGrant = 'authorization_code';

/** SSO OIDC: client registration, the sign-ins on another device and in the browser, and tokens. */
export function answerSsoOidc(call: Call, state: StandInState): Answer {
  switch (call.operation) {
    case 'RegisterClient':
      return registerClient(call, state);
    case 'StartDeviceAuthorization':
      return startDeviceAuthorization(call, state);
    case 'Authorize':
      return authorize(call, state);
    case 'CreateToken':
      return createToken(call, state);
    default:
      throw new ServiceError(404, 'InvalidRequestException', 'No such operation');
  }
}

function startDeviceAuthorization(call: Call, state: StandInState): Answer {
  const client = checkClient(call, state);
  checkGrant(client, deviceCodeGrant);
  const portal = state.sso.findPortal(textInput(call, 'startUrl') ?? '');
  if (portal === undefined) throw new ServiceError(400, 'InvalidRequestException', 'Invalid start URL');
  const signIn = state.deviceSignIns.start(client.clientId, portal);
  const verificationUri = `https://device.sso.${portal.region}.amazonaws.com/`;
  return restJsonAnswer({
    deviceCode: signIn.deviceCode,
    userCode: signIn.userCode,
    verificationUri,
    verificationUriComplete: `${verificationUri}?user_code=${signIn.userCode}`,
    expiresIn: signIn.lifetimeSeconds,
    interval: signIn.intervalSeconds,
  });
}

function createToken(call: Call, state: StandInState): Answer {
  const client = checkClient(call, state);
  const tokens = grantTokens(call, client, state);
  // A registration without scopes is a legacy profile's, which never renews.
  const mayRefresh =
    client.scopes.length > 0 && (client.grantTypes ?? [refreshTokenGrant]).includes(refreshTokenGrant);
  return restJsonAnswer({
    accessToken: tokens.accessToken,
    ...(mayRefresh && { refreshToken: tokens.refreshToken }),
    tokenType: 'Bearer',
    expiresIn: Math.floor((tokens.expiresAtMs - state.clock.nowMs()) / 1000),
  });
}

function grantTokens(call: Call, client: SsoClient, { sso, deviceSignIns, browserSignIns }: StandInState) {
  const { clientId } = client;
  const grantType = textInput(call, 'grantType') ?? '';
  switch (grantType) {
    case refreshTokenGrant: {
      const tokens = sso.refresh(textInput(call, 'refreshToken') ?? '');
      if (tokens === undefined)
        throw new ServiceError(400, 'InvalidGrantException', 'Invalid refresh token provided');
      return tokens;
    }
    case deviceCodeGrant:
      checkGrant(client, grantType);
      return sso.startSession(deviceSignIns.redeem(textInput(call, 'deviceCode') ?? '', clientId));
    case authorizationCodeGrant: {
      checkGrant(client, grantType);
      const [code, redirectUri, verifier] = ['code', 'redirectUri', 'codeVerifier'].map(
        (name) => textInput(call, name) ?? '',
      ) as [string, string, string];
      return sso.startSession(browserSignIns.redeem({ code, clientId, redirectUri, verifier }));
    }
    default:
      throw new ServiceError(400, 'UnsupportedGrantTypeException', 'Unsupported grant type');
  }
}

function checkGrant({ grantTypes }: SsoClient, grantType: string): void {
  const isDefault = grantTypes === undefined && grantType === deviceCodeGrant;
  if (!isDefault && !grantTypes?.includes(grantType)) {
    throw new ServiceError(400, 'UnauthorizedClientException', 'The client is not registered for this grant');
  }
}

function checkClient(call: Call, state: StandInState): SsoClient {
  const client = state.sso.findClient(textInput(call, 'clientId') ?? '');
  if (
    client === undefined ||
    client.clientSecret !== textInput(call, 'clientSecret') ||
    client.expiresAtMs <= state.clock.nowMs()
  ) {
    throw new ServiceError(401, 'InvalidClientException', 'Invalid client provided');
  }
  return client;
}
