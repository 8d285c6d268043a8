import { BrowserSignIns } from './browser-sign-ins.ts';
import { createServerClock, type ServerClock } from './clock.ts';
import { DeviceSignIns } from './device-sign-ins.ts';
import { IssuedKeys } from './issued-keys.ts';
import { IssuedPasswords } from './issued-passwords.ts';
import { LoginSessions } from './login-sessions.ts';
import type { AttachedRole } from './principals.ts';
import { Roles } from './roles.ts';
import { SsoSessions } from './sso-sessions.ts';
import { WebIdentityIssuer } from './web-identity.ts';

/** The role of a container, and the path at which its credentials are. */
export interface ContainerRole extends AttachedRole {
  readonly path: string;
  /** When given, the `Authorization` header must be exactly this. */
  readonly authorizationToken?: string;
}

/** All that the played services know. */
export interface StandInState {
  readonly clock: ServerClock;
  readonly keys: IssuedKeys;
  readonly passwords: IssuedPasswords;
  readonly roles: Roles;
  readonly webIdentity: WebIdentityIssuer;
  readonly sso: SsoSessions;
  readonly deviceSignIns: DeviceSignIns;
  readonly browserSignIns: BrowserSignIns;
  readonly login: LoginSessions;
  /** Session tokens for EC2 metadata, with their expiry in epoch milliseconds. */
  readonly metadataTokens: Map<string, number>;
  instanceRole: AttachedRole | undefined;
  containerRole: ContainerRole | undefined;
}

/** A world without accounts, on a clock on top of `outsideNow` (epoch milliseconds). */
export function createStandInState(outsideNow: () => number): StandInState {
  const clock = createServerClock(outsideNow);
  const keys = new IssuedKeys(clock);
  return {
    clock,
    keys,
    passwords: new IssuedPasswords(clock),
    roles: new Roles(),
    webIdentity: new WebIdentityIssuer(clock),
    sso: new SsoSessions(clock),
    deviceSignIns: new DeviceSignIns(clock),
    browserSignIns: new BrowserSignIns(clock),
    login: new LoginSessions(clock, keys),
    metadataTokens: new Map(),
    instanceRole: undefined,
    containerRole: undefined,
  };
}
