import { describe, expect, test } from '@jest/globals';
import { readSettings } from '../src/config.ts';
import { renderError } from '../src/errors.ts';
import { fakeContext } from './fakes/context.ts';
import { thrownBy } from './fakes/thrown.ts';

const home = '/home/ann';

describe('DOCKER_CREDENTIAL_ECR_TIMEOUT', () => {
  test.each([
    [undefined, 30_000],
    ['', 30_000],
    [' ', 30_000],
    ['1', 1000],
    ['30', 30_000],
    [' 5 ', 5000],
    ['0.5', 500],
    ['2.25', 2250],
    ['007', 7000],
    ['3600', 3_600_000],
  ])('%j', (DOCKER_CREDENTIAL_ECR_TIMEOUT, timeoutMs) =>
    expect(readSettings(fakeContext({ env: { DOCKER_CREDENTIAL_ECR_TIMEOUT } })).timeoutMs).toBe(timeoutMs),
  );

  test.each([
    ['0'],
    ['0.0'],
    ['-1'],
    ['3601'],
    ['1e3'],
    ['0x10'],
    ['30s'],
    ['1,5'],
    ['1.2.3'],
    ['NaN'],
    ['Infinity'],
    ['thirty'],
    ['9'.repeat(400)],
    ['1\n2'],
  ])('%j is refused', (value) => {
    const context = fakeContext({ env: { DOCKER_CREDENTIAL_ECR_TIMEOUT: value } });
    const error = thrownBy(() => readSettings(context));
    expect(error.code).toBe('SETTING_INVALID');
    expect(error.message).toContain('DOCKER_CREDENTIAL_ECR_TIMEOUT');
    expect(renderError(error)).not.toContain('\n');
  });
});

describe('the cache directory', () => {
  const windows = { USERPROFILE: 'C:\\Users\\ann' };
  test.each<[NodeJS.Platform, Record<string, string>, string]>([
    ['linux', {}, '/home/ann/.cache/docker-credential-ecr'],
    ['linux', { XDG_CACHE_HOME: '/cache' }, '/cache/docker-credential-ecr'],
    ['linux', { XDG_CACHE_HOME: '' }, '/home/ann/.cache/docker-credential-ecr'],
    ['linux', { XDG_CACHE_HOME: 'relative' }, '/home/ann/.cache/docker-credential-ecr'],
    ['linux', { XDG_CACHE_HOME: '/cache', AWS_ECR_CACHE_DIR: '/mine' }, '/mine'],
    ['linux', { AWS_ECR_CACHE_DIR: '' }, '/home/ann/.cache/docker-credential-ecr'],
    ['linux', { AWS_ECR_CACHE_DIR: '~' }, '/home/ann'],
    ['linux', { AWS_ECR_CACHE_DIR: '~/.ecr' }, '/home/ann/.ecr'],
    ['freebsd', {}, '/home/ann/.cache/docker-credential-ecr'],
    ['darwin', {}, '/home/ann/Library/Caches/docker-credential-ecr'],
    ['darwin', { XDG_CACHE_HOME: '/cache' }, '/home/ann/Library/Caches/docker-credential-ecr'],
    ['darwin', { AWS_ECR_CACHE_DIR: '/mine' }, '/mine'],
    ['win32', { LOCALAPPDATA: 'D:\\Local' }, 'D:\\Local\\docker-credential-ecr\\cache'],
    ['win32', windows, '/home/ann\\AppData\\Local\\docker-credential-ecr\\cache'],
    ['win32', { AWS_ECR_CACHE_DIR: 'd:\\mine' }, 'd:\\mine'],
    ['win32', { AWS_ECR_CACHE_DIR: 'D:/mine' }, 'D:/mine'],
    ['win32', { AWS_ECR_CACHE_DIR: '\\\\server\\share' }, '\\\\server\\share'],
  ])('%s %j', (platform, env, directory) =>
    expect(readSettings(fakeContext({ platform, env, home })).cacheDirectory).toBe(directory),
  );

  test.each<[NodeJS.Platform, string]>([
    ['linux', 'relative'],
    ['linux', './relative'],
    ['linux', '~other/cache'],
    ['linux', 'C:\\mine'],
    ['darwin', 'relative'],
    ['win32', 'relative'],
    ['win32', 'd:relative'],
    ['win32', '/rooted'],
  ])('%s %j is refused', (platform, directory) => {
    const context = fakeContext({ platform, home, env: { AWS_ECR_CACHE_DIR: directory } });
    const error = thrownBy(() => readSettings(context));
    expect(error.code).toBe('SETTING_INVALID');
    expect(error.message).toContain('AWS_ECR_CACHE_DIR');
  });

  test.each([
    ['1', undefined],
    ['false', undefined],
    ['0', undefined],
    ['', '/mine'],
    [undefined, '/mine'],
  ])('AWS_ECR_DISABLE_CACHE %j', (AWS_ECR_DISABLE_CACHE, directory) => {
    const context = fakeContext({ env: { AWS_ECR_DISABLE_CACHE, AWS_ECR_CACHE_DIR: '/mine' } });
    expect(readSettings(context).cacheDirectory).toBe(directory);
  });
});

test.each([
  ['true', true],
  ['TRUE', true],
  ['True', true],
  ['t', true],
  ['T', true],
  ['1', true],
  ['false', false],
  ['0', false],
  ['yes', false],
  ['true ', false],
  ['', false],
  [undefined, false],
])('AWS_ECR_IGNORE_CREDS_STORAGE %j', (AWS_ECR_IGNORE_CREDS_STORAGE, ignored) =>
  expect(readSettings(fakeContext({ env: { AWS_ECR_IGNORE_CREDS_STORAGE } })).ignoreStorage).toBe(ignored),
);

test('settings are frozen', () => expect(Object.isFrozen(readSettings(fakeContext()))).toBe(true));
