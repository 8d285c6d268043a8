import { HelperError } from '../errors.ts';
import { networkError, wrongRegion } from './network-error.ts';
import { trustConditions } from './oidc.ts';
import type { Step } from './step.ts';

/**
 * Turns whatever a client of the AWS SDK threw into the one error that a person reads.
 * A HelperError stays what it is. Nothing of a request is repeated: AWS's messages about signatures quote
 * headers, so those get a sentence of our own.
 * @param resolves looks a host name up, to tell a wrong region from no network
 */
export async function explainFailure(
  error: unknown,
  step: Step,
  resolves: (host: string) => Promise<boolean>,
): Promise<HelperError> {
  if (error instanceof HelperError) return error;
  return (
    (await networkError(error, step, resolves)) ??
    sharedError(error, step) ??
    stepError(error, step) ??
    otherError(error, step)
  );
}

/** What every service answers alike (AWS Common Errors), told apart by its name. */
function sharedError(error: unknown, step: Step): HelperError | undefined {
  const { name, message } = described(error);
  if (
    /RequestTimeTooSkewed|RequestInTheFuture/.test(name) ||
    /signature (has )?expired|signature not yet current/i.test(message)
  ) {
    return new HelperError(
      'CLOCK_SKEW',
      "this machine's clock is wrong: AWS refused the time of the request",
      {
        hint: 'set the clock (timedatectl set-ntp true)',
        cause: error,
      },
    );
  }
  if (
    /scoped to a valid region|RegionDisabled|OptInRequired|not a valid hostname component/i.test(
      `${name} ${message}`,
    )
  ) {
    return wrongRegion(step, message, error);
  }
  if (/throttl|TooManyRequests|LimitExceeded|SlowDown/i.test(name) || statusOf(error) === 429) {
    return new HelperError('THROTTLED', `AWS throttles the requests (${name})`, {
      hint: 'try again in a minute',
      cause: error,
    });
  }
  return undefined;
}

function stepError(error: unknown, step: Step): HelperError | undefined {
  const { name, message } = described(error);
  const denied = /AccessDenied|UnauthorizedOperation|Forbidden|NotAuthorized/.test(name);
  switch (step.doing) {
    case 'get-token':
      if (denied) {
        return new HelperError('ACCESS_DENIED', `it may not call ${step.action} (${message})`, {
          hint: `add a policy that allows ${step.action} to it`,
          cause: error,
        });
      }
      return credentialsError(error, step.remedy);
    case 'assume-role':
      if (denied) {
        return new HelperError(
          'ROLE_NOT_ASSUMABLE',
          `the role ${step.roleArn} can't be assumed (${message})`,
          {
            hint: "name the caller in the role's trust policy, and allow it sts:AssumeRole",
            cause: error,
          },
        );
      }
      return credentialsError(error, step.remedy);
    case 'caller-identity':
      return credentialsError(error, step.remedy);
    case 'web-identity':
      if (statusOf(error) === undefined || (statusOf(error) ?? 0) >= 500) return undefined;
      return new HelperError(
        'WEB_IDENTITY_REFUSED',
        `STS refused the web identity token for the role ${step.roleArn} (${message}); the token has ${shownClaims(step.claims)}${neededConditions(step.claims)}`,
        { hint: "make the role's trust policy and IAM's identity provider name exactly these", cause: error },
      );
    case 'sso-role':
      if (/Unauthorized/.test(name)) return ssoExpired('the SSO session has expired', step.signIn, error);
      if (/Forbidden|ResourceNotFound|InvalidRequest/.test(name)) {
        return new HelperError(
          'SSO_ROLE_DENIED',
          `the SSO session has no role ${step.roleName} in account ${step.accountId} (${message})`,
          {
            hint: 'correct sso_account_id and sso_role_name in the AWS config, or ask for the permission set',
            cause: error,
          },
        );
      }
      return undefined;
    case 'sso-renewal':
      if (/InvalidGrant|ExpiredToken|Unauthorized|InvalidClient|AccessDenied/.test(name)) {
        return ssoExpired("the SSO session has expired and can't be renewed", step.signIn, error);
      }
      return undefined;
    case 'sso-sign-in':
      if (/InvalidRequest|InvalidClientMetadata|InvalidScope|InvalidRedirectUri/.test(name)) {
        return new HelperError(
          'SIGN_IN_REFUSED',
          `SSO in ${step.region} takes no sign-in to ${step.startUrl} (${message})`,
          {
            hint: 'correct sso_start_url, sso_region and sso_registration_scopes in the AWS config',
            cause: error,
          },
        );
      }
      if (/InvalidGrant|InvalidClient|UnauthorizedClient|UnsupportedGrantType|AccessDenied/.test(name)) {
        return new HelperError('SIGN_IN_REFUSED', `SSO refused the sign-in (${message})`, {
          hint: `to be asked again, run: ${step.signIn}`,
          cause: error,
        });
      }
      return undefined;
    case 'sso-sign-out':
    case 'login-renewal':
    case 'ask-token':
      return undefined;
  }
}

/** The error for an SSO session that only a person can renew, with the command that does it. */
export function ssoExpired(message: string, signIn: string, cause?: unknown): HelperError {
  return new HelperError('SSO_SESSION_EXPIRED', message, { hint: `run: ${signIn}`, cause });
}

/** What is wrong with the credentials themselves, as all signed calls report it. */
function credentialsError(error: unknown, remedy: string): HelperError | undefined {
  const { name } = described(error);
  if (/^(ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(name)) {
    return new HelperError('CREDENTIALS_EXPIRED', 'the credentials have expired', {
      hint: remedy,
      cause: error,
    });
  }
  if (
    /UnrecognizedClient|InvalidClientTokenId|InvalidAccessKeyId|AuthFailure|InvalidSignature|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken/.test(
      name,
    )
  ) {
    return new HelperError('CREDENTIALS_REFUSED', `AWS does not accept the credentials (${name})`, {
      hint: remedy,
      cause: error,
    });
  }
  return undefined;
}

function otherError(error: unknown, step: Step): HelperError {
  const { name, message } = described(error);
  const status = statusOf(error);
  const what = serviceOf(step);
  const where = step.region === undefined ? what : `${what} in ${step.region}`;
  // The parser of an answer that is none of the service's; its message would quote the answer.
  if (
    error instanceof SyntaxError ||
    /deserialization/i.test(message) ||
    (status === 200 && name !== 'HelperError')
  ) {
    return new HelperError('SERVICE_FAILED', `what answered for ${where} is not ${what}`, {
      hint: 'check the endpoint settings (AWS_ENDPOINT_URL) and the proxy',
      cause: error,
    });
  }
  const shown = status === undefined ? `${name}: ${message}` : `${name}, HTTP ${status}: ${message}`;
  return new HelperError('SERVICE_FAILED', `${where} failed (${shown})`, {
    hint: 'try again later',
    cause: error,
  });
}

/** Who failed, in the words of a message. */
function serviceOf(step: Step): string {
  switch (step.doing) {
    case 'get-token':
      return 'ECR';
    case 'assume-role':
    case 'caller-identity':
    case 'web-identity':
      return 'STS';
    case 'sso-role':
    case 'sso-renewal':
    case 'sso-sign-in':
    case 'sso-sign-out':
      return 'SSO';
    case 'login-renewal':
      return 'the AWS sign-in service';
    case 'ask-token':
      return step.place;
  }
}

function described(error: unknown): { name: string; message: string } {
  // SSO OIDC says why in a member of its own; what the SDK makes the message then tells nothing.
  const {
    name,
    message,
    error_description: reason,
  } = error as Partial<Error> & { error_description?: string };
  return { name: name || 'UnknownError', message: reason || message || 'it gave no reason' };
}

function statusOf(error: unknown): number | undefined {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
}

function shownClaims(claims: Readonly<Record<string, unknown>>): string {
  return ['iss', 'aud', 'sub'].map((name) => `${name}=${JSON.stringify(claims[name] ?? null)}`).join(' ');
}

/** What the role's trust policy must say for the token with these claims; empty for what is no token. */
function neededConditions(claims: Readonly<Record<string, unknown>>): string {
  const conditions = trustConditions(claims);
  return conditions === undefined ? '' : `, which a trust policy takes as ${conditions}`;
}
