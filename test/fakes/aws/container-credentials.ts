import { formatIsoSeconds } from './amz-date.ts';
import type { Answer, Call } from './call.ts';
import { attachedRolePrincipal } from './principals.ts';
import { ServiceError } from './service-error.ts';
import type { StandInState } from './state.ts';
import { restJsonAnswer } from './wire-formats.ts';

/** The container agent of ECS hands out credentials under this path. */
export const containerCredentialsPathPrefix = '/v2/credentials/';

const roleSessionSeconds = 6 * 3600;

/** The credentials endpoint of a container agent (ECS, EKS Pod Identity). */
export function answerContainerCredentials(call: Call, state: StandInState): Answer {
  const role = state.containerRole;
  if (role === undefined || call.path !== role.path || call.method !== 'GET') {
    throw new ServiceError(400, 'InvalidIdInRequest', 'CredentialsV2Request: ID not found');
  }
  if (role.authorizationToken !== undefined && call.headers.authorization !== role.authorizationToken) {
    throw new ServiceError(401, 'Unauthorized', 'The authorization token is missing or wrong');
  }
  const principal = attachedRolePrincipal(role, 'container');
  const key = state.keys.issueTemporaryKey(principal, roleSessionSeconds);
  return restJsonAnswer({
    RoleArn: principal.identityArn,
    AccessKeyId: key.accessKeyId,
    SecretAccessKey: key.secretAccessKey,
    Token: key.sessionToken,
    Expiration: formatIsoSeconds(key.expiresAtMs),
  });
}
