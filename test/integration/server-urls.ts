import { ACCOUNT, REGISTRY } from './person.ts';

/** The spellings of a registry's host that clients use. */
export function spellingsOf(host: string): string[] {
  return [
    `https://${host}`,
    `http://${host}`,
    `${host}:443`,
    `https://${host}:443`,
    `${host}/`,
    `https://${host}/v2/`,
    `https://${host}:443/v2/team/app`,
    `${host}/team/app`,
    host.toUpperCase(),
    `HTTPS://${host.toUpperCase()}/V2/`,
    ` ${host}`,
    `${host}\n`,
    `\r\n\t https://${host}:443/v2/ \r\n`,
  ];
}

/** Hosts of registries, with the region that each is in: every partition, FIPS and dual-stack. */
export const HOSTS: readonly (readonly [host: string, region: string])[] = [
  [`${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`, 'eu-west-1'],
  [`${ACCOUNT}.dkr.ecr-fips.us-west-2.amazonaws.com`, 'us-west-2'],
  [`${ACCOUNT}.dkr-ecr.eu-central-1.on.aws`, 'eu-central-1'],
  [`${ACCOUNT}.dkr-ecr-fips.us-east-2.on.aws`, 'us-east-2'],
  [`${ACCOUNT}.dkr.ecr.us-gov-west-1.amazonaws.com`, 'us-gov-west-1'],
  [`${ACCOUNT}.dkr.ecr-fips.us-gov-east-1.amazonaws.com`, 'us-gov-east-1'],
  [`${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn`, 'cn-north-1'],
  [`${ACCOUNT}.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn`, 'cn-northwest-1'],
  [`${ACCOUNT}.dkr.ecr.eusc-de-east-1.amazonaws.eu`, 'eusc-de-east-1'],
  [`${ACCOUNT}.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu`, 'eusc-de-east-1'],
  [`${ACCOUNT}.dkr.ecr.us-iso-east-1.c2s.ic.gov`, 'us-iso-east-1'],
  [`${ACCOUNT}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`, 'us-isob-east-1'],
  [`${ACCOUNT}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`, 'eu-isoe-west-1'],
  [`${ACCOUNT}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`, 'us-isof-south-1'],
];

/** Server URLs that name no registry, though some contain one's name. */
export const NO_REGISTRIES: readonly string[] = [
  'registry.example.com',
  'https://index.docker.io/v1/',
  'amazonaws.com',
  'dkr.ecr.us-east-1.amazonaws.com',
  `${REGISTRY}.example.com`,
  `${REGISTRY}.`,
  `x${REGISTRY}`,
  `x.${REGISTRY}`,
  `1${REGISTRY}`,
  REGISTRY.slice(1),
  `https://example.com/${REGISTRY}`,
  `https://example.com?${REGISTRY}`,
  `https://jo@${REGISTRY}`,
  `https://${REGISTRY}@example.com`,
  `ftp://${REGISTRY}`,
  `https://https://${REGISTRY}`,
  `//${REGISTRY}`,
  `${REGISTRY}:8443`,
  `${REGISTRY}:443:443`,
  `${REGISTRY}:`,
  `${REGISTRY} example.com`,
  `example.com\n${REGISTRY}`,
  `${REGISTRY}\nexample.com`,
  `${REGISTRY}\u0000`,
  `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com.evil`,
  `${ACCOUNT}.dkr.ecr.us-east-1.amazonawsxcom`,
  `${ACCOUNT}.dkr.ecr..amazonaws.com`,
  `${ACCOUNT}.dkrxecr.us-east-1.amazonaws.com`,
  `${ACCOUNT}.dkr.s3.us-east-1.amazonaws.com`,
  'public.ecr.aws.example.com',
  'xpublic.ecr.aws',
  'public.ecr.aws:80',
  'constructor',
  '__proto__',
];
