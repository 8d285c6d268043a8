import { describe, expect, test } from '@jest/globals';
import {
  checkJsonText,
  memberAt,
  removeMember,
  setMember,
  setSource,
  sourceAt,
} from '../../src/editing/json-edit.ts';
import { randomDockerConfig } from '../fakes/json-texts.ts';
import { thrownBy } from '../fakes/thrown.ts';
import { seededRandom } from '../integration/seeded-random.ts';

describe('checkJsonText', () => {
  test.each(['', ' \n', '\uFEFF', '\uFEFF{}', '{}', '\r\n{ "a": [1, {"b": null}] }\n'])(
    'takes %j',
    (text) => {
      expect(() => checkJsonText(text, '/f')).not.toThrow();
    },
  );

  test.each<[string, number, number, string]>([
    ['[]', 1, 1, 'expected { at the beginning'],
    ['null', 1, 1, 'expected { at the beginning'],
    ['"a"', 1, 1, 'expected { at the beginning'],
    ['{"a": 1,}', 1, 9, 'comma too many'],
    ['{\n  "a": x\n}', 2, 8, 'expected a value'],
    ['{\r\n  "a": 1\r\n  "b": 2\r\n}', 3, 3, 'expected , or }'],
    ['\uFEFF{\n"a"}', 2, 4, 'expected :'],
    ['{"a": 1} x', 1, 10, 'expected the end of the file'],
    ['{"a": {"b": 1, "b": 2}}', 1, 16, 'stands twice'],
    ['{ // mine\n}', 1, 3, 'no comments'],
    ['{"a": "secret', 1, 7, 'has no end'],
    ['{"a": 1', 1, 8, 'too early'],
  ])('refuses %j', (text, line, column, what) => {
    const error = thrownBy(() => checkJsonText(text, '/f'));
    expect(error).toMatchObject({
      code: 'FILE_INVALID',
      message: expect.stringContaining(`/f, line ${line}, column ${column}: this is no JSON: `),
      hint: `correct line ${line} of it; it is left as it is`,
    });
    expect(error.message).toContain(what);
    expect(error.message).not.toContain('secret');
  });
});

describe('memberAt, sourceAt', () => {
  test.each<[string, string[], unknown, string | undefined]>([
    ['', ['a'], undefined, undefined],
    [' \n', [], {}, undefined],
    ['\uFEFF', ['a'], undefined, undefined],
    ['\uFEFF{"a": 1}', ['a'], 1, '1'],
    ['{"a": {"b": "\\u0063"}}', ['a', 'b'], 'c', '"\\u0063"'],
    ['{"a": {"b": [ 1 ]}}', ['a'], { b: [1] }, '{"b": [ 1 ]}'],
    ['{"a": 1}', ['a', 'b'], undefined, undefined],
    ['{"a": 1}', ['b'], undefined, undefined],
    ['{"a": 1}', ['toString'], undefined, undefined],
    ['{ }', [], {}, '{ }'],
  ])('%j at %j', (text, path, value, source) => {
    expect(memberAt(text, path)).toEqual(value);
    expect(sourceAt(text, path)).toBe(source);
  });
});

describe('setMember', () => {
  const path = ['h', 'x'];
  test.each<[name: string, before: string, after: string]>([
    ['an empty text', '', '{\n\t"h": {\n\t\t"x": "ecr"\n\t}\n}\n'],
    ['blanks', ' \n', '{\n\t"h": {\n\t\t"x": "ecr"\n\t}\n}\n'],
    ['an empty object', '{}', '{\n\t"h": {\n\t\t"x": "ecr"\n\t}\n}'],
    ['tabs', '{\n\t"a": 1\n}\n', '{\n\t"a": 1,\n\t"h": {\n\t\t"x": "ecr"\n\t}\n}\n'],
    ['two blanks', '{\n  "a": 1\n}', '{\n  "a": 1,\n  "h": {\n    "x": "ecr"\n  }\n}'],
    ['four blanks', '{\n    "a": 1\n}', '{\n    "a": 1,\n    "h": {\n        "x": "ecr"\n    }\n}'],
    ['no indentation', '{\n"a": 1\n}', '{\n"a": 1,\n"h": {\n\t"x": "ecr"\n}\n}'],
    [
      'an indented whole',
      '  {\n    "a": 1\n  }',
      '  {\n    "a": 1,\n    "h": {\n      "x": "ecr"\n    }\n  }',
    ],
    [
      'Windows',
      '\uFEFF{\r\n  "a":1\r\n}\r\n',
      '\uFEFF{\r\n  "a":1,\r\n  "h":{\r\n    "x":"ecr"\r\n  }\r\n}\r\n',
    ],
    ['one line', '{"a": 1}', '{"a": 1, "h": {"x": "ecr"}}'],
    ['one line, close', '{"a":1,"b":2}', '{"a":1,"b":2,"h":{"x":"ecr"}}'],
    ['one line, close, one member', '{"a":1}\n', '{"a":1,"h":{"x":"ecr"}}\n'],
    ['one line, wide', '{ "a" : 1 }', '{ "a" : 1, "h" : {"x" : "ecr"} }'],
    ['one line, behind it a comma', '{"a": 1 , "b": 2}', '{"a": 1 , "b": 2, "h": {"x": "ecr"}}'],
    [
      'an object that is there',
      '{\n  "h": {\n    "y": 1\n  },\n  "b": 2\n}',
      '{\n  "h": {\n    "y": 1,\n    "x": "ecr"\n  },\n  "b": 2\n}',
    ],
    [
      'an empty one that is there',
      '{\n  "h": { },\n  "b": 2\n}',
      '{\n  "h": {\n    "x": "ecr"\n  },\n  "b": 2\n}',
    ],
    ['a value that is there', '{"h": {"x":   "ecr-login" , "y": 1}}', '{"h": {"x":   "ecr" , "y": 1}}'],
  ])('%s', (_, before, after) => {
    expect(setMember(before, path, 'ecr')).toBe(after);
  });

  test('what looks like a bracket in a text stays', () => {
    expect(setMember('{"a": 1}', ['b'], { c: 'x }', d: ['{ y', {}] })).toBe(
      '{"a": 1, "b": {"c": "x }", "d": ["{ y", {}]}}',
    );
  });

  test('objects and lists are laid out as the rest', () => {
    expect(setMember('{\n  "a": 1\n}', ['b'], { c: [1, 'x'], d: [], e: { f: null } })).toBe(
      '{\n  "a": 1,\n  "b": {\n    "c": [\n      1,\n      "x"\n    ],\n    "d": [],\n    "e": {\n      "f": null\n    }\n  }\n}',
    );
  });
});

test('setSource puts a text in as it is', () => {
  expect(setSource('{"a": {"b": 1}}', ['a', 'b'], '"\\u0065"')).toBe('{"a": {"b": "\\u0065"}}');
  expect(setSource('\uFEFF {} ', [], '{ }')).toBe('\uFEFF { } ');
});

test.each<[before: string, path: string[], after: string]>([
  ['{"a": 1, "b": 2, "c": 3}', ['a'], '{"b": 2, "c": 3}'],
  ['{"a": 1, "b": 2, "c": 3}', ['b'], '{"a": 1, "c": 3}'],
  ['{"a": 1 , "b": 2, "c": 3 }', ['c'], '{"a": 1 , "b": 2 }'],
  ['{\n  "a": 1,\n  "b": 2\n}\n', ['b'], '{\n  "a": 1\n}\n'],
  ['{\n  "a": {\n    "b": 1\n  }\n}', ['a', 'b'], '{\n  "a": {}\n}'],
  ['{"a": 1}', ['b'], '{"a": 1}'],
  ['{"a": {}}', ['a', 'b'], '{"a": {}}'],
  ['{"a": {}}', ['b', 'c'], '{"a": {}}'],
])('removeMember: %j without %j', (before, path, after) => {
  expect(removeMember(before, path)).toBe(after);
});

test('a megabyte of blanks is edited at once', () => {
  const blanks = ' '.repeat(1_000_000);
  expect(setMember(`{"a":${blanks}1,${blanks}"b":1}`, ['c'], 1)).toBe(
    `{"a":${blanks}1,${blanks}"b":1,${blanks}"c":${blanks}1}`,
  );
});

test('in any layout setting and removing change what they are to and nothing else', () => {
  const random = seededRandom(1);
  for (let count = 0; count < 2000; count += 1) {
    const before = randomDockerConfig(random);
    const value = (memberAt(before, []) ?? {}) as { credHelpers?: object };
    const path = ['credHelpers', random.pick(['two.example.com', 'new.example.com'])];
    const after = setMember(before, path, 'ecr');
    expect(() => checkJsonText(after, '/f')).not.toThrow();
    const credHelpers = { ...value.credHelpers, [path[1] ?? '']: 'ecr' };
    expect(memberAt(after, [])).toEqual({ ...value, credHelpers });
    expect(Object.keys(memberAt(after, []) as object)).toEqual(Object.keys({ ...value, credHelpers }));
    const without = removeMember(after, path);
    expect(memberAt(without, path)).toBeUndefined();
    expect(() => checkJsonText(without, '/f')).not.toThrow();
  }
});
