import { expect, test } from '@jest/globals';
import { nearest } from '../src/nearest.ts';

test.each([
  ['identites', 'identities'],
  ['Profile', 'profile'],
  ['prfile', 'profile'],
  ['hots', undefined],
  ['host name', undefined],
  ['b', undefined],
  ['', undefined],
])('%s is near to %s', (word, known) =>
  expect(nearest(word, ['identities', 'profile', 'host', 'a'])).toBe(known),
);
