import { describe, expect, test } from '@jest/globals';
import type { Configuration } from '../../src/config-file/read.ts';
import { registryFinder } from '../../src/ecr/registry-rules.ts';
import { thrownBy } from '../fakes/thrown.ts';

const ECR = 'dkr.ecr.us-east-1.amazonaws.com';
const HOST = `111111111111.${ECR}`;

function finder(registries: NonNullable<Configuration['registries']>) {
  return registryFinder({ path: '/config.json', exists: true, registries });
}

describe('the most specific rule counts', () => {
  const find = finder({
    all: { host: '*.amazonaws.com' },
    account: { host: '111111111111.*' },
    region: { host: '*.dkr.ecr.us-east-1.amazonaws.com', identity: 'region' },
    exact: { host: HOST.toUpperCase(), identity: 'exact', autoProvision: false },
    public: { host: 'public.ecr.aws' },
    mirror: { host: 'images.example.com', registry: HOST, identity: 'mirror' },
  });

  test.each<[string, string | undefined]>([
    [HOST, 'exact'],
    [`https://${HOST.toUpperCase()}:443/v2/`, 'exact'],
    [`222222222222.${ECR}`, 'region'],
    ['111111111111.dkr.ecr.eu-west-1.amazonaws.com', 'all'],
    ['111111111111.dkr-ecr.eu-west-1.on.aws', 'account'],
    ['222222222222.dkr-ecr.eu-west-1.on.aws', undefined],
    ['222222222222.dkr.ecr-fips.us-east-1.amazonaws.com', 'all'],
    ['public.ecr.aws', 'public'],
    ['ecr-public.aws.com', undefined],
    ['https://images.example.com/v2/', 'mirror'],
  ])('%s by %s', (serverURL, rule) => {
    const match = find(serverURL);
    expect(match).toBeDefined();
    expect(match?.rule?.name).toBe(rule);
  });

  test.each([
    'docker.io',
    's3.amazonaws.com',
    `111111111111.${ECR}.evil.com`,
    'other.example.com',
    '',
    '*',
    'a b',
  ])('no pattern makes a registry of %j', (serverURL) => expect(find(serverURL)).toBeUndefined());

  test('with all that the rule says', () =>
    expect(find(HOST)?.rule).toMatchObject({ name: 'exact', identity: 'exact', autoProvision: false }));

  test('a custom host is its registry, under its own name', () =>
    expect(find('images.example.com')?.registry).toEqual({
      ...find(HOST)?.registry,
      host: 'images.example.com',
    }));
});

test.each<[Configuration['registries'], string, string]>([
  [{ m: { host: '*.example.com' } }, 'registries.m.host', 'no ECR registry\'s name matches "*.example.com"'],
  [{ m: { host: '*.dkr.ecr.*.amazonaws.co' } }, 'registries.m.host', "no ECR registry's name matches"],
  [{ m: { host: 'images.example.com' } }, 'registries.m.registry', 'is missing'],
  [{ m: { host: 'images.example.com', registry: 'a.b' } }, 'registries.m.registry', 'found "a.b"'],
  [
    { m: { host: 'images.example.com', registry: `*.${ECR}` } },
    'registries.m.registry',
    'expected an ECR registry',
  ],
  [{ m: { host: HOST, registry: HOST } }, 'registries.m.registry', 'is only for a host of your own'],
  [{ m: { host: `*.${ECR}`, registry: HOST } }, 'registries.m.registry', 'is only for a host of your own'],
  [{ a: { host: HOST }, b: { host: HOST } }, 'registries.b.host', 'as much as registries.a.host'],
  [
    { a: { host: HOST }, b: { host: HOST.toUpperCase() } },
    'registries.b.host',
    'as much as registries.a.host',
  ],
  [
    { a: { host: `1*.${ECR}` }, b: { host: `*1.${ECR}` } },
    'registries.b.host',
    'as much as registries.a.host',
  ],
])('%j is wrong at %s', (registries, place, what) => {
  const { code, message } = thrownBy(() => finder(registries ?? {}));
  expect(code).toBe('CONFIG_INVALID');
  expect(message).toContain(`/config.json: ${place}: `);
  expect(message).toContain(what);
});

test('patterns alike in length that share no host stand beside each other', () => {
  const regions = {
    a: { host: '*.dkr.ecr.us-east-1.amazonaws.com' },
    b: { host: '*.dkr.ecr.us-west-2.amazonaws.com' },
  };
  expect(finder(regions)('111111111111.dkr.ecr.us-west-2.amazonaws.com')?.rule?.name).toBe('b');
});
