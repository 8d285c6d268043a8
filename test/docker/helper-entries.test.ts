import { describe, expect, test } from '@jest/globals';
import { helperEntries } from '../../src/docker/helper-entries.ts';
import { thrownBy } from '../fakes/thrown.ts';

test.each<[string | undefined, [string, string][], string | undefined]>([
  [undefined, [], undefined],
  ['', [], undefined],
  ['{"auths": {}}', [], undefined],
  [
    '\uFEFF{"credHelpers": {"a": "ecr", "b": ""}, "credsStore": "pass"}',
    [
      ['a', 'ecr'],
      ['b', ''],
    ],
    'pass',
  ],
])('%j has %j and %j', (text, helpers, store) => {
  const entries = helperEntries(text, '/c');
  expect([...entries.helpers]).toEqual(helpers);
  expect(entries.store).toBe(store);
});

describe('what can not be edited is left as it is', () => {
  test.each([
    ['{"credHelpers": []}', 'the Docker config /c: credHelpers is no object, so it is left as it is'],
    ['{"credHelpers": null}', 'the Docker config /c: credHelpers is no object, so it is left as it is'],
    ['{"credHelpers": "ecr"}', 'the Docker config /c: credHelpers is no object, so it is left as it is'],
    [
      '{"credHelpers": {"a": 1}}',
      'the Docker config /c: "a" under credHelpers is no text, so it is left as it is',
    ],
    ['{"credsStore": null}', 'the Docker config /c: credsStore is no text, so it is left as it is'],
    ['{"credHelpers": {}', '/c, line 1, column 19: this is no JSON: the file ends too early: expected }'],
    ['[]', '/c, line 1, column 1: this is no JSON: expected { at the beginning'],
  ])('%j', (text, message) => {
    expect(thrownBy(() => helperEntries(text, '/c'))).toMatchObject({ code: 'FILE_INVALID', message });
  });
});
