import { describe, expect, test } from '@jest/globals';
import { parseRegistry } from '../../src/ecr/registry.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

describe('the spellings of one registry', () => {
  test.each([
    [HOST],
    [`https://${HOST}`],
    [`http://${HOST}`],
    [`HTTPS://${HOST}`],
    [`${HOST}:443`],
    [`https://${HOST}:443`],
    [`https://${HOST}/`],
    [`https://${HOST}/v2/`],
    [`https://${HOST}:443/v1/`],
    [`${HOST}/team/image`],
    [`${HOST}/team/image:tag`],
    [`${HOST}/team/image@sha256:0123`],
    [`${HOST}?query`],
    [`${HOST}#fragment`],
    [HOST.toUpperCase()],
    [`  ${HOST}  `],
    [`${HOST}\n`],
    [`\t${HOST}\r\n`],
  ])('%j', (serverURL) => {
    expect(parseRegistry(serverURL)).toEqual({
      service: 'ecr',
      host: HOST,
      accountId: '123456789012',
      region: 'eu-west-1',
      fips: false,
      dualStack: false,
    });
  });
});

describe('private hosts', () => {
  test.each`
    host                                                             | region               | fips     | dualStack
    ${'123456789012.dkr.ecr.us-east-1.amazonaws.com'}                | ${'us-east-1'}       | ${false} | ${false}
    ${'123456789012.dkr-ecr.us-east-1.on.aws'}                       | ${'us-east-1'}       | ${false} | ${true}
    ${'123456789012.dkr.ecr-fips.us-east-1.amazonaws.com'}           | ${'us-east-1'}       | ${true}  | ${false}
    ${'123456789012.dkr-ecr-fips.us-east-1.on.aws'}                  | ${'us-east-1'}       | ${true}  | ${true}
    ${'123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn'}            | ${'cn-north-1'}      | ${false} | ${false}
    ${'123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn'} | ${'cn-north-1'}      | ${false} | ${true}
    ${'123456789012.dkr.ecr.us-gov-west-1.amazonaws.com'}            | ${'us-gov-west-1'}   | ${false} | ${false}
    ${'123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com'}       | ${'us-gov-west-1'}   | ${true}  | ${false}
    ${'123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu'}            | ${'eusc-de-east-1'}  | ${false} | ${false}
    ${'123456789012.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu'} | ${'eusc-de-east-1'}  | ${false} | ${true}
    ${'123456789012.dkr.ecr.us-iso-east-1.c2s.ic.gov'}               | ${'us-iso-east-1'}   | ${false} | ${false}
    ${'123456789012.dkr.ecr.us-isob-east-1.sc2s.sgov.gov'}           | ${'us-isob-east-1'}  | ${false} | ${false}
    ${'123456789012.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk'}          | ${'eu-isoe-west-1'}  | ${false} | ${false}
    ${'123456789012.dkr.ecr.us-isof-south-1.csp.hci.ic.gov'}         | ${'us-isof-south-1'} | ${false} | ${false}
  `('$host', ({ host, region, fips, dualStack }) => {
    expect(parseRegistry(String(host))).toEqual({
      service: 'ecr',
      host,
      accountId: '123456789012',
      region,
      fips,
      dualStack,
    });
  });
});

describe('ECR Public', () => {
  test.each([
    ['public.ecr.aws', 'public.ecr.aws', false],
    ['https://public.ecr.aws', 'public.ecr.aws', false],
    ['PUBLIC.ECR.AWS:443/v2/', 'public.ecr.aws', false],
    ['ecr-public.aws.com', 'ecr-public.aws.com', true],
    ['https://ecr-public.aws.com/', 'ecr-public.aws.com', true],
  ])('%j', (serverURL, host, dualStack) => {
    const registry = { service: 'ecr-public', host, region: 'us-east-1', fips: false, dualStack };
    expect(parseRegistry(serverURL)).toEqual(registry);
  });
});

describe('no registries', () => {
  test.each([
    [''],
    [' '],
    ['docker.io'],
    ['https://index.docker.io/v1/'],
    ['ghcr.io'],
    ['constructor'],
    ['__proto__'],
    ['toString'],
    ['amazonaws.com'],
    ['dkr.ecr.eu-west-1.amazonaws.com'],
    [`${HOST}:80`],
    [`${HOST}:4430`],
    [`${HOST}:`],
    [`${HOST}:443:443`],
    [`AWS@${HOST}`],
    [`https://AWS:secret@${HOST}`],
    [`https://${HOST}@evil.com`],
    [`https://evil.com/${HOST}`],
    [`https://evil.com?${HOST}`],
    [`https://evil.com#${HOST}`],
    [`ftp://${HOST}`],
    [`oci://${HOST}`],
    [`https:/${HOST}`],
    [`//${HOST}`],
    [`https://https://${HOST}`],
    [`${HOST}.evil.com`],
    [`${HOST}.`],
    [`${HOST}x`],
    [`evil.${HOST}`],
    [`evil-${HOST}`],
    [`x${HOST}`],
    ['12345678901.dkr.ecr.eu-west-1.amazonaws.com'],
    ['1234567890123.dkr.ecr.eu-west-1.amazonaws.com'],
    ['12345678901a.dkr.ecr.eu-west-1.amazonaws.com'],
    ['123456789012.dkr.ecr..amazonaws.com'],
    ['123456789012.dkr.ecr.amazonaws.com'],
    ['123456789012.dkr.ecr.-.amazonaws.com'],
    ['123456789012.dkr.ecr.eu.west.1.amazonaws.com'],
    ['123456789012.dkr.ecr.eu_west_1.amazonaws.com'],
    ['123456789012.dkr_ecr.eu-west-1.amazonaws.com'],
    ['123456789012.dkrxecr.eu-west-1.amazonaws.com'],
    ['123456789012.dkr.ecs.eu-west-1.amazonaws.com'],
    ['123456789012.dkr.ecr-fipsy.eu-west-1.amazonaws.com'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.co'],
    ['123456789012.dkr.ecr.eu-west-1.amazonawsxcom'],
    ['123456789012.dkr.ecr.eu-west-1.evilamazonaws.com'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com.evil'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com.cn.evil.com'],
    ['public.ecr.aws.evil.com'],
    ['evil.public.ecr.aws'],
    ['public.ecr.aws:5000'],
    ['user@public.ecr.aws'],
    ['publicxecr.aws'],
    [`evil.com\n${HOST}`],
    [`${HOST}\nevil.com`],
    [`${HOST}/path\nmore`],
    [`${HOST}\u0000`],
    ['123456789012.dkr.ecr.eu-west-1.\namazonaws.com'],
    ['123456789012.dkr.ecr.eu-west-1.amazonawſ.com'],
    ['123456789012.d\u212Ar.ecr.eu-west-1.amazonaws.com'],
    ['123456789012.dkr.ecr.eu-west-1.аmazonaws.com'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws。com'],
    ['１２３４５６７８９０１２.dkr.ecr.eu-west-1.amazonaws.com'],
    ['public.ecr.aws\u200b'],
  ])('%j', (serverURL) => {
    expect(parseRegistry(serverURL)).toBeUndefined();
  });
});

// A pattern that backtracks takes hours for these, so that the test would run into jest's limit.
describe('100 kB', () => {
  test.each([
    ['digits', '1'.repeat(100_000)],
    ['dots', '.'.repeat(100_000)],
    ['hyphens', `123456789012.dkr.ecr.${'-'.repeat(100_000)}`],
    ['a region without an end', `123456789012.dkr.ecr.${'a-'.repeat(50_000)}!`],
    ['a suffix without an end', `123456789012.dkr.ecr.eu-west-1.${'a.'.repeat(50_000)}`],
    ['schemes', 'https://'.repeat(12_500)],
    ['blanks inside', `${HOST}${' '.repeat(100_000)}x`],
    ['a path with a newline', `${HOST}/${'a'.repeat(100_000)}\nb`],
  ])('%s', (_, serverURL) => {
    expect(parseRegistry(serverURL)).toBeUndefined();
  });

  test('a long path', () => {
    expect(parseRegistry(`${HOST}/${'a'.repeat(100_000)}`)?.host).toBe(HOST);
  });
});
