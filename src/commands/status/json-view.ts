import { HelperError } from '../../errors.ts';
import { identityName } from '../identity-name.ts';
import type { CheckResult } from './check.ts';
import type { RegistryStatus } from './registry-status.ts';
import type { StatusJson } from './schema.ts';
import type { StatusReport } from './status-report.ts';

type RegistryJson = StatusJson['registries'][number];

/** The status as programs read it; see schema.ts. */
export function statusJson({ registries, checks, findings }: StatusReport): StatusJson {
  return {
    version: 1,
    registries: registries.map((registry) => {
      const check = checks?.get(registry.match.registry.host);
      return { ...registryJson(registry), ...(check && { check: checkJson(check) }) };
    }),
    findings: findings.map(({ code, severity, message, remedy }) => ({ code, severity, message, remedy })),
  };
}

function registryJson({ match, choice, token, sso }: RegistryStatus): RegistryJson {
  const isServed = !(choice instanceof HelperError);
  return {
    registry: match.registry.host,
    identity: isServed ? identityName(choice.source) : null,
    rule: isServed ? choice.rule : null,
    skipped: isServed ? choice.skipped.map(({ rule, reason }) => ({ rule, reason })) : [],
    token: { state: token.state, expiresAt: token.state === 'none' ? null : isoTime(token.expiresAt) },
    sso: sso
      ? {
          session: sso.session.name ?? sso.session.startUrl,
          expiresAt: sso.expiresAt === undefined ? null : isoTime(sso.expiresAt),
          renewable: sso.renewable,
        }
      : null,
  };
}

function checkJson({ arn, token }: CheckResult): NonNullable<RegistryJson['check']> {
  return { arn: arn ?? null, token };
}

/** The last time that readers of ISO 8601 take; what is kept may name a later one. */
const LAST_TIME = Date.UTC(9999, 11, 31, 23, 59, 59);

function isoTime(epochMs: number): string {
  return new Date(Math.min(Math.max(epochMs, 0), LAST_TIME)).toISOString();
}
