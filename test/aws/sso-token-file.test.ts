import { lstat, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  goodSsoToken,
  readSsoToken,
  toEpoch,
  toIsoTime,
  writeSsoCacheFile,
} from '../../src/aws/sso-token-file.ts';

const session = {
  name: 'acme',
  startUrl: 'https://a',
  region: 'eu-west-1',
  scopes: undefined,
  profile: 'dev',
  identity: undefined,
};
const token = { accessToken: 'aoa', expiresAt: '2030-01-02T03:04:05Z' };
const EXPIRY = Date.UTC(2030, 0, 2, 3, 4, 5);
const context = { randomName: () => 'random' };

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sso-token-file-'));
  path = join(folder, 'sso/cache/token.json');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('writing', () => {
  test('makes a private directory and a private file', async () => {
    writeSsoCacheFile(path, token, context);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(token);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'sso/cache'))).mode & 0o777).toBe(0o700);
  });

  test('leaves a link a link', async () => {
    writeSsoCacheFile(path, {}, context);
    const link = join(folder, 'link.json');
    await symlink(path, link);
    writeSsoCacheFile(link, token, context);
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(token);
  });

  test('says what can not be written', async () => {
    await writeFile(join(folder, 'sso'), '');
    expect(() => writeSsoCacheFile(path, token, context)).toThrow(
      expect.objectContaining({ code: 'FILE_UNWRITABLE', message: expect.stringContaining(path) }),
    );
  });
});

describe('reading', () => {
  test.each([
    ['nothing', undefined, 'SSO_SIGN_IN_NEEDED'],
    ['a cut file', '{"accessToken":"aoa', 'SSO_TOKEN_INVALID'],
    ['no object', 'null', 'SSO_TOKEN_INVALID'],
    ['a client', '{"clientId":"x","expiresAt":"2030-01-02T03:04:05Z"}', 'SSO_TOKEN_INVALID'],
    ['no time', '{"accessToken":"aoa","expiresAt":"soon"}', 'SSO_TOKEN_INVALID'],
  ])('refuses %s', async (_, text, code) => {
    writeSsoCacheFile(path, {}, context);
    if (text === undefined) await rm(path);
    else await writeFile(path, text);
    const hint = expect.stringContaining('docker-credential-ecr login --profile dev');
    expect(() => readSsoToken(path, session)).toThrow(expect.objectContaining({ code, hint }));
    expect(goodSsoToken(path, session, { now: 0, longerThanMs: 0 })).toBeUndefined();
  });

  test.each([
    ['is good for longer', EXPIRY - 1001, token],
    ['is not', EXPIRY - 1000, undefined],
  ])('gives a token that %s', (_, now, expected) => {
    writeSsoCacheFile(path, token, context);
    expect(goodSsoToken(path, session, { now, longerThanMs: 1000 })).toEqual(expected);
  });
});

test('times are those of the AWS CLI, old and new', () => {
  expect(toIsoTime(EXPIRY + 999)).toBe('2030-01-02T03:04:05Z');
  expect(toEpoch('2030-01-02T03:04:05Z')).toBe(EXPIRY);
  expect(toEpoch('2030-01-02T03:04:05UTC')).toBe(EXPIRY);
});
