import { describe, expect, test } from '@jest/globals';
import { INSTALL, UNINSTALL } from '../../../src/commands/descriptions/install.ts';
import { namesNothing, parseInstall } from '../../../src/commands/install/request.ts';
import { thrownBy } from '../../fakes/thrown.ts';

const nothing = { registries: [], credsStore: false, alias: undefined, dryRun: false };

describe.each([INSTALL, UNINSTALL])('$name', (command) => {
  test.each<[string, object, boolean]>([
    ['', {}, true],
    ['--dry-run', { dryRun: true }, true],
    ['a b', { registries: ['a', 'b'] }, false],
    ['--creds-store', { credsStore: true }, false],
    ['--alias ecr-login a', { alias: 'ecr-login', registries: ['a'] }, false],
    ['--alias=_x9', { alias: '_x9' }, false],
  ])('%j', (words, expected, isAll) => {
    const request = parseInstall(command, words.split(' ').filter(Boolean));
    expect(request).toEqual({ ...nothing, ...expected });
    expect(namesNothing(request)).toBe(isAll);
  });

  test.each<[string[], string]>([
    [['--alias', 'ecr'], 'is "ecr", which is this helper\'s own name'],
    [['--alias', '../x'], 'is "../x", but takes letters, digits, - and _ alone'],
    [['--alias', 'a b'], 'is "a b", but takes'],
    [['--alias', ''], '--alias is empty'],
    [['--alias'], "'--alias <value>' argument missing"],
    [['--crds-store'], 'did you mean --creds-store?'],
    [[''], 'REGISTRY is empty'],
  ])('%j is a mistake of use', (given, what) => {
    const error = thrownBy(() => parseInstall(command, given));
    expect(error).toMatchObject({ code: 'USAGE', hint: `run: docker-credential-ecr ${command.name} --help` });
    expect(error.message).toContain(what);
  });
});
