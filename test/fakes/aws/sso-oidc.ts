import { type Answer, type Call, textInput } from './call.ts';
import type { DeviceSignIns } from './device-sign-ins.ts';
import { ServiceError } from './service-error.ts';
import type { SsoSessions } from './sso-sessions.ts';
import type { StandInState } from './state.ts';
import { restJsonAnswer } from './wire-formats.ts';

const refreshTokenGrant = 'refresh_token';
const deviceCodeGrant = 'urn:ietf:params:oauth:grant-type:device_code';

/** SSO OIDC: client registration, the device flow, and tokens. */
export function answerSsoOidc(call: Call, state: StandInState): Answer {
  switch (call.operation) {
    case 'RegisterClient':
      return registerClient(call, state);
    case 'StartDeviceAuthorization':
      return startDeviceAuthorization(call, state);
    case 'CreateToken':
      return createToken(call, state);
    default:
      throw new ServiceError(404, 'InvalidRequestException', 'No such operation');
  }
}

function registerClient(call: Call, state: StandInState): Answer {
  if (textInput(call, 'clientName') === undefined || textInput(call, 'clientType') !== 'public') {
    throw new ServiceError(400, 'InvalidClientMetadataException', 'Invalid client metadata');
  }
  const client = state.sso.registerClient();
  return restJsonAnswer({
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    clientIdIssuedAt: Math.floor(state.clock.nowMs() / 1000),
    clientSecretExpiresAt: Math.floor(client.expiresAtMs / 1000),
  });
}

function startDeviceAuthorization(call: Call, state: StandInState): Answer {
  checkClient(call, state);
  const portal = state.sso.findPortal(textInput(call, 'startUrl') ?? '');
  if (portal === undefined) throw new ServiceError(400, 'InvalidRequestException', 'Invalid start URL');
  const signIn = state.deviceSignIns.start(textInput(call, 'clientId') ?? '', portal);
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
  checkClient(call, state);
  const tokens = grantTokens(call, state.sso, state.deviceSignIns);
  return restJsonAnswer({
    accessToken: tokens.accessToken,
    refreshToken: tokens.refreshToken,
    tokenType: 'Bearer',
    expiresIn: Math.floor((tokens.expiresAtMs - state.clock.nowMs()) / 1000),
  });
}

function grantTokens(call: Call, sso: SsoSessions, deviceSignIns: DeviceSignIns) {
  switch (textInput(call, 'grantType')) {
    case refreshTokenGrant: {
      const tokens = sso.refresh(textInput(call, 'refreshToken') ?? '');
      if (tokens === undefined)
        throw new ServiceError(400, 'InvalidGrantException', 'Invalid refresh token provided');
      return tokens;
    }
    case deviceCodeGrant: {
      const clientId = textInput(call, 'clientId') ?? '';
      return sso.startSession(deviceSignIns.redeem(textInput(call, 'deviceCode') ?? '', clientId));
    }
    default:
      throw new ServiceError(400, 'UnsupportedGrantTypeException', 'Unsupported grant type');
  }
}

function checkClient(call: Call, state: StandInState): void {
  const client = state.sso.findClient(textInput(call, 'clientId') ?? '');
  if (
    client === undefined ||
    client.clientSecret !== textInput(call, 'clientSecret') ||
    client.expiresAtMs <= state.clock.nowMs()
  ) {
    throw new ServiceError(401, 'InvalidClientException', 'Invalid client provided');
  }
}
