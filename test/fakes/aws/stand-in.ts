import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { closableServer } from './closable-server.ts';
import { containerCredentialsPathPrefix } from './container-credentials.ts';
import { type Fault, Faults } from './faults.ts';
import type { AccessKeyOptions } from './issued-keys.ts';
import type { IssuedPassword, PasswordVerdict } from './issued-passwords.ts';
import type { LoginSessionOptions, LoginSignIn } from './login-sessions.ts';
import { type AttachedRole, attachedRolePrincipal } from './principals.ts';
import { type RecordedRequest, RecordedRequests } from './recorded-requests.ts';
import type { RoleOptions } from './roles.ts';
import { type ServingContext, serveRequest } from './serve-request.ts';
import type { SsoSessionOptions, SsoSignIn } from './sso-sessions.ts';
import { createStandInState } from './state.ts';
import type { WebIdentityClaims } from './web-identity.ts';

export interface AwsStandInOptions {
  /** The outside clock in epoch milliseconds. Default: `Date.now`. */
  readonly now?: () => number;
  /** PEM texts. Default: plain HTTP. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
}

/**
 * A server that plays ECR, ECR Public, STS, the SSO portal, SSO OIDC, the AWS sign-in service, EC2 metadata and container credentials at one
 * address. Nothing is known to it but what these methods tell it.
 */
export interface AwsStandIn {
  /** For `AWS_ENDPOINT_URL` and `AWS_EC2_METADATA_SERVICE_ENDPOINT`. */
  readonly url: string;
  readonly port: number;

  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  /** Waits until such a request has come in, answered or not. */
  waitForRequest(matches: (request: RecordedRequest) => boolean): Promise<RecordedRequest>;

  /** Makes a user's access key. Its id tells the account, as ids made since 2019 do. */
  addAccessKey(options: AccessKeyOptions): { accessKeyId: string; secretAccessKey: string };
  /** Makes a temporary key of a role's session, good for an hour or as told; one of -1 second is expired. */
  addTemporaryKey(role: AttachedRole & { readonly lifetimeSeconds?: number }): {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken: string;
  };
  addRole(options: RoleOptions): void;
  /** The role of the EC2 instance; without one, metadata answers 404. */
  setInstanceRole(role: AttachedRole | undefined): void;
  /** The role of the container; `url` is for `AWS_CONTAINER_CREDENTIALS_FULL_URI`. */
  setContainerRole(role: (AttachedRole & { readonly authorizationToken?: string }) | undefined): {
    url: string;
  };

  /** An OIDC token that STS takes, for an hour unless `exp` (epoch seconds) says otherwise. */
  signWebIdentityToken(claims?: Partial<WebIdentityClaims>): string;

  /** A person's sign-in at a start URL. Later device sign-ins there get the same assignments. */
  addSsoSession(options: SsoSessionOptions): SsoSignIn;
  /** Lets the access token expire now; its refresh token still serves. */
  expireSsoAccessToken(accessToken: string): void;
  /** Ends the sign-in: its access and refresh tokens serve no more. */
  endSsoSession(accessToken: string): void;
  /** The person's decision on the device sign-in with this user code, or on all. */
  decideDeviceSignIn(decision: 'approved' | 'denied', userCode?: string): void;
  /** How long a person has for a device sign-in started from now on. Default: 600. */
  deviceSignInSeconds: number;
  /** Tells the next so many questions about device sign-ins to slow down, however slow they come and whatever was decided. */
  slowDownDeviceSignIns(times: number): void;
  /** What a person decides who is shown the page of a sign-in in the browser. Default: approved. */
  browserDecision: 'approved' | 'denied';
  /** Forgets every registered client, so that each must register anew. */
  revokeSsoClients(): void;

  /** A person's sign-in by `aws login`; what it returns is what that leaves in its cache. */
  addLoginSession(options: LoginSessionOptions): LoginSignIn;
  /** Ends all sign-ins by `aws login`: their refresh tokens serve no more. */
  endLoginSessions(): void;

  /** How far the server's clock is ahead of the outside clock, in milliseconds. */
  clockOffsetMs: number;
  /** How long authorization tokens issued from now on are good. Default: 43200. */
  tokenLifetimeSeconds: number;

  inject(fault: Fault): void;
  clearFaults(): void;

  /** What a registry of this account (`public` for ECR Public) would say to a password. */
  checkPassword(password: string, accountId: string, region?: string): PasswordVerdict;
  /** For whom a password was issued. */
  findPassword(password: string): IssuedPassword | undefined;

  /** Stops, and cuts every connection, hanging ones too. */
  close(): Promise<void>;
}

/** Starts the AWS stand-in. */
export async function startAwsStandIn(options: AwsStandInOptions = {}): Promise<AwsStandIn> {
  const { now = Date.now, tls, host = '127.0.0.1', port = 0 } = options;
  const state = createStandInState(now);
  const records = new RecordedRequests();
  const faults = new Faults();
  const server = await listen(tls, host, port, { state, records, faults, now });
  const url = `${tls === undefined ? 'http' : 'https'}://${host}:${server.port}`;

  return {
    url,
    port: server.port,
    close: server.close,

    requests: records.all,
    clearRequests: () => records.clear(),
    waitForRequest: (matches) => records.waitFor(matches),

    addAccessKey: (keyOptions) => state.keys.addUserKey(keyOptions),
    addTemporaryKey({ lifetimeSeconds = 3600, ...role }) {
      const principal = attachedRolePrincipal(role, 'session');
      const key = state.keys.issueTemporaryKey(principal, lifetimeSeconds);
      const { accessKeyId, secretAccessKey, sessionToken } = key;
      return { accessKeyId, secretAccessKey, sessionToken };
    },
    addRole: (role) => state.roles.add(role),
    setInstanceRole(role) {
      state.instanceRole = role;
    },
    setContainerRole(role) {
      const path = containerCredentialsPathPrefix + randomUUID();
      state.containerRole = role === undefined ? undefined : { ...role, path };
      return { url: url + path };
    },

    signWebIdentityToken: (claims) => state.webIdentity.signToken(claims),

    addSsoSession: (session) => state.sso.addSession(session),
    expireSsoAccessToken: (accessToken) => state.sso.expireAccessToken(accessToken),
    endSsoSession: (accessToken) => state.sso.endSession(accessToken),
    decideDeviceSignIn: (decision, userCode) => state.deviceSignIns.decide(decision, userCode),
    get deviceSignInSeconds() {
      return state.deviceSignIns.lifetimeSeconds;
    },
    set deviceSignInSeconds(seconds) {
      state.deviceSignIns.lifetimeSeconds = seconds;
    },
    slowDownDeviceSignIns(times) {
      state.deviceSignIns.slowDowns = times;
    },
    get browserDecision() {
      return state.browserSignIns.decision;
    },
    set browserDecision(decision) {
      state.browserSignIns.decision = decision;
    },
    revokeSsoClients: () => state.sso.revokeClients(),

    addLoginSession: (session) => state.login.addSession(session),
    endLoginSessions: () => state.login.endAll(),

    get clockOffsetMs() {
      return state.clock.offsetMs;
    },
    set clockOffsetMs(milliseconds) {
      state.clock.offsetMs = milliseconds;
    },
    get tokenLifetimeSeconds() {
      return state.passwords.lifetimeSeconds;
    },
    set tokenLifetimeSeconds(seconds) {
      state.passwords.lifetimeSeconds = seconds;
    },

    inject: (fault) => faults.inject(fault),
    clearFaults: () => faults.clear(),

    checkPassword: (password, accountId, region) => state.passwords.check(password, accountId, region),
    findPassword: (password) => state.passwords.find(password),
  };
}

/** Opens the port and serves what comes. */
async function listen(
  tls: AwsStandInOptions['tls'],
  host: string,
  port: number,
  context: Omit<ServingContext, 'closing'>,
): Promise<{ port: number; close: () => Promise<void> }> {
  const closing = new AbortController();
  const server = tls === undefined ? createHttpServer() : createHttpsServer(tls);
  const closable = closableServer(server);
  server.on('request', (message, response) => {
    const connection = closable.connectionNumber(message.socket);
    serveRequest(message, response, connection, { ...context, closing: closing.signal }).catch(() =>
      // Only the stand-in's end or a mistake in it comes here: the client sees a broken connection.
      response.destroy(),
    );
  });
  return {
    port: await closable.listen(host, port),
    close() {
      closing.abort();
      return closable.close();
    },
  };
}
