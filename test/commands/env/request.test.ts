import { expect, test } from '@jest/globals';
import { parseEnv } from '../../../src/commands/env/request.ts';
import { fakeContext } from '../../fakes/context.ts';
import { thrownBy } from '../../fakes/thrown.ts';

test('reads an identity and a format', () => {
  const request = parseEnv(['--profile', 'dev', '--format=json'], fakeContext());
  expect(request).toEqual({ profile: 'dev', identity: undefined, registry: undefined, format: 'json' });
});

test.each<[NodeJS.Platform, Record<string, string>, string]>([
  ['linux', {}, 'sh'],
  // A script of a person who logs in with fish is run by sh all the same.
  ['linux', { SHELL: '/usr/bin/fish' }, 'sh'],
  ['darwin', { SHELL: '/bin/zsh' }, 'sh'],
  ['win32', {}, 'powershell'],
  ['win32', { SHELL: '/usr/bin/bash' }, 'sh'],
])('on %s with %j the format is %s', (platform, env, format) => {
  expect(parseEnv([], fakeContext({ platform, env })).format).toBe(format);
});

test.each([
  [['--profile', 'a', '--identity', 'b'], '--profile and --identity exclude each other'],
  [['--profile', 'a', '--registry', 'b'], '--profile and --registry exclude each other'],
  [['--identity', 'a', '--registry', 'b'], '--identity and --registry exclude each other'],
  [['--format', 'csh'], '--format is "csh"; there are sh, fish, powershell'],
  [['--profile', ''], '--profile is empty'],
])('%j: %s', (given, says) => {
  const error = thrownBy(() => parseEnv(given, fakeContext()));
  expect(error).toMatchObject({ code: 'USAGE', message: expect.stringContaining(`env: ${says}`) });
});

test('an argument: takes none', () => {
  const error = thrownBy(() => parseEnv(['dev'], fakeContext()));
  expect(error).toMatchObject({ code: 'USAGE', message: 'env takes no arguments, but there is "dev"' });
});
