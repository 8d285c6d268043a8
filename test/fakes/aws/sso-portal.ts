import { accessDenied } from './access-denied.ts';
import { type Answer, type Call, textInput } from './call.ts';
import { roleSessionPrincipal, ssoRoleArn } from './principals.ts';
import { ServiceError } from './service-error.ts';
import type { StandInState } from './state.ts';
import { restJsonAnswer } from './wire-formats.ts';

const roleSessionSeconds = 3600;

/** The SSO portal: role credentials, and what is assigned, for whoever bears an access token. */
export function answerSsoPortal(call: Call, state: StandInState): Answer {
  const accessToken = String(call.headers['x-amz-sso_bearer_token'] ?? '');
  const session = state.sso.findByAccessToken(accessToken);
  // Sign-ins are good in the region of their Identity Center only.
  if (session === undefined || (call.hostRegion !== undefined && call.hostRegion !== session.region)) {
    throw new ServiceError(401, 'UnauthorizedException', 'Session token not found or invalid');
  }
  const accountId = textInput(call, 'account_id');

  switch (call.operation) {
    case 'GetRoleCredentials': {
      const roleName = textInput(call, 'role_name');
      const assignment = session.assignments.find(
        (candidate) => candidate.accountId === accountId && candidate.roleName === roleName,
      );
      if (assignment === undefined) throw accessDenied(call);
      const roleArn = ssoRoleArn(assignment.accountId, assignment.roleName);
      const principal = roleSessionPrincipal(roleArn, 'person@example.com', assignment.mayGetTokens ?? true);
      const key = state.keys.issueTemporaryKey(principal, roleSessionSeconds);
      const { accessKeyId, secretAccessKey, sessionToken, expiresAtMs: expiration } = key;
      return restJsonAnswer({ roleCredentials: { accessKeyId, secretAccessKey, sessionToken, expiration } });
    }
    case 'ListAccounts': {
      const accountIds = [...new Set(session.assignments.map((assignment) => assignment.accountId))];
      return restJsonAnswer({ accountList: accountIds.map((id) => ({ accountId: id, accountName: id })) });
    }
    case 'ListAccountRoles': {
      const roles = session.assignments.filter((assignment) => assignment.accountId === accountId);
      return restJsonAnswer({ roleList: roles.map(({ roleName }) => ({ roleName, accountId })) });
    }
    case 'Logout':
      state.sso.endSession(accessToken);
      return restJsonAnswer({});
    default:
      throw new ServiceError(404, 'ResourceNotFoundException', 'No such operation');
  }
}
