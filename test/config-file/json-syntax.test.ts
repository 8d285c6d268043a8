import { expect, test } from '@jest/globals';
import { findJsonError } from '../../src/config-file/json-syntax.ts';

test.each([
  '{}',
  ' \t\r\n{ } \n',
  '[]',
  '"x"',
  'true',
  'null',
  '-0.5e+10',
  '{"a":{"a":[1,{"a":2},[],"]"]},"b":"\\u00e9\\n\\"{"}',
  '{"names":["toString"]}',
])('takes what JSON.parse takes: %s', (text) => {
  expect(() => JSON.parse(text)).not.toThrow();
  expect(findJsonError(text)).toBeUndefined();
});

test.each<[string, number, number, string]>([
  ['', 1, 1, 'the file ends too early'],
  ['\n  ', 2, 3, 'the file ends too early'],
  ['{', 1, 2, 'expected a name in double quotes'],
  ['{"a"', 1, 5, 'expected : behind the name'],
  ['{"a":', 1, 6, 'the file ends too early'],
  ['{"a":1', 1, 7, 'the file ends too early: expected }'],
  ['{"a":1,}', 1, 8, 'there is a comma too many before }'],
  ['[1,]', 1, 4, 'there is a comma too many before ]'],
  ['{"a":1 "b":2}', 1, 8, 'expected , or }'],
  ['{\n  "a": 1,\n  b: 2\n}', 3, 3, 'expected a name in double quotes'],
  ["{'a':1}", 1, 2, 'expected a name in double quotes'],
  ['{"a":yes}', 1, 6, 'expected a value in double quotes, or { or ['],
  ['{"a":"x}', 1, 6, 'the text in double quotes has no end'],
  ['{"a":"\\x"}', 1, 6, 'a backslash that JSON does not know'],
  ['{"a":"line\nline"}', 1, 6, 'the text in double quotes has no end'],
  ['{"a":01}', 1, 7, 'expected , or }'],
  ['{} {}', 1, 4, 'expected the end of the file'],
  ['{ // why\n}', 1, 3, 'JSON has no comments'],
  ['{} /* why */', 1, 4, 'JSON has no comments'],
])('refuses %j at line %i, column %i: %s', (text, line, column, what) => {
  expect(() => JSON.parse(text)).toThrow();
  expect(findJsonError(text)).toEqual({ line, column, what: expect.stringContaining(what) });
});

test.each<[string, number, string]>([
  ['{"a":1,"a":2}', 8, 'the name "a" stands twice'],
  ['{"a":1,"\\u0061":2}', 8, 'the name "a" stands twice'],
  ['{"__proto__":{}}', 2, 'the name "__proto__" can\'t be used'],
  ['{"a":{"toString":1}}', 7, 'the name "toString" can\'t be used'],
])('refuses what JSON.parse would take, but not as it is written: %s', (text, column, what) => {
  expect(() => JSON.parse(text)).not.toThrow();
  expect(findJsonError(text)).toEqual({ line: 1, column, what: expect.stringContaining(what) });
});

test('ends with a text of any depth', () => {
  expect(findJsonError('['.repeat(100_000))?.what).toBe('this is nested too deeply');
});
