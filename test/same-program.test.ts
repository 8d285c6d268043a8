import { linkSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from '@jest/globals';
import { isSameFile, isSameProgram } from '../src/same-program.ts';
import { temporaryDirectory } from './fakes/temporary-directory.ts';

const at = temporaryDirectory();
/** Longer than what is compared at a time. */
const PROGRAM = Buffer.alloc(1024 * 1024 + 1, 'program');

beforeEach(() => {
  writeFileSync(at('program'), PROGRAM);
  symlinkSync('program', at('link'));
  linkSync(at('program'), at('hard'));
  writeFileSync(at('copy'), PROGRAM);
  writeFileSync(at('longer'), Buffer.concat([PROGRAM, Buffer.from('.')]));
  writeFileSync(at('other'), Buffer.concat([PROGRAM.subarray(1), Buffer.from('.')]));
  symlinkSync('nothing', at('dangling'));
});

test.each([
  ['program', true, true],
  ['link', true, true],
  ['hard', true, true],
  ['copy', false, true],
  ['longer', false, false],
  ['other', false, false],
  ['dangling', false, false],
  ['missing', false, false],
])('%s: one file: %j, one program: %j', (name, file, program) => {
  expect(isSameFile(at(name), at('program'))).toBe(file);
  expect(isSameProgram(at(name), at('program'))).toBe(program);
});

test('what is missing is not the same as what is missing too', () => {
  expect(isSameProgram(at('missing'), at('missing'))).toBe(false);
});
