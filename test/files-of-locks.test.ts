import fs, {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, jest, test } from '@jest/globals';
import {
  createPrivateFile,
  fileModified,
  fileVersion,
  removeFileOfVersion,
  sweepFiles,
  touchFile,
} from '../src/files.ts';
import { temporaryDirectory } from './fakes/temporary-directory.ts';

const at = temporaryDirectory();
const NOW = Date.UTC(2030, 0, 2);
const DAY_MS = 86_400_000;

/** Makes a file whose time is so long before NOW. */
function makeFile(name: string, ageMs = 0, text = ''): string {
  writeFileSync(at(name), text);
  const seconds = (NOW - ageMs) / 1000;
  utimesSync(at(name), seconds, seconds);
  return at(name);
}

describe('createPrivateFile', () => {
  test.each([[''], ['text'], ['Zoë 🐳']])('makes a file of %j for the owner alone', (text) => {
    createPrivateFile(at('a'), text);
    expect(readFileSync(at('a'), 'utf8')).toBe(text);
    expect(statSync(at('a')).mode & 0o777).toBe(0o600);
  });

  test.each<[string, () => unknown]>([
    ['a file', () => makeFile('a', 0, 'before')],
    ['a directory', () => mkdirSync(at('a'))],
    ['a link to nothing', () => symlinkSync(at('nothing'), at('a'))],
  ])('leaves %s that is there', (_, make) => {
    make();
    const before = lstatSync(at('a'));
    expect(() => createPrivateFile(at('a'), 'text')).toThrow(expect.objectContaining({ code: 'EEXIST' }));
    expect(lstatSync(at('a'))).toEqual(before);
    expect(readdirSync(at())).toEqual(['a']);
  });
});

describe('fileVersion', () => {
  test('stays the same while nothing happens to the file, and when it is renamed', () => {
    const before = fileVersion(makeFile('a'));
    expect(fileVersion(at('a'))).toBe(before);
    renameSync(at('a'), at('b'));
    expect(fileVersion(at('b'))).toBe(before);
  });

  test('is another once the file was touched, or replaced by one of the same time', () => {
    const before = fileVersion(makeFile('a'));
    touchFile(at('a'));
    expect(fileVersion(at('a'))).not.toBe(before);
    makeFile('b');
    renameSync(at('b'), at('a'));
    expect(fileVersion(at('a'))).not.toBe(before);
  });
});

test.each(['missing', 'file/below'])('%s has no version and no time', (name) => {
  makeFile('file');
  expect(fileVersion(at(name))).toBeUndefined();
  expect(fileModified(at(name))).toBeUndefined();
});

test('fileModified tells the time of a file, and of a link itself', () => {
  expect(fileModified(makeFile('a', DAY_MS))).toBe(NOW - DAY_MS);
  symlinkSync(at('a'), at('link'));
  expect(fileModified(at('link'))).toBe(lstatSync(at('link')).mtimeMs);
});

test('touchFile gives a link the time of now, and leaves its target alone', () => {
  const target = makeFile('target', DAY_MS);
  symlinkSync(target, at('link'));
  const before = fileVersion(at('link'));
  touchFile(at('link'));
  expect(fileModified(target)).toBe(NOW - DAY_MS);
  expect(fileVersion(at('link'))).not.toBe(before);
});

describe('removeFileOfVersion', () => {
  test('removes the file, and nothing is left', () => {
    removeFileOfVersion(makeFile('a'), fileVersion(at('a')) ?? '', 'random');
    expect(readdirSync(at())).toEqual([]);
  });

  test('leaves one of another version', () => {
    const rename = jest.spyOn(fs, 'renameSync');
    removeFileOfVersion(makeFile('a'), 'another', 'random');
    expect(readdirSync(at())).toEqual(['a']);
    // Not even for a moment.
    expect(rename).not.toHaveBeenCalled();
  });

  test('puts back one that took its place at the last moment', () => {
    const version = fileVersion(makeFile('a')) ?? '';
    const rename = fs.renameSync;
    jest.spyOn(fs, 'renameSync').mockImplementationOnce((from, to) => {
      makeFile('b', 0, 'new');
      rename(at('b'), at('a'));
      rename(from, to);
    });
    removeFileOfVersion(at('a'), version, 'random');
    expect(readFileSync(at('a'), 'utf8')).toBe('new');
    expect(readdirSync(at())).toEqual(['a']);
  });

  test('one that is missing is no error', () =>
    expect(() => removeFileOfVersion(at('missing'), 'any', 'random')).not.toThrow());
});

describe('sweepFiles', () => {
  const sweep = () => sweepFiles(at(), /^old.*\.tmp$/, DAY_MS, NOW);

  test('removes what matches and is old enough', () => {
    makeFile('old-1.tmp', DAY_MS + 1);
    makeFile('old-2.tmp', 99 * DAY_MS);
    makeFile('old-3.tmp', DAY_MS);
    makeFile('old-4.tmp', -DAY_MS);
    makeFile('old-5.json', 99 * DAY_MS);
    makeFile('other.tmp', 99 * DAY_MS);
    sweep();
    expect(readdirSync(at()).sort()).toEqual(['old-3.tmp', 'old-4.tmp', 'old-5.json', 'other.tmp']);
  });

  test('removes a link, not its target, and passes over a directory', () => {
    const target = makeFile('target', 99 * DAY_MS);
    symlinkSync(target, at('old-link.tmp'));
    mkdirSync(at('old-directory.tmp'));
    utimesSync(at('old-directory.tmp'), 1, 1);
    makeFile('old.tmp', 99 * DAY_MS);
    sweepFiles(at(), /^old.*\.tmp$/, DAY_MS, Date.UTC(2100, 0, 2));
    expect(readdirSync(at()).sort()).toEqual(['old-directory.tmp', 'target']);
  });
});
