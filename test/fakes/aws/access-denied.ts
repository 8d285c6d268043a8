import type { Call } from './call.ts';
import { ServiceError } from './service-error.ts';

/** IAM's refusal of a call, in the words and with the code of the service that was called. */
export function accessDenied(call: Pick<Call, 'service' | 'operation' | 'signer' | 'input'>): ServiceError {
  const who = `User: ${call.signer?.principal.arn ?? 'anonymous'}`;
  switch (call.service) {
    case 'ecr':
    case 'ecr-public': {
      const action = `${call.service}:${call.operation}`;
      return new ServiceError(
        400,
        'AccessDeniedException',
        `${who} is not authorized to perform: ${action} on resource: * because no identity-based policy allows the ${action} action`,
      );
    }
    case 'sts':
      return call.operation === 'AssumeRoleWithWebIdentity'
        ? new ServiceError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity')
        : new ServiceError(
            403,
            'AccessDenied',
            `${who} is not authorized to perform: sts:${call.operation} on resource: ${String(call.input.RoleArn ?? '*')}`,
          );
    case 'sso':
      return new ServiceError(403, 'ForbiddenException', 'No access');
    case 'sso-oidc':
      return new ServiceError(400, 'AccessDeniedException', 'Access denied');
    default:
      return new ServiceError(403, 'AccessDenied', 'Forbidden');
  }
}
