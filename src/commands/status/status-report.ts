import type { CheckResult } from './check.ts';
import type { Finding } from './finding.ts';
import type { PatternRule } from './registries.ts';
import type { RegistryStatus } from './registry-status.ts';

/** All that a status tells, however it is shown. */
export interface StatusReport {
  /** By host. */
  readonly registries: readonly RegistryStatus[];
  readonly patterns: readonly PatternRule[];
  /** Whether this program is Docker's `credsStore`, so that it serves registries that nothing names. */
  readonly isGlobalStore: boolean;
  /** What AWS said, by host; undefined when it was not asked. */
  readonly checks: ReadonlyMap<string, CheckResult> | undefined;
  /** What matters most first; nothing secret in them. */
  readonly findings: readonly Finding[];
}
