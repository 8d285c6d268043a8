/** What a partition (a separate AWS cloud, such as China's) writes into its ARNs and host names. */
export interface Partition {
  readonly name: string;
  readonly dnsSuffix: string;
}

const commercial: Partition = { name: 'aws', dnsSuffix: 'amazonaws.com' };

// Source: partitions.json of the AWS SDKs.
const partitionsByRegionPrefix: readonly (readonly [string, Partition])[] = [
  ['cn-', { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' }],
  ['us-gov-', { name: 'aws-us-gov', dnsSuffix: 'amazonaws.com' }],
  ['eusc-', { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu' }],
  ['us-isob-', { name: 'aws-iso-b', dnsSuffix: 'sc2s.sgov.gov' }],
  ['us-isof-', { name: 'aws-iso-f', dnsSuffix: 'csp.hci.ic.gov' }],
  ['eu-isoe-', { name: 'aws-iso-e', dnsSuffix: 'cloud.adc-e.uk' }],
  ['us-iso-', { name: 'aws-iso', dnsSuffix: 'c2s.ic.gov' }],
];

/** The partition that a region belongs to. */
export function partitionOfRegion(region: string): Partition {
  return partitionsByRegionPrefix.find(([prefix]) => region.startsWith(prefix))?.[1] ?? commercial;
}
