import type { Answer, Call, ReceivedRequest, Signer } from './call.ts';
import { answerContainerCredentials } from './container-credentials.ts';
import { answerEcr } from './ecr.ts';
import { answerInstanceMetadata } from './instance-metadata.ts';
import type { Route } from './routing.ts';
import { ServiceError } from './service-error.ts';
import { checkSignature } from './signature.ts';
import { answerSignin } from './signin.ts';
import { answerSsoOidc } from './sso-oidc.ts';
import { answerSsoPortal } from './sso-portal.ts';
import type { StandInState } from './state.ts';
import { answerSts } from './sts.ts';

/** Checks the signature of a request that must have one. The others prove themselves by a token in them. */
export async function authenticate(
  request: ReceivedRequest,
  route: Route,
  state: StandInState,
): Promise<Signer | undefined> {
  const { service, operation, hostRegion: region } = route;
  const mustBeSigned =
    service === 'ecr' ||
    service === 'ecr-public' ||
    (service === 'sts' && operation !== 'AssumeRoleWithWebIdentity');
  return mustBeSigned ? checkSignature(request, { service, region }, state.keys, state.clock) : undefined;
}

/** What the service answers; throws a `ServiceError` when it refuses. */
export function answerCall(call: Call, state: StandInState): Answer {
  switch (call.service) {
    case 'ecr':
    case 'ecr-public':
      return answerEcr(call, state);
    case 'sts':
      return answerSts(call, state);
    case 'sso':
      return answerSsoPortal(call, state);
    case 'sso-oidc':
      return answerSsoOidc(call, state);
    case 'signin':
      return answerSignin(call, state);
    case 'imds':
      return answerInstanceMetadata(call, state);
    case 'container':
      return answerContainerCredentials(call, state);
    case 'unknown':
      throw new ServiceError(404, 'UnknownOperation', `No service here has ${call.method} ${call.path}`);
  }
}
