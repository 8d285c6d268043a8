import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { namedProfile, readAwsConfig, settingsProfile } from '../../src/aws/profile.ts';
import { renderError } from '../../src/errors.ts';
import { fakeContext } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';
import { thrownBy } from '../fakes/thrown.ts';

const at = temporaryDirectory();

/** Reads the two files with these texts from the test's home. */
function read(config: string, credentials = '') {
  mkdirSync(at('.aws'), { recursive: true });
  writeFileSync(at('.aws/config'), config);
  writeFileSync(at('.aws/credentials'), credentials);
  const { profiles, ssoSessions, services, unmarkedSections } = readAwsConfig(fakeContext({ home: at() }));
  const plain = (sections: typeof profiles) =>
    Object.fromEntries([...sections].map(([name, section]) => [name, Object.fromEntries(section)]));
  return {
    profiles: plain(profiles),
    ssoSessions: plain(ssoSessions),
    services: plain(services),
    unmarkedSections,
  };
}

describe('sections of the config file', () => {
  test.each([
    ['[default]\na = 1', { default: { a: '1' } }],
    ['[profile dev]\na = 1', { dev: { a: '1' } }],
    ['[profile   dev]\na = 1', { dev: { a: '1' } }],
    ['[profile "two words"]\na = 1', { 'two words': { a: '1' } }],
    ["[profile 'two words']\na = 1", { 'two words': { a: '1' } }],
    ['[profile a/b@c.d-e+f]\na = 1', { 'a/b@c.d-e+f': { a: '1' } }],
    ['[profile default]\na = 1', { default: { a: '1' } }],
    ['[profile default]\na = 1\n[default]\na = 2', { default: { a: '1' } }],
    ['[default]\na = 2\n[profile default]\na = 1', { default: { a: '1' } }],
  ])('%j', (config, profiles) => expect(read(config).profiles).toEqual(profiles));

  test('SSO sessions and services are no profiles', () => {
    const text = '[sso-session acme]\nsso_region = r\n[services local]\necr =\n  endpoint_url = u';
    expect(read(text)).toEqual({
      profiles: {},
      ssoSessions: { acme: { sso_region: 'r' } },
      services: { local: { ecr: '', 'ecr.endpoint_url': 'u' } },
      unmarkedSections: [],
    });
  });

  test.each([['dev'], ['plugins'], ['profile'], ['profiledev'], ['constructor x'], ['Profile dev']])(
    '[%s] is none',
    (title) => expect(read(`[${title}]\na = 1`)).toMatchObject({ profiles: {}, unmarkedSections: [title] }),
  );
});

describe('both files', () => {
  test.each([
    ['[profile dev]\na = 1', '[dev]\nb = 2', { dev: { a: '1', b: '2' } }],
    ['[profile dev]\na = 1', '[dev]\na = 2', { dev: { a: '2' } }],
    ['[default]\na = 1\nc = 3', '[default]\na = 2', { default: { a: '2', c: '3' } }],
    ['', '[dev]\na = 2', { dev: { a: '2' } }],
    ['[dev]\na = 1', '[dev]\nb = 2', { dev: { b: '2' } }],
    ['', '[profile dev]\na = 1', { 'profile dev': { a: '1' } }],
  ])('%j and %j', (config, credentials, profiles) =>
    expect(read(config, credentials).profiles).toEqual(profiles),
  );
});

describe('where the files are', () => {
  test.each([
    [{}, '/home/ann/.aws/config', '/home/ann/.aws/credentials'],
    [{ AWS_CONFIG_FILE: '/c' }, '/c', '/home/ann/.aws/credentials'],
    [{ AWS_SHARED_CREDENTIALS_FILE: '/s' }, '/home/ann/.aws/config', '/s'],
    [
      { AWS_CONFIG_FILE: '', AWS_SHARED_CREDENTIALS_FILE: '' },
      '/home/ann/.aws/config',
      '/home/ann/.aws/credentials',
    ],
    [{ AWS_CONFIG_FILE: '~/c' }, '/home/ann/c', '/home/ann/.aws/credentials'],
  ])('%j', (env, configPath, credentialsPath) =>
    expect(readAwsConfig(fakeContext({ env, home: '/home/ann' }))).toMatchObject({
      configPath,
      credentialsPath,
    }),
  );

  test('the files that the environment names are read', () => {
    writeFileSync(at('c'), '[profile dev]\na = 1');
    writeFileSync(at('s'), '[dev]\nb = 2');
    const env = { AWS_CONFIG_FILE: at('c'), AWS_SHARED_CREDENTIALS_FILE: '~/s' };
    const { profiles } = readAwsConfig(fakeContext({ env, home: at() }));
    expect([...(profiles.get('dev') ?? [])]).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
  });

  test.each([['home/that/is/missing'], ['file'], ['file/below']])('a home of %s has no profiles', (home) => {
    writeFileSync(at('file'), '');
    expect(readAwsConfig(fakeContext({ home: at(home) })).profiles.size).toBe(0);
  });
});

describe('files that are no AWS config', () => {
  test.each([
    ['config', '[default]\nhello', 2],
    ['config', 'a = b', 1],
    ['credentials', '[default\naws_secret_access_key = hunter2', 1],
    ['credentials', '[default]\nhunter2', 2],
  ])('%s %j', (name, text, line) => {
    mkdirSync(at('.aws'));
    writeFileSync(at('.aws', name), text);
    const error = thrownBy(() => readAwsConfig(fakeContext({ home: at() })));
    expect(error.code).toBe('AWS_CONFIG_INVALID');
    expect(error.message).toContain(`${at('.aws', name)}, line ${line}:`);
    expect(renderError(error)).not.toMatch(/hunter2|\n/);
  });

  test.each<[string, (path: string) => void]>([
    ['a directory', (path) => mkdirSync(path)],
    ['a symlink to itself', (path) => symlinkSync(path, path)],
  ])('%s', (_, make) => {
    mkdirSync(at('.aws'));
    make(at('.aws/config'));
    const error = thrownBy(() => readAwsConfig(fakeContext({ home: at() })));
    expect(error.code).toBe('AWS_CONFIG_UNREADABLE');
    expect(error.message).toContain(at('.aws/config'));
  });
});

test.each([
  [{}, undefined],
  [{ AWS_PROFILE: '' }, undefined],
  [{ AWS_PROFILE: 'a' }, 'a'],
  [{ AWS_DEFAULT_PROFILE: 'b' }, 'b'],
  [{ AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b' }, 'a'],
  [{ AWS_PROFILE: '', AWS_DEFAULT_PROFILE: 'b' }, 'b'],
])('namedProfile of %j', (env, name) => expect(namedProfile({ env })).toBe(name));

test.each([
  ['own', { AWS_PROFILE: 'a' }, 'own'],
  [undefined, { AWS_PROFILE: 'a' }, 'a'],
  [undefined, {}, 'default'],
])('settingsProfile of %j with %j', (own, env, name) => expect(settingsProfile(own, { env })).toBe(name));
