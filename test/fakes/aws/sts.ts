import { accessDenied } from './access-denied.ts';
import { formatIsoSeconds } from './amz-date.ts';
import { type Answer, type Call, textInput } from './call.ts';
import { roleSessionPrincipal } from './principals.ts';
import { type RoleOptions, trustsPrincipal, type WebIdentityTrust } from './roles.ts';
import { ServiceError } from './service-error.ts';
import type { StandInState } from './state.ts';
import type { WebIdentityClaims } from './web-identity.ts';
import { queryAnswer, xmlElements } from './wire-formats.ts';

const shortestSessionSeconds = 900;
const defaultSessionSeconds = 3600;
const longestChainedSessionSeconds = 3600;

/** STS: `AssumeRole`, `AssumeRoleWithWebIdentity` (which nobody signs) and `GetCallerIdentity`. */
export function answerSts(call: Call, state: StandInState): Answer {
  switch (call.operation) {
    case 'GetCallerIdentity':
      return getCallerIdentity(call);
    case 'AssumeRole':
      return assumeRole(call, state);
    case 'AssumeRoleWithWebIdentity':
      return assumeRoleWithWebIdentity(call, state);
    default:
      throw new ServiceError(
        400,
        'InvalidAction',
        `Could not find operation ${call.operation} for version 2011-06-15`,
      );
  }
}

function getCallerIdentity(call: Call): Answer {
  const principal = call.signer?.principal;
  return queryAnswer(
    call.operation,
    xmlElements({ Arn: principal?.arn, UserId: principal?.userId, Account: principal?.accountId }),
  );
}

function assumeRole(call: Call, state: StandInState): Answer {
  const { signer } = call;
  if (signer === undefined) throw new Error('AssumeRole reached its handler without a signer.');
  const role = state.roles.find(required(call, 'RoleArn'));
  const sessionName = readSessionName(call);
  if (
    role === undefined ||
    !trustsPrincipal(role, signer.principal) ||
    (role.externalId !== undefined && role.externalId !== textInput(call, 'ExternalId'))
  ) {
    throw accessDenied(call);
  }
  checkMfa(call, role);
  const lifetimeSeconds = readDuration(call, role);
  const isChained = signer.principal.identityArn.includes(':role/');
  if (isChained && lifetimeSeconds > longestChainedSessionSeconds) {
    throw validationError(
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
    );
  }
  return queryAnswer(call.operation, startSession(role, sessionName, lifetimeSeconds, state));
}

function assumeRoleWithWebIdentity(call: Call, state: StandInState): Answer {
  const role = state.roles.find(required(call, 'RoleArn'));
  const sessionName = readSessionName(call);
  const claims = state.webIdentity.readClaims(required(call, 'WebIdentityToken'));
  if (role?.webIdentity?.issuer !== undefined && role.webIdentity.issuer !== claims.iss) {
    throw new ServiceError(
      400,
      'InvalidIdentityToken',
      `No OpenIDConnect provider found in your account for ${claims.iss}`,
    );
  }
  if (role?.webIdentity === undefined || !trustsClaims(role.webIdentity, claims)) throw accessDenied(call);
  return queryAnswer(
    call.operation,
    startSession(role, sessionName, readDuration(call, role), state) +
      xmlElements({
        SubjectFromWebIdentityToken: claims.sub,
        Audience: [claims.aud].flat().join(','),
        Provider: claims.iss,
      }),
  );
}

/** Gives out the key of a new session of the role, as the result's XML elements. */
function startSession(
  role: RoleOptions,
  sessionName: string,
  lifetimeSeconds: number,
  state: StandInState,
): string {
  const principal = roleSessionPrincipal(role.arn, sessionName, role.mayGetTokens ?? true);
  const key = state.keys.issueTemporaryKey(principal, lifetimeSeconds);
  return xmlElements({
    AssumedRoleUser: { AssumedRoleId: principal.userId, Arn: principal.arn },
    Credentials: {
      AccessKeyId: key.accessKeyId,
      SecretAccessKey: key.secretAccessKey,
      SessionToken: key.sessionToken,
      Expiration: formatIsoSeconds(key.expiresAtMs),
    },
  });
}

function trustsClaims(trust: WebIdentityTrust, claims: WebIdentityClaims): boolean {
  const { audience, subject } = trust;
  const hasAudience = audience === undefined || [claims.aud].flat().includes(audience);
  if (subject === undefined) return hasAudience;
  const hasSubject = subject.endsWith('*')
    ? claims.sub.startsWith(subject.slice(0, -1))
    : claims.sub === subject;
  return hasAudience && hasSubject;
}

function checkMfa(call: Call, role: RoleOptions): void {
  if (role.mfa === undefined) return;
  if (textInput(call, 'SerialNumber') !== role.mfa.serialNumber) throw accessDenied(call);
  if (textInput(call, 'TokenCode') !== role.mfa.code) {
    throw new ServiceError(
      403,
      'AccessDenied',
      'MultiFactorAuthentication failed with invalid MFA one time pass code. ',
    );
  }
}

function readSessionName(call: Call): string {
  const name = required(call, 'RoleSessionName');
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw validationError(
      `1 validation error detected: Value '${name}' at 'roleSessionName' failed to satisfy constraint: ` +
        'Member must satisfy regular expression pattern: [\\w+=,.@-]*',
    );
  }
  return name;
}

function readDuration(call: Call, role: RoleOptions): number {
  const asked = textInput(call, 'DurationSeconds');
  const seconds = asked === undefined ? defaultSessionSeconds : Number(asked);
  if (!(seconds >= shortestSessionSeconds)) {
    throw validationError(
      `1 validation error detected: Value '${asked}' at 'durationSeconds' failed to satisfy constraint: ` +
        `Member must have value greater than or equal to ${shortestSessionSeconds}`,
    );
  }
  if (seconds > (role.maximumDurationSeconds ?? defaultSessionSeconds)) {
    throw validationError('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
  }
  return seconds;
}

function required(call: Call, name: string): string {
  const value = textInput(call, name);
  if (value === undefined || value === '') {
    const member = name.charAt(0).toLowerCase() + name.slice(1);
    throw validationError(
      `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return value;
}

function validationError(message: string): ServiceError {
  return new ServiceError(400, 'ValidationError', message);
}
