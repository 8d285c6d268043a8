import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { processCommand } from '../../../../src/commands/install/from-env/command.ts';
import { fakeContext } from '../../../fakes/context.ts';
import { temporaryDirectory } from '../../../fakes/temporary-directory.ts';
import { thrownBy } from '../../../fakes/thrown.ts';

describe('processCommand', () => {
  const place = temporaryDirectory();

  function program(...names: string[]): string {
    mkdirSync(place(...names.slice(0, -1)), { recursive: true });
    writeFileSync(place(...names), '#!/bin/sh\nprintf "%s|" "$@"\n');
    chmodSync(place(...names), 0o755);
    return place(...names);
  }
  const commandOf = (programPath: string, PATH = '') =>
    processCommand('workspace', { ...fakeContext({ env: { PATH } }), programPath });

  test('is a line that a shell reads as it is meant', () => {
    const { command } = commandOf(program("it's here; *(new)", 'docker-credential-ecr'));
    expect(execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' })).toBe(
      'env|--identity|workspace|--format|process|',
    );
  });

  test('names the link on PATH that leads to the program', () => {
    const own = program('v1', 'docker-credential-ecr');
    mkdirSync(place('bin'));
    symlinkSync(own, place('bin', 'docker-credential-ecr'));
    expect(commandOf(own, place('bin')).command).toMatch(`"${place('bin', 'docker-credential-ecr')}" env `);
  });

  test('names the program itself where another of its name is on PATH', () => {
    const own = program('v1', 'docker-credential-ecr');
    program('v2', 'docker-credential-ecr');
    expect(commandOf(own, place('v2')).command).toMatch(`"${own}" env `);
  });

  test('takes another place of the program for the same while it is there', () => {
    const { isSame } = commandOf(program('v1', 'docker-credential-ecr'));
    const old = program('v0', 'docker-credential-ecr');
    const words = 'env --identity workspace --format process';
    expect(isSame(`"${old}" ${words}`)).toBe(true);
    expect(isSame(`${old} ${words}`)).toBe(true);
    expect(isSame(`"${old}" env --identity other --format process`)).toBe(false);
    expect(isSame(`"${place('gone')}" ${words}`)).toBe(false);
  });

  test.each(['/a"b', '/a$b', '/a`b', '/a\\b', '/a\nb', '/a #b', '/a ;b'])('refuses the path %j', (path) => {
    expect(thrownBy(() => commandOf(path)).code).toBe('SETTING_INVALID');
  });
});
