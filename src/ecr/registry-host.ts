/**
 * The DNS suffixes of private registries in partitions other than aws and aws-us-gov, by how their regions begin
 * (the SDKs' partitions.json).
 */
const SUFFIXES: readonly [RegExp, string][] = [
  [/^cn-/, 'amazonaws.com.cn'],
  [/^eusc-/, 'amazonaws.eu'],
  [/^us-iso-/, 'c2s.ic.gov'],
  [/^us-isob-/, 'sc2s.sgov.gov'],
  [/^eu-isoe-/, 'cloud.adc-e.uk'],
  [/^us-isof-/, 'csp.hci.ic.gov'],
];

/** The host of an account's private registry in a region. */
export function privateRegistryHost(accountId: string, region: string): string {
  const suffix = SUFFIXES.find(([regions]) => regions.test(region))?.[1] ?? 'amazonaws.com';
  return `${accountId}.dkr.ecr.${region}.${suffix}`;
}
