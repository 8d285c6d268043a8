import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { applyChanges, changesNothing, readForEdit } from '../../src/editing/edited-file.ts';
import { fakeContext } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';

const at = temporaryDirectory();

test.each<[number, boolean, number]>([
  [0o644, true, 0o600],
  [0o660, true, 0o600],
  [0o400, true, 0o400],
  [0o700, true, 0o700],
  [0o644, false, 0o644],
])('a file of mode %o that will hold secrets (%s) has mode %o', (mode, isSecret, after) => {
  const path = at('config.json');
  writeFileSync(path, 'old');
  chmodSync(path, mode);
  applyChanges([{ file: readForEdit(path), text: 'new', notes: [], isSecret }], fakeContext());
  expect(statSync(path).mode & 0o7777).toBe(after);
  expect(readFileSync(path, 'utf8')).toBe('new');
});

test('a file that holds the same secrets already is a change as long as others may read it', () => {
  const path = at('config.json');
  writeFileSync(path, 'same');
  chmodSync(path, 0o644);
  const change = () => ({ file: readForEdit(path), text: 'same', notes: [], isSecret: true });
  expect(changesNothing(change())).toBe(false);
  expect(changesNothing({ ...change(), isSecret: false })).toBe(true);
  applyChanges([change()], fakeContext());
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(changesNothing(change())).toBe(true);
});
