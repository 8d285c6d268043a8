import { expect, test } from '@jest/globals';
import { configFileLocation } from '../../src/config-file/location.ts';
import { fakeContext } from '../fakes/context.ts';
import { thrownBy } from '../fakes/thrown.ts';

const FILE = 'docker-credential-ecr/config.json';
const NAME = 'DOCKER_CREDENTIAL_ECR_CONFIG';
const windowsHome = 'C:\\Users\\ann';

test.each<[NodeJS.Platform, string, Record<string, string>, string, boolean]>([
  ['linux', '/home/ann', {}, `/home/ann/.config/${FILE}`, false],
  ['linux', '/home/ann', { XDG_CONFIG_HOME: '/etc/ann' }, `/etc/ann/${FILE}`, false],
  ['linux', '/home/ann', { XDG_CONFIG_HOME: 'settings' }, `/home/ann/.config/${FILE}`, false],
  ['linux', '/home/ann', { XDG_CONFIG_HOME: '' }, `/home/ann/.config/${FILE}`, false],
  ['darwin', '/Users/ann', {}, `/Users/ann/Library/Application Support/${FILE}`, false],
  [
    'darwin',
    '/Users/ann',
    { XDG_CONFIG_HOME: '/x' },
    `/Users/ann/Library/Application Support/${FILE}`,
    false,
  ],
  [
    'win32',
    windowsHome,
    { APPDATA: 'D:\\Roaming' },
    'D:\\Roaming\\docker-credential-ecr\\config.json',
    false,
  ],
  ['win32', windowsHome, {}, `${windowsHome}\\AppData\\Roaming\\docker-credential-ecr\\config.json`, false],
  ['linux', '/home/ann', { [NAME]: '/etc/ecr.json' }, '/etc/ecr.json', true],
  ['linux', '/home/ann', { [NAME]: '~/ecr.json' }, '/home/ann/ecr.json', true],
  ['linux', '/home/ann', { [NAME]: '' }, `/home/ann/.config/${FILE}`, false],
  ['win32', windowsHome, { [NAME]: 'D:\\ecr.json' }, 'D:\\ecr.json', true],
])('on %s with home %s and %j: %s', (platform, home, env, path, isNamed) =>
  expect(configFileLocation(fakeContext({ platform, home, env }))).toEqual({ path, isNamed }),
);

test.each(['ecr.json', './ecr.json', '../ecr.json', '~ann/ecr.json'])(
  'a path that the working directory would decide is refused: %s',
  (path) => {
    const error = thrownBy(() => configFileLocation(fakeContext({ env: { [NAME]: path } })));
    expect(error.code).toBe('SETTING_INVALID');
    expect(error.message).toContain(NAME);
  },
);
