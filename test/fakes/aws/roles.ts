import type { Principal } from './principals.ts';

/** What a role's trust policy wants of a web identity token. What is left out may be anything. */
export interface WebIdentityTrust {
  readonly issuer?: string;
  readonly audience?: string;
  /** Exact, or with a `*` at its end for any rest. */
  readonly subject?: string;
}

export interface RoleOptions {
  /** `arn:<partition>:iam::<account>:role/<name>` */
  readonly arn: string;
  /**
   * Who may assume it: ARNs of users and roles, account ids, or everyone. Default: everyone, or nobody when
   * `webIdentity` is given.
   */
  readonly trustedPrincipals?: readonly string[] | 'any';
  readonly webIdentity?: WebIdentityTrust;
  readonly externalId?: string;
  readonly mfa?: { readonly serialNumber: string; readonly code: string };
  /** Whether the role may call `GetAuthorizationToken`. Default: yes. */
  readonly mayGetTokens?: boolean;
  /** Default: 3600. */
  readonly maximumDurationSeconds?: number;
}

/** The roles that there are, in all accounts. */
export class Roles {
  readonly #rolesByArn = new Map<string, RoleOptions>();

  add(role: RoleOptions): void {
    this.#rolesByArn.set(role.arn, role);
  }

  find(arn: string): RoleOptions | undefined {
    return this.#rolesByArn.get(arn);
  }
}

/** Whether the role's trust policy names this principal, its account, or everyone. */
export function trustsPrincipal(role: RoleOptions, principal: Principal): boolean {
  const trusted = role.trustedPrincipals ?? (role.webIdentity === undefined ? 'any' : []);
  if (trusted === 'any') return true;
  const { accountId, arn, identityArn } = principal;
  const account = [accountId, `arn:${arn.split(':')[1]}:iam::${accountId}:root`];
  return trusted.some((name) => name === arn || name === identityArn || account.includes(name));
}
