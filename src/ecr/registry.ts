/** A private registry: one account's, in one region. */
export interface PrivateRegistry {
  readonly service: 'ecr';
  /** The host in its canonical spelling: lower case, no scheme, port or path. */
  readonly host: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
  readonly fips: boolean;
  readonly dualStack: boolean;
}

/** ECR Public, whose API is in us-east-1 alone (AWS General Reference, "Amazon ECR Public endpoints"). */
export interface PublicRegistry {
  readonly service: 'ecr-public';
  readonly host: string;
  readonly region: 'us-east-1';
  readonly fips: false;
  readonly dualStack: boolean;
}

export type Registry = PrivateRegistry | PublicRegistry;

/**
 * The DNS suffixes of the partitions' registries: aws and aws-us-gov, aws-cn, aws-eusc, aws-iso, -b, -e, -f
 * (the SDKs' partitions.json; Amazon's helper, api/client.go).
 */
const SUFFIXES = [
  'amazonaws.com',
  'amazonaws.com.cn',
  'amazonaws.eu',
  'c2s.ic.gov',
  'sc2s.sgov.gov',
  'cloud.adc-e.uk',
  'csp.hci.ic.gov',
];
/** The same for hosts that answer over IPv4 and IPv6. */
const DUAL_STACK_SUFFIXES = ['on.aws', 'on.amazonwebservices.com.cn', 'on.amazonwebservices.eu'];

/** `<account>.dkr.ecr.<region>.<suffix>`, with `dkr-ecr` and `ecr-fips`; anchored, since a name that merely contains a registry's is none. */
const PRIVATE_HOST = /^(\d{12})\.dkr[.-]ecr(-fips)?\.([a-z0-9][a-z0-9-]*)\.([a-z0-9.-]+)$/;

/** ECR Public's hosts: the usual one and the dual-stack one. */
const PUBLIC_HOSTS: Readonly<Record<string, { dualStack: boolean }>> = {
  'public.ecr.aws': { dualStack: false },
  'ecr-public.aws.com': { dualStack: true },
};

/** Patterns, as {@link matchesPattern} has them, that between them match the hosts of every registry. */
export const REGISTRY_PATTERNS: readonly string[] = [
  ...SUFFIXES.flatMap((suffix) => [`*.dkr.ecr.*.${suffix}`, `*.dkr.ecr-fips.*.${suffix}`]),
  ...DUAL_STACK_SUFFIXES.flatMap((suffix) => [`*.dkr-ecr.*.${suffix}`, `*.dkr-ecr-fips.*.${suffix}`]),
  ...Object.keys(PUBLIC_HOSTS),
];

/** A server URL's parts: scheme, host, port 443, path. */
const SERVER_URL = /^(?:https?:\/\/)?([a-z0-9.-]+)(?::443)?(?:[/?#].*)?$/i;

/** The host that a server URL names in any of its spellings, in lower case; undefined for what is no server URL. */
export function serverHost(serverURL: string): string | undefined {
  return SERVER_URL.exec(serverURL.trim())?.[1]?.toLowerCase();
}

/** The registry that a server URL names in any of its spellings, or undefined if it names none. */
export function parseRegistry(serverURL: string): Registry | undefined {
  const host = serverHost(serverURL);
  if (host === undefined) return undefined;
  const publicHost = Object.hasOwn(PUBLIC_HOSTS, host) ? PUBLIC_HOSTS[host] : undefined;
  if (publicHost) return { service: 'ecr-public', host, region: 'us-east-1', fips: false, ...publicHost };

  const [, accountId, fips, region, suffix] = PRIVATE_HOST.exec(host) ?? [];
  if (accountId === undefined || region === undefined || suffix === undefined) return undefined;
  const dualStack = DUAL_STACK_SUFFIXES.includes(suffix);
  if (!dualStack && !SUFFIXES.includes(suffix)) return undefined;
  return { service: 'ecr', host, accountId, region, fips: fips !== undefined, dualStack };
}
