import { expect, test } from '@jest/globals';
import { showPlace, showValue } from '../../src/config-file/place.ts';

test.each<[(string | number)[], string]>([
  [[], ''],
  [['registries', 'eu', 'identity'], 'registries.eu.identity'],
  [['registries', 'dev/ecr', 'host'], 'registries."dev/ecr".host'],
  [['identities', 'a.b'], 'identities."a.b"'],
  [['command', 0], 'command.0'],
])('the place %j reads %s', (path, shown) => expect(showPlace(path)).toBe(shown));

test.each<[unknown, string]>([
  [undefined, 'nothing'],
  [null, 'null'],
  [12, '12'],
  ['a\nb', '"a\\nb"'],
  [[1], 'a list'],
  [{}, 'an object'],
  ['x'.repeat(100), `"${'x'.repeat(79)}…`],
])('the value %j reads %s', (value, shown) => expect(showValue(value)).toBe(shown));
