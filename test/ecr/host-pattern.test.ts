import { expect, test } from '@jest/globals';
import { literalCharacters, matchesPattern, overlap } from '../../src/ecr/host-pattern.ts';

test.each<[string, string, boolean]>([
  ['*', 'a', true],
  ['*', '', false],
  ['a*', 'a', false],
  ['a*', 'ab', true],
  ['a*', 'ba', false],
  ['*.example.com', 'www.example.com', true],
  ['*.example.com', 'a.b.example.com', true],
  ['*.example.com', '.example.com', false],
  ['*.example.com', 'example.com', false],
  ['*.example.com', 'www.example.com.evil', false],
  ['*.example.com', 'wwwXexampleXcom', false],
  ['a*b*c', 'abbc', false],
  ['a*b*c', 'axbxc', true],
  ['a*b*c', 'abbbbc', true],
  ['**', 'a', false],
  ['**', 'ab', true],
])('%s matches %s: %p', (pattern, host, does) => expect(matchesPattern(pattern, host)).toBe(does));

test.each<[string, string, boolean]>([
  ['a*', '*b', true],
  ['a*', 'b*', false],
  ['*a', '*b', false],
  ['1*.x', '*1.x', true],
  ['*.eu-*.com', '*.*-west.com', true],
  ['*.eu-west-1.com', '*.us-east-1.com', false],
  ['a*c', 'ab', false],
  ['', '', true],
])('%s and %s have a host in common: %p', (one, other, have) => {
  expect(overlap(one, other)).toBe(have);
  expect(overlap(other, one)).toBe(have);
});

test('takes no longer for many stars than for few', () => {
  expect(overlap('*a'.repeat(120), `${'a*'.repeat(120)}b`)).toBe(false);
});

test.each([
  ['*', 0],
  ['*.a.*', 3],
  ['abc', 3],
])('%s has %i literal characters', (pattern, count) => expect(literalCharacters(pattern)).toBe(count));
