import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findFallbackHelper, listOf } from '../../src/docker/fallback-helper.ts';
import { fakeContext } from '../fakes/context.ts';
import { rejectionOf, thrownBy } from '../fakes/thrown.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fallback-helper-'));
  mkdirSync(join(folder, 'bin'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const helperPath = (name: string) => join(folder, 'bin', `docker-credential-${name}`);

function addHelper(name: string, script: string): void {
  writeFileSync(helperPath(name), `#!/bin/sh\n${script}\n`);
  chmodSync(helperPath(name), 0o755);
}

function context(env: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') {
  return {
    ...fakeContext({ env: { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, ...env }, platform }),
    programPath: helperPath('ecr'),
  };
}

const find = (name: string, place = context()) =>
  findFallbackHelper({ fallbackHelper: name, path: '/home/jo/config.json' }, place);

describe('findFallbackHelper', () => {
  test('finds it on PATH', () => {
    addHelper('pass', '');
    expect(find('pass').path).toBe(helperPath('pass'));
  });

  test.each(['wincred', 'wincred.exe'])('on Windows %s is wincred.exe', (name) => {
    addHelper('wincred.exe', '');
    expect(find(name, context({}, 'win32')).path).toBe(helperPath('wincred.exe'));
  });

  test('one that is not on PATH', () => {
    expect(thrownBy(() => find('pass'))).toMatchObject({
      code: 'FALLBACK_HELPER_MISSING',
      message: 'docker-credential-pass, the fallbackHelper of /home/jo/config.json, is not on PATH',
      hint: 'put it on PATH, or correct fallbackHelper in /home/jo/config.json',
    });
  });

  test.each<[string, (from: string, to: string) => void]>([
    ['a link', symlinkSync],
    ['a hard link', linkSync],
  ])('this program by the name of %s', (_, link) => {
    addHelper('ecr', '');
    link(helperPath('ecr'), helperPath('ecr-login'));
    expect(thrownBy(() => find('ecr-login'))).toMatchObject({
      code: 'FALLBACK_HELPER_LOOPS',
      message: expect.stringContaining(`is this program itself by another name (${helperPath('ecr-login')})`),
    });
  });

  test('one that has asked this program', () => {
    addHelper('pass', '');
    const asked = context({ DOCKER_CREDENTIAL_ECR_FALLBACK: '1' });
    expect(thrownBy(() => find('pass', asked)).code).toBe('FALLBACK_HELPER_LOOPS');
  });
});

describe('listOf', () => {
  test.each([
    ['{"https://index.docker.io/v1/":"jo","b":""}', { 'https://index.docker.io/v1/': 'jo', b: '' }],
    ['{"__proto__":"jo"}', JSON.parse('{"__proto__":"jo"}')],
    [' {}\n', {}],
    ['null', {}],
  ])('reads %s', async (answer, listed) => {
    addHelper('pass', `cat <<'END'\n${answer}\nEND`);
    const entries = (await listOf(find('pass'), 60_000, context())).map(({ serverURL, username }) => [
      serverURL,
      username,
    ]);
    expect(Object.fromEntries(entries)).toEqual(listed);
  });

  test.each(['', 'oops', '[]', '"a"', '1', '{"a":1}', '{"a":null}', '{"a":"b"'])(
    'refuses %j',
    async (answer) => {
      addHelper('pass', `cat <<'END'\n${answer}\nEND`);
      const error = await rejectionOf(listOf(find('pass'), 60_000, context()));
      expect(error).toMatchObject({
        code: 'FALLBACK_HELPER_FAILED',
        message: expect.stringContaining('listed something else than server URLs and user names'),
      });
    },
  );

  test.each([
    ['echo locked; exit 3', 'could not list what it has: locked'],
    ['echo {}; echo locked >&2; exit 3', 'could not list what it has: locked'],
    ['exit 3', 'could not list what it has: exit status 3'],
    ['kill -9 $$', 'could not list what it has: SIGKILL'],
    ['yes', 'listed something else'],
    ['sleep 60 & echo {}; sleep 60', 'did not list what it has within 0.2 s'],
  ])('says in a line what went wrong: %s', async (script, says) => {
    addHelper('pass', script);
    const timeout = script.includes('sleep') ? 200 : 60_000;
    const error = await rejectionOf(listOf(find('pass'), timeout, context()));
    expect(error).toMatchObject({
      code: 'FALLBACK_HELPER_FAILED',
      message: expect.stringContaining(
        `docker-credential-pass, the fallbackHelper of /home/jo/config.json, ${says}`,
      ),
    });
  });
});
