import { chmodSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { isOwnHelper, ownProgram, programOf } from '../../src/docker/helper-name.ts';
import { fakeContext } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';

const at = temporaryDirectory();
const context = () => ({ ...fakeContext({ env: { PATH: at('bin') } }), programPath: at('opt', 'program') });

function program(...names: string[]): string {
  writeFileSync(at(...names), names.join('/'));
  chmodSync(at(...names), 0o755);
  return at(...names);
}

beforeEach(() => {
  for (const directory of ['bin', 'opt']) mkdirSync(at(directory));
  program('opt', 'program');
});

test('Docker runs what is on PATH under our name, else we are it', () => {
  expect(ownProgram(context())).toBe(at('opt', 'program'));
  symlinkSync('../opt/program', at('bin', 'docker-credential-ecr'));
  expect(ownProgram(context())).toBe(at('bin', 'docker-credential-ecr'));
});

describe('clients run for a name', () => {
  test.each(['pass', 'desktop.exe', '-odd_'])('what is on PATH: %s', (name) => {
    const path = program('bin', `docker-credential-${name}`);
    expect(programOf(name, context())).toBe(path);
  });

  test('on Windows what has the ending, once', () => {
    const path = program('bin', 'docker-credential-desktop.exe');
    const windows = { ...context(), platform: 'win32' as const };
    expect([programOf('desktop', windows), programOf('desktop.exe', windows)]).toEqual([path, path]);
  });

  test.each(['', '../opt/program', 'x/../../opt/program', '.x'])('nothing elsewhere: %j', (name) => {
    mkdirSync(at('bin', 'docker-credential-x'));
    if (name === '.x') program('bin', 'docker-credential-.x');
    expect(programOf(name, context())).toBeUndefined();
  });
});

describe('a name in a Docker config means this program', () => {
  test.each(['ecr'])('%s always does', (name) => {
    expect(isOwnHelper(name, context())).toBe(true);
  });

  test('where a link or another name of the file leads to it', () => {
    program('bin', 'docker-credential-ecr');
    symlinkSync(at('opt', 'program'), at('bin', 'docker-credential-link'));
    linkSync(at('opt', 'program'), at('bin', 'docker-credential-hard'));
    expect([isOwnHelper('link', context()), isOwnHelper('hard', context())]).toEqual([true, true]);
  });

  test('where it is a copy of it', () => {
    writeFileSync(at('bin', 'docker-credential-copy'), 'opt/program', { mode: 0o755 });
    expect(isOwnHelper('copy', context())).toBe(true);
  });

  test('where it leads to what Docker runs under our name, which is another version of it', () => {
    program('bin', 'docker-credential-ecr');
    symlinkSync('docker-credential-ecr', at('bin', 'docker-credential-ecr-login'));
    expect(isOwnHelper('ecr-login', context())).toBe(true);
  });

  test.each(['other', 'dangling', 'missing', '', '/../../opt/program', 'a/b'])('but not by %j', (name) => {
    program('bin', 'docker-credential-other');
    symlinkSync('nothing', at('bin', 'docker-credential-dangling'));
    expect(isOwnHelper(name, context())).toBe(false);
  });
});
