import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { applyChanges, type FileChange, readForEdit } from '../../src/editing/edited-file.ts';
import { stagedName } from '../../src/editing/staged-file.ts';
import { fakeContext } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';
import { thrownBy } from '../fakes/thrown.ts';

const at = temporaryDirectory();

const isRoot = process.getuid?.() === 0;
/** Root may write everything, so that a mode says nothing to it. */
const asUser = isRoot ? test.skip : test;
const asRoot = isRoot ? test : test.skip;

function change(path: string, text: string | undefined): FileChange {
  return { file: readForEdit(path), text, notes: [] };
}

function apply(...changes: FileChange[]): void {
  applyChanges(changes, fakeContext());
}

function write(path: string, text: string | Buffer, mode = 0o600): string {
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}

const read = (path: string) => readFileSync(path, 'utf8');
const modeOf = (path: string) => statSync(path).mode & 0o7777;

describe('readForEdit', () => {
  test('reads a text as it is', () => {
    const text = '\uFEFF{\r\n}\u2028';
    const path = write(at('f'), text);
    expect(readForEdit(path)).toEqual({ path, target: path, text });
  });

  test('takes what is not there for nothing', () => {
    expect(readForEdit(at('a', 'b', 'f'))).toMatchObject({ target: at('a', 'b', 'f'), text: undefined });
  });

  test('follows links, also those that lead to nothing yet', () => {
    mkdirSync(at('real'));
    symlinkSync('real', at('directory'));
    symlinkSync('../real/target', at('real', 'link'));
    expect(readForEdit(at('directory', 'link')).target).toBe(at('real', 'target'));
    write(at('real', 'target'), 'x');
    expect(readForEdit(at('directory', 'link'))).toMatchObject({ target: at('real', 'target'), text: 'x' });
  });

  test('follows a link of a directory that leads to nothing yet', () => {
    symlinkSync('later', at('directory'));
    expect(readForEdit(at('directory', 'f')).target).toBe(at('later', 'f'));
  });

  test.each<[name: string, make: (path: string) => unknown, why: string]>([
    ['a directory', (path) => mkdirSync(path), 'it is no file'],
    ['a link to itself', (path) => symlinkSync(path, path), 'ELOOP'],
  ])('refuses %s', (_, make, why) => {
    make(at('f'));
    expect(thrownBy(() => readForEdit(at('f')))).toMatchObject({
      code: 'FILE_UNREADABLE',
      message: `${at('f')} can't be read (${why})`,
    });
  });

  test('refuses what lies below a file', () => {
    write(at('f'), '');
    expect(thrownBy(() => readForEdit(at('f', 'g')))).toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  test('refuses bytes that are no UTF-8, which would not come out as they were', () => {
    write(at('f'), Buffer.from([0x7b, 0xff, 0x7d]));
    expect(thrownBy(() => readForEdit(at('f')))).toMatchObject({
      code: 'FILE_INVALID',
      message: `${at('f')} is no text in UTF-8, so it is left as it is`,
    });
  });

  asUser('refuses what it may not read', () => {
    write(at('f'), '', 0);
    expect(thrownBy(() => readForEdit(at('f'))).message).toContain('EACCES');
  });
});

describe('applyChanges', () => {
  test('makes files and directories that are private', () => {
    apply(change(at('a', 'b', 'f'), 'text'));
    expect(read(at('a', 'b', 'f'))).toBe('text');
    expect([at('a'), at('a', 'b'), at('a', 'b', 'f')].map(modeOf)).toEqual([0o700, 0o700, 0o600]);
    expect(readdirSync(at('a', 'b'))).toEqual(['f']);
  });

  test.each([0o600, 0o644, 0o400, 0o664])('keeps the mode %o', (mode) => {
    const path = write(at('f'), 'old', mode);
    apply(change(path, 'new'));
    expect([read(path), modeOf(path)]).toEqual(['new', mode]);
    expect(readdirSync(at())).toEqual(['f']);
  });

  asRoot('keeps the owner', () => {
    const path = write(at('f'), 'old', 0o640);
    chownSync(path, 12345, 12346);
    apply(change(path, 'new'));
    expect(statSync(path)).toMatchObject({ uid: 12345, gid: 12346 });
    expect(modeOf(path)).toBe(0o640);
  });

  test('leaves links what they are', () => {
    write(at('target'), 'old');
    symlinkSync('target', at('link'));
    symlinkSync('missing', at('dangling'));
    apply(change(at('link'), 'new'), change(at('dangling'), 'made'));
    expect([read(at('target')), read(at('missing'))]).toEqual(['new', 'made']);
    expect([readlinkSync(at('link')), readlinkSync(at('dangling'))]).toEqual(['target', 'missing']);
    apply(change(at('dangling'), undefined));
    expect(existsSync(at('missing'))).toBe(false);
    expect(lstatSync(at('dangling')).isSymbolicLink()).toBe(true);
  });

  test('removes a file', () => {
    write(at('f'), 'old');
    apply(change(at('f'), undefined));
    expect(readdirSync(at())).toEqual([]);
  });

  test('does not touch a file that is to stay', () => {
    const path = write(at('f'), 'same');
    const { ino, mtimeMs } = statSync(path);
    apply(change(path, 'same'));
    expect(statSync(path)).toMatchObject({ ino, mtimeMs });
  });

  test('leaves all as it is when one was changed meanwhile', () => {
    const changes = [
      change(write(at('a'), '1'), '2'),
      change(write(at('b'), '1'), '2'),
      change(at('c'), '2'),
    ];
    write(at('b'), 'mine');
    expect(thrownBy(() => apply(...changes))).toMatchObject({
      code: 'FILE_CHANGED',
      message: `${at('b')} is changed by somebody else at the same time, so it is left alone`,
    });
    expect(readdirSync(at())).toEqual(['a', 'b']);
    expect([read(at('a')), read(at('b'))]).toEqual(['1', 'mine']);
  });

  test('leaves a file alone that another process is about to change, unless that is long ago', () => {
    const path = write(at('f'), 'old');
    const [young, old] = [change(path, 'new'), change(path, 'newer')];
    write(stagedName(path), 'theirs');
    expect(thrownBy(() => applyChanges([young], { ...fakeContext(), now: Date.now })).code).toBe(
      'FILE_CHANGED',
    );
    expect([read(path), read(stagedName(path))]).toEqual(['old', 'theirs']);
    applyChanges([old], { ...fakeContext(), now: () => Date.now() + 60_000 });
    expect(read(path)).toBe('newer');
    expect(readdirSync(at())).toEqual(['f']);
  });

  test.each([
    ['was made', () => {}, () => writeFileSync(at('f'), 'mine')],
    [
      'was removed',
      () => writeFileSync(at('f'), 'old'),
      () => applyChanges([change(at('f'), undefined)], fakeContext()),
    ],
  ])('sees that one %s meanwhile', (_, before, meanwhile) => {
    before();
    const changes = [change(at('f'), 'new')];
    meanwhile();
    expect(thrownBy(() => apply(...changes)).code).toBe('FILE_CHANGED');
  });

  test('puts back what it has done when a later step fails', () => {
    const first = write(at('a'), 'old', 0o640);
    const inode = statSync(first).ino;
    const gone = write(at('gone'), 'gone');
    const last = write(at('last'), 'old');
    const changes = [
      change(first, 'new'),
      change(gone, undefined),
      change(at('new', 'er', 'f'), 'new'),
      change(last, 'new'),
    ];
    let names = 0;
    // Names are asked for what is to come back; at the third all but the last are done, and what is to replace that goes.
    const randomName = () => {
      names += 1;
      if (names === 3) rmSync(stagedName(last));
      return `n${names}`;
    };
    expect(thrownBy(() => applyChanges(changes, { ...fakeContext(), randomName })).code).toBe(
      'FILE_UNWRITABLE',
    );
    expect([read(first), modeOf(first), statSync(first).ino]).toEqual(['old', 0o640, inode]);
    expect(read(gone)).toBe('gone');
    expect(readdirSync(at())).toEqual(['a', 'gone', 'last']);
    expect(read(last)).toBe('old');
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('says where no directory can be made, and leaves none behind', () => {
    // Nobody makes directories there, whoever they are.
    const path = '/proc/no-such/f';
    expect(thrownBy(() => apply(change(at('new', 'f'), '1'), change(path, '1')))).toMatchObject({
      code: 'FILE_UNWRITABLE',
      message: `${path} can't be written (ENOENT)`,
      hint: 'make /proc/no-such a directory that you may write',
    });
    expect(readdirSync(at())).toEqual([]);
  });

  asUser('says that a directory may not be written', () => {
    mkdirSync(at('d'));
    write(at('d', 'f'), 'old');
    chmodSync(at('d'), 0o500);
    const error = thrownBy(() => apply(change(at('d', 'f'), 'new')));
    expect(error.message).toBe(`${at('d', 'f')} can't be written (EACCES)`);
    chmodSync(at('d'), 0o700);
    expect(readdirSync(at('d'))).toEqual(['f']);
  });
});
