import { expect, test } from '@jest/globals';
import { painter } from '../../src/commands/colour.ts';

test.each<[string, boolean, Record<string, string>, boolean]>([
  ['on a terminal', true, { TERM: 'xterm-256color' }, true],
  ['where NO_COLOR is empty', true, { NO_COLOR: '' }, true],
  ['in a pipe', false, {}, false],
  ['in a pipe, whatever FORCE_COLOR says', false, { FORCE_COLOR: '1' }, false],
  ['where NO_COLOR is set', true, { NO_COLOR: '0' }, false],
  ['on a dumb terminal', true, { TERM: 'dumb' }, false],
])('%s: %s', (_, isTerminal, env, isColoured) => {
  expect(painter(isTerminal, env)('green', 'x')).toBe(isColoured ? '\u001b[32mx\u001b[39m' : 'x');
});
