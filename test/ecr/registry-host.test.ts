import { expect, test } from '@jest/globals';
import { parseRegistry } from '../../src/ecr/registry.ts';
import { privateRegistryHost } from '../../src/ecr/registry-host.ts';

test.each([
  ['eu-west-1', 'amazonaws.com'],
  ['us-gov-west-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['eusc-de-east-1', 'amazonaws.eu'],
  ['us-iso-east-1', 'c2s.ic.gov'],
  ['us-isob-east-1', 'sc2s.sgov.gov'],
  ['eu-isoe-west-1', 'cloud.adc-e.uk'],
  ['us-isof-south-1', 'csp.hci.ic.gov'],
])('in %s ends with %s, and is read back', (region, suffix) => {
  const host = privateRegistryHost('111111111111', region);
  expect(host).toBe(`111111111111.dkr.ecr.${region}.${suffix}`);
  expect(parseRegistry(host)).toMatchObject({ accountId: '111111111111', region, host });
});
