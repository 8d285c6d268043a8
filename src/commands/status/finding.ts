import type { HelperError } from '../../errors.ts';

/** How much a finding matters: an error keeps somebody from a token, a warning may, and information only explains. */
export type Severity = 'error' | 'warning' | 'info';

/** The findings that are no failure of ours. Those that are have the failure's code, see {@link errorFinding}. */
export type FindingCode =
  | 'helper-not-on-path'
  | 'helper-shadowed'
  | 'docker-config-directory-missing'
  | 'docker-config-invalid'
  | 'docker-helper-missing'
  | 'docker-key-ignored'
  | 'docker-store-reset'
  | 'docker-auths-password'
  | 'docker-auth-config'
  | 'fallback-helper-missing'
  | 'registry-not-in-docker'
  | 'profile-of-other-account'
  | 'only-instance-metadata'
  | 'mfa-not-asked'
  | 'cache-disabled'
  | 'cache-unreadable'
  | 'cache-unwritable'
  | 'cache-readable-by-others'
  | 'cache-file-refused'
  | 'proxy'
  | 'ca-bundle'
  | 'ca-bundle-unreadable'
  | 'ca-bundle-invalid'
  | 'clock-off';

/** Something that a check-up found: what and where, and the one command or setting that mends it. */
export interface Finding {
  /** Stable, in kebab-case. */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly remedy: string;
}

/** A finding that is no failure of ours. */
export function finding(code: FindingCode, severity: Severity, message: string, remedy: string): Finding {
  return { code, severity, message, remedy };
}

/** The finding for a failure; its code is the failure's in kebab-case, so that `PROFILE_NOT_FOUND` is `profile-not-found`. */
export function errorFinding(
  { code, message, hint = '' }: HelperError,
  { about, severity = 'error' }: { readonly about?: string; readonly severity?: Severity } = {},
): Finding {
  return {
    code: code.toLowerCase().replaceAll('_', '-'),
    severity,
    message: about === undefined ? message : `${about}: ${message}`,
    remedy: hint,
  };
}

/** What is found wrong, as opposed to explained. */
export function isWrong({ severity }: Finding): boolean {
  return severity !== 'info';
}

const ORDER: readonly Severity[] = ['error', 'warning', 'info'];

/** The findings with what matters most first, each once; of the same severity in their order. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const once = new Map(findings.map((found) => [`${found.code} ${found.message}`, found]));
  return ORDER.flatMap((severity) => [...once.values()].filter((found) => found.severity === severity));
}
