import { createHash } from 'node:crypto';

/** Who signs a request, as IAM sees it. */
export interface Principal {
  readonly accountId: string;
  /** The ARN that AWS shows in messages: of a user, or of a role's session. */
  readonly arn: string;
  /** The ARN that trust policies name: of a user, or of the role behind a session. */
  readonly identityArn: string;
  readonly userId: string;
  /** Whether its policies allow `GetAuthorizationToken`. */
  readonly mayGetTokens: boolean;
}

/** An IAM user. */
export function userPrincipal(accountId: string, userName: string, mayGetTokens: boolean): Principal {
  const arn = `arn:aws:iam::${accountId}:user/${userName}`;
  return { accountId, arn, identityArn: arn, userId: uniqueId('AIDA', arn), mayGetTokens };
}

/** A session of the role `roleArn` (`arn:<partition>:iam::<account>:role/<path and name>`). */
export function roleSessionPrincipal(roleArn: string, sessionName: string, mayGetTokens: boolean): Principal {
  const [, partition, , , accountId = '', resource = ''] = roleArn.split(':');
  const roleName = resource.slice(resource.lastIndexOf('/') + 1);
  return {
    accountId,
    arn: `arn:${partition}:sts::${accountId}:assumed-role/${roleName}/${sessionName}`,
    identityArn: roleArn,
    userId: `${uniqueId('AROA', roleArn)}:${sessionName}`,
    mayGetTokens,
  };
}

/** A role that someone has without assuming it, such as a machine or container: by account and name. */
export interface AttachedRole {
  readonly accountId: string;
  readonly roleName: string;
  /** Whether the role may call `GetAuthorizationToken`. Default: yes. */
  readonly mayGetTokens?: boolean;
}

/** A session of such a role, in the commercial partition. */
export function attachedRolePrincipal(role: AttachedRole, sessionName: string): Principal {
  const roleArn = `arn:aws:iam::${role.accountId}:role/${role.roleName}`;
  return roleSessionPrincipal(roleArn, sessionName, role.mayGetTokens ?? true);
}

/** The ARN of the role that IAM Identity Center keeps in an account for a permission set. */
export function ssoRoleArn(accountId: string, permissionSet: string): string {
  const suffix = createHash('sha256').update(`${accountId}/${permissionSet}`).digest('hex').slice(0, 16);
  return `arn:aws:iam::${accountId}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_${permissionSet}_${suffix}`;
}

/** A new id like those of IAM, which start with four letters that tell the kind. */
function uniqueId(prefix: 'AIDA' | 'AROA', seed: string): string {
  return prefix + createHash('sha256').update(seed).digest('hex').slice(0, 17).toUpperCase();
}
