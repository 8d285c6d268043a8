import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import {
  checkPrivateDirectory,
  ensurePrivateDirectory,
  fileErrorCode,
  readPrivateFile,
  removeFile,
  writePrivateFile,
} from '../src/files.ts';
import { temporaryDirectory } from './fakes/temporary-directory.ts';
import { thrownBy } from './fakes/thrown.ts';

const userId = process.geteuid?.();
const me = { userId };
const somebodyElse = { userId: (userId ?? 0) + 1 };
const anybody = { userId: undefined };

const at = temporaryDirectory();

function permissions(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

/** A file with these permissions, whatever the umask. */
function file(name: string, mode: number, text = 'text'): string {
  writeFileSync(at(name), text);
  chmodSync(at(name), mode);
  return at(name);
}

function directory(name: string, mode: number): string {
  mkdirSync(at(name));
  chmodSync(at(name), mode);
  return at(name);
}

describe('readPrivateFile', () => {
  test.each([[0o600], [0o400], [0o644], [0o444]])('mode %i is read', (mode) =>
    expect(readPrivateFile(file('a', mode), me)).toBe('text'),
  );

  test.each([[0o620], [0o602], [0o666], [0o660]])('mode %i, which others may write, is refused', (mode) => {
    const error = thrownBy(() => readPrivateFile(file('a', mode), me));
    expect(error.code).toBe('FILE_REFUSED');
    expect(error.message).toContain(at('a'));
    expect(error.hint).toContain(`rm ${at('a')}`);
  });

  test('what belongs to somebody else is refused', () => {
    const error = thrownBy(() => readPrivateFile(file('a', 0o600), somebodyElse));
    expect(error.code).toBe('FILE_REFUSED');
    expect(error.message).toContain(`belongs to user ${userId}`);
  });

  test('a symlink is refused, even to a file of one’s own', () => {
    file('target', 0o600);
    symlinkSync(at('target'), at('link'));
    const error = thrownBy(() => readPrivateFile(at('link'), me));
    expect(error.code).toBe('FILE_REFUSED');
    expect(error.message).toContain(`${at('link')} is a symlink`);
  });

  test('a dangling symlink is refused', () => {
    symlinkSync(at('nothing'), at('link'));
    expect(thrownBy(() => readPrivateFile(at('link'), me)).code).toBe('FILE_REFUSED');
  });

  test('without user ids all is trusted', () =>
    expect(readPrivateFile(file('a', 0o666), anybody)).toBe('text'));

  test.each([['missing'], ['no/folder/there'], ['file/below']])('%s is undefined', (name) => {
    file('file', 0o600);
    expect(readPrivateFile(at(name), me)).toBeUndefined();
  });

  test('a directory is an error of the file system', () =>
    expect(() => readPrivateFile(directory('a', 0o700), me)).toThrow(
      expect.objectContaining({ code: 'EISDIR' }),
    ));

  test('the hint can be pasted into a shell', () =>
    expect(thrownBy(() => readPrivateFile(file("it's mine", 0o666), me)).hint).toContain(
      `rm '${at("it'\\''s mine")}'`,
    ));
});

describe('checkPrivateDirectory', () => {
  test.each([[0o700], [0o500], [0o755], [0o711]])('mode %i is good', (mode) =>
    expect(checkPrivateDirectory(directory('a', mode), me)).toBe(true),
  );

  test.each([[0o770], [0o707], [0o777], [0o1777]])('mode %i is refused', (mode) => {
    const error = thrownBy(() => checkPrivateDirectory(directory('a', mode), me));
    expect(error.code).toBe('FILE_REFUSED');
    expect(error.hint).toContain(`chmod 700 ${at('a')}`);
  });

  test('a symlink is refused', () => {
    symlinkSync(directory('a', 0o700), at('link'));
    expect(thrownBy(() => checkPrivateDirectory(at('link'), me)).code).toBe('FILE_REFUSED');
  });

  test('a file is refused', () =>
    expect(thrownBy(() => checkPrivateDirectory(file('a', 0o600), me)).code).toBe('FILE_REFUSED'));

  test('what belongs to somebody else is refused', () =>
    expect(thrownBy(() => checkPrivateDirectory(directory('a', 0o700), somebodyElse)).hint).toContain(
      'AWS_ECR_CACHE_DIR',
    ));

  test.each([['missing'], ['file/below']])('%s is none', (name) => {
    file('file', 0o600);
    expect(checkPrivateDirectory(at(name), me)).toBe(false);
  });
});

describe('ensurePrivateDirectory', () => {
  test('makes it and what is missing above it, for the owner alone', () => {
    ensurePrivateDirectory(at('home/.cache/ecr'), me);
    expect(['home', 'home/.cache', 'home/.cache/ecr'].map((name) => permissions(at(name)))).toEqual([
      '700',
      '700',
      '700',
    ]);
  });

  test('fails at once where none can be made', () => {
    expect(() => ensurePrivateDirectory('/proc/no-such/ecr', me)).toThrow('ENOENT');
  });

  test('leaves one that is there as it is', () => {
    ensurePrivateDirectory(directory('a', 0o750), me);
    expect(permissions(at('a'))).toBe('750');
  });

  test('refuses a symlink, and makes nothing behind it', () => {
    symlinkSync(at('target'), at('link'));
    expect(thrownBy(() => ensurePrivateDirectory(at('link'), me)).code).toBe('FILE_REFUSED');
    expect(existsSync(at('target'))).toBe(false);
  });
});

describe('writePrivateFile', () => {
  test.each([
    ['a new file', ''],
    ['text', 'text'],
    ['more than ASCII', 'Zoë 🐳\n'],
    ['a lot', 'x'.repeat(1_000_000)],
  ])('%s', (_, text) => {
    writePrivateFile(at('a'), text, 'random');
    expect(readFileSync(at('a'), 'utf8')).toBe(text);
    expect(permissions(at('a'))).toBe('600');
    expect(readdirSync(at())).toEqual(['a']);
  });

  test('replaces a file, and its permissions', () => {
    file('a', 0o644, 'a longer text than the new one');
    writePrivateFile(at('a'), 'new', 'random');
    expect(readFileSync(at('a'), 'utf8')).toBe('new');
    expect(permissions(at('a'))).toBe('600');
  });

  test('puts another file in its place: a reader that has the old one open reads on in it', () => {
    const before = lstatSync(file('a', 0o600)).ino;
    writePrivateFile(at('a'), 'new', 'random');
    expect(lstatSync(at('a')).ino).not.toBe(before);
  });

  test('replaces a symlink instead of following it', () => {
    file('target', 0o600, 'old');
    symlinkSync(at('target'), at('a'));
    writePrivateFile(at('a'), 'new', 'random');
    expect(readFileSync(at('target'), 'utf8')).toBe('old');
    expect(lstatSync(at('a')).isSymbolicLink()).toBe(false);
  });

  test('a failed rename leaves no temporary file', () => {
    directory('a', 0o700);
    expect(() => writePrivateFile(at('a'), 'new', 'random')).toThrow(
      expect.objectContaining({ code: 'EISDIR' }),
    );
    expect(readdirSync(at())).toEqual(['a']);
  });

  test('a temporary file that is there is not written to', () => {
    file('target', 0o600, 'old');
    symlinkSync(at('target'), at('a.random.tmp'));
    expect(() => writePrivateFile(at('a'), 'new', 'random')).toThrow(
      expect.objectContaining({ code: 'EEXIST' }),
    );
    expect(readFileSync(at('target'), 'utf8')).toBe('old');
  });

  test('a missing directory is an error of the file system', () =>
    expect(() => writePrivateFile(at('no/a'), 'new', 'random')).toThrow(
      expect.objectContaining({ code: 'ENOENT' }),
    ));
});

describe('removeFile', () => {
  test('removes the file', () => {
    removeFile(file('a', 0o600));
    expect(existsSync(at('a'))).toBe(false);
  });

  test.each([['missing'], ['file/below']])('%s is no error', (name) => {
    file('file', 0o600);
    expect(() => removeFile(at(name))).not.toThrow();
  });
});

test.each([
  [Object.assign(new Error('a'), { code: 'ENOENT' }), 'ENOENT'],
  [Object.assign(new Error('a'), { code: 5 }), undefined],
  [new Error('a'), undefined],
  [undefined, undefined],
])('fileErrorCode of %p', (error, code) => expect(fileErrorCode(error)).toBe(code));
