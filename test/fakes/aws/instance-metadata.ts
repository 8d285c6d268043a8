import { randomBytes } from 'node:crypto';
import { formatIsoSeconds } from './amz-date.ts';
import type { Answer, Call } from './call.ts';
import { attachedRolePrincipal } from './principals.ts';
import { ServiceError } from './service-error.ts';
import type { StandInState } from './state.ts';
import { textAnswer } from './wire-formats.ts';

const credentialsPath = '/latest/meta-data/iam/security-credentials/';
const longestTokenSeconds = 21_600;
const roleSessionSeconds = 6 * 3600;

/** EC2 instance metadata, version 2: nothing is told without a token, which a PUT request gets. */
export function answerInstanceMetadata(call: Call, state: StandInState): Answer {
  if (call.path === '/latest/api/token' && call.method === 'PUT') return makeToken(call, state);
  const tokenExpiresAtMs = state.metadataTokens.get(String(call.headers['x-aws-ec2-metadata-token']));
  if (tokenExpiresAtMs === undefined || tokenExpiresAtMs <= state.clock.nowMs()) {
    throw new ServiceError(401, 'Unauthorized', 'Unauthorized');
  }
  if (call.method !== 'GET') throw new ServiceError(405, 'MethodNotAllowed', 'Method Not Allowed');
  if (call.path === '/latest/meta-data/placement/region') return textAnswer('us-east-1');

  const role = state.instanceRole;
  if (role !== undefined && [credentialsPath, credentialsPath.slice(0, -1)].includes(call.path)) {
    return textAnswer(role.roleName);
  }
  if (role === undefined || call.path !== credentialsPath + role.roleName) {
    throw new ServiceError(404, 'NotFound', 'Not Found');
  }
  const principal = attachedRolePrincipal(role, 'i-0123456789abcdef0');
  const key = state.keys.issueTemporaryKey(principal, roleSessionSeconds);
  return textAnswer(
    JSON.stringify({
      Code: 'Success',
      LastUpdated: formatIsoSeconds(state.clock.nowMs()),
      Type: 'AWS-HMAC',
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      Token: key.sessionToken,
      Expiration: formatIsoSeconds(key.expiresAtMs),
    }),
  );
}

function makeToken(call: Call, state: StandInState): Answer {
  const lifetimeHeader = call.headers['x-aws-ec2-metadata-token-ttl-seconds'];
  const lifetimeSeconds = Number(lifetimeHeader);
  if (!(lifetimeSeconds >= 1 && lifetimeSeconds <= longestTokenSeconds)) {
    throw new ServiceError(400, 'BadRequest', 'Bad Request');
  }
  const token = randomBytes(40).toString('base64');
  state.metadataTokens.set(token, state.clock.nowMs() + lifetimeSeconds * 1000);
  const answer = textAnswer(token);
  return {
    ...answer,
    headers: { ...answer.headers, 'x-aws-ec2-metadata-token-ttl-seconds': String(lifetimeSeconds) },
  };
}
