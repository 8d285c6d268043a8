import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { dockerConfigPath, readDockerConfig } from '../../src/docker/config-file.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'docker-config-'));
  await mkdir(join(home, '.docker'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const read = async (text: string) => {
  await writeFile(join(home, '.docker/config.json'), text);
  return Object.fromEntries(readDockerConfig({ env: {}, home }).credentialHelpers);
};

test('is in DOCKER_CONFIG, else in the home directory', () => {
  expect(dockerConfigPath({ env: {}, home: '/home/dev' })).toBe('/home/dev/.docker/config.json');
  expect(dockerConfigPath({ env: { DOCKER_CONFIG: '/etc/d' }, home: '/home/dev' })).toBe(
    '/etc/d/config.json',
  );
});

test('need not be there', () => {
  expect(readDockerConfig({ env: {}, home })).toEqual({
    path: join(home, '.docker/config.json'),
    exists: false,
    credentialHelpers: new Map(),
    credentialsStore: undefined,
    keptPasswords: [],
    refusedByDocker: undefined,
  });
});

test.each([
  ['{"credHelpers":{"a":"ecr","b":"gcloud"},"auths":{}}', { a: 'ecr', b: 'gcloud' }],
  ['{"credHelpers":{"a":"ecr","b":1}}', { a: 'ecr' }],
  ['{"credHelpers":null}', {}],
  ['\uFEFF{"credHelpers":{"a":"ecr"}}', { a: 'ecr' }],
  ['{}', {}],
  ['', {}],
  ['null', {}],
])('gives the helpers of %s', async (text, helpers) => {
  expect(await read(text)).toEqual(helpers);
});

test.each<[string, string | undefined, string[]]>([
  ['{"credsStore":"desktop","auths":{"a":{"auth":"c2VjcmV0"},"b":{}}}', 'desktop', ['a']],
  ['{"credsStore":"","auths":{"a":{"identitytoken":"x"},"b":{"email":"x"},"c":null}}', undefined, ['a']],
])('gives the store and the kept passwords of %s', async (text, credentialsStore, keptPasswords) => {
  await read(text);
  expect(readDockerConfig({ env: {}, home })).toMatchObject({ credentialsStore, keptPasswords });
});

// As Docker CLI 28.2 was seen to take them.
test.each([
  ['{"credsStore":"a","credHelpers":{"a":"ecr"},"auths":{"a":{}}}', undefined],
  ['{"credsStore":null,"credHelpers":{"a":null},"auths":{"a":null}}', undefined],
  ['null', undefined],
  ['\uFEFF{}', 'it begins with a byte order mark'],
  ['{"credHelpers":{"a":"ecr","b":1}}', "the helper's name for b is no string"],
  ['{"credsStore":5}', "the helper's name for credsStore is no string"],
  ['{"auths":{"a":5}}', 'what stands under auths for a is no object'],
  ['{"auths":{"a":[]}}', 'what stands under auths for a is no object'],
])('says what Docker cannot read in %s', async (text, refusedByDocker) => {
  await read(text);
  expect(readDockerConfig({ env: {}, home })).toMatchObject({ refusedByDocker });
});

test.each([
  '[{"auths":{"x":{"auth":"c2VjcmV0"}}}]',
  '"c2VjcmV0"',
  '5',
  '{"auths":{"x":{"auth":"c2VjcmV0"}}',
  '{"credHelpers":[]}',
  '{"auths":"c2VjcmV0"}',
  '{"credHelpers":"ecr"}',
])('names the file and keeps its secrets when it is %s', async (text) => {
  const error: unknown = await read(text).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'DOCKER_CONFIG_INVALID',
    message: expect.stringContaining(join(home, '.docker/config.json')),
  });
  expect(String(error)).not.toContain('c2VjcmV0');
});
