/** What went wrong, in a word that tests and callers can rely on. The sentences may change; these don't. */
export type ErrorCode =
  // What the client asked
  | 'USAGE'
  | 'INPUT_TOO_LONG'
  | 'INPUT_UNREADABLE'
  | 'INPUT_INVALID'
  | 'OUTPUT_UNWRITABLE'
  | 'NO_SERVER_URL'
  | 'NO_USERNAME'
  | 'CREDENTIALS_NOT_FOUND'
  | 'STORE_UNSUPPORTED'
  | 'FALLBACK_HELPER_MISSING'
  | 'FALLBACK_HELPER_LOOPS'
  | 'FALLBACK_HELPER_FAILED'
  | 'VALUE_UNFIT'
  // Settings and files
  | 'SETTING_INVALID'
  | 'SETTING_MISSING'
  | 'SETTINGS_CONFLICT'
  | 'CONFIG_NOT_FOUND'
  | 'CONFIG_UNREADABLE'
  | 'CONFIG_INVALID'
  | 'FILE_REFUSED'
  | 'FILE_UNWRITABLE'
  | 'FILE_INVALID'
  | 'FILE_UNREADABLE'
  | 'FILE_CHANGED'
  | 'ALIAS_TAKEN'
  | 'DOCKER_CONFIG_INVALID'
  | 'AWS_CONFIG_UNREADABLE'
  | 'AWS_CONFIG_INVALID'
  | 'PROFILE_NOT_FOUND'
  | 'PROFILE_INVALID'
  // Credentials
  | 'NO_CREDENTIALS'
  | 'IDENTITY_AMBIGUOUS'
  | 'SSO_SIGN_IN_NEEDED'
  | 'SSO_TOKEN_INVALID'
  | 'SSO_SESSION_EXPIRED'
  | 'SSO_ROLE_DENIED'
  | 'SIGN_IN_DENIED'
  | 'SIGN_IN_EXPIRED'
  | 'SIGN_IN_REFUSED'
  | 'LOGIN_SESSION_EXPIRED'
  | 'MFA_NEEDED'
  | 'MFA_REFUSED'
  | 'ROLE_NOT_ASSUMABLE'
  | 'WEB_IDENTITY_UNAVAILABLE'
  | 'WEB_IDENTITY_REFUSED'
  | 'CREDENTIAL_PROCESS_FAILED'
  | 'CREDENTIAL_PROCESS_LOOPS'
  | 'CREDENTIAL_ENDPOINT_FAILED'
  | 'CREDENTIALS_REFUSED'
  | 'CREDENTIALS_EXPIRED'
  // AWS and the way to it
  | 'ACCESS_DENIED'
  | 'REGION_WRONG'
  | 'CLOCK_SKEW'
  | 'THROTTLED'
  | 'SERVICE_FAILED'
  | 'NO_NETWORK'
  | 'PROXY_FAILED'
  | 'CERTIFICATE_UNTRUSTED'
  | 'TIMED_OUT'
  | 'INTERRUPTED'
  | 'INTERNAL';

/** Every failure that the program knows. `message` says what failed, `hint` the one command or setting that mends it. */
export class HelperError extends Error {
  readonly code: ErrorCode;
  readonly hint: string | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string | undefined; cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'HelperError';
    this.code = code;
    this.hint = options.hint;
    // The AWS SDK adds to the messages of errors that pass through it.
    Object.defineProperty(this, 'message', { value: message, writable: false });
  }
}

/** The error with what it is about before its message: `<about>: <message>`. */
export function errorAbout(about: string, error: HelperError): HelperError {
  const { code, message, hint } = error;
  return new HelperError(code, `${about}: ${message}`, { hint, cause: error });
}

/** What the work returns, or the HelperError that it ends with. @throws what is no HelperError, which is a defect */
export function orError<T>(work: () => T): T | HelperError {
  try {
    return work();
  } catch (error) {
    if (error instanceof HelperError) return error;
    throw error;
  }
}

/** Messages that clients compare letter by letter (docker/docker-credential-helpers, credentials/error.go). */
const PROTOCOL_MESSAGES: Partial<Record<ErrorCode, string>> = {
  CREDENTIALS_NOT_FOUND: 'credentials not found in native keychain',
  NO_SERVER_URL: 'no credentials server URL',
  NO_USERNAME: 'no credentials username',
};

/** Whether the error is one of the protocol's own answers, which go to stdout alone. */
export function isProtocolAnswer(error: HelperError): boolean {
  return error.code in PROTOCOL_MESSAGES;
}

/** Longer lines than this help nobody on a terminal. */
const LONGEST_LINE = 1500;

/** The one line, without its newline, that a person or a client reads for the error. Never holds a control character. */
export function renderError(error: HelperError): string {
  const fixed = PROTOCOL_MESSAGES[error.code];
  if (fixed !== undefined) return fixed;
  const hint = error.hint === undefined ? '' : `; ${error.hint}`;
  const line = onOneLine(error.message);
  const room = LONGEST_LINE - hint.length;
  const shown = line.length > room ? `${line.slice(0, room)}…` : line;
  return onOneLine(`docker-credential-ecr: ${shown}${hint}`);
}

/** The text with line ends and other control characters made blanks, so that nothing can paint a terminal. */
export function onOneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
