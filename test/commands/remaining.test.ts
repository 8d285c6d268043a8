import { expect, test } from '@jest/globals';
import { remaining } from '../../src/commands/remaining.ts';

test.each([
  [12 * 3_600_000 - 1, '11h59m'],
  [12 * 3_600_000, '12h00m'],
  [3_600_000, '1h00m'],
  [3_599_999, '59m'],
  [60_000, '1m'],
  [59_999, '59s'],
  [-1, '0s'],
])('%d ms are %s', (milliseconds, text) => {
  expect(remaining(milliseconds)).toBe(text);
});
