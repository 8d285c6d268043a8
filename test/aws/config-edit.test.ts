import { describe, expect, test } from '@jest/globals';
import { addSettings, removeAddedLines } from '../../src/aws/config-edit.ts';
import { parseIni } from '../../src/aws/ini.ts';

const AB = [
  ['a', '1'],
  ['b', '2'],
] as const;

describe('addSettings', () => {
  test.each<[string, string, string]>([
    ['makes the section in an empty file', '', '[x]\na = 1\nb = 2\n'],
    ['puts a blank line before a new section', '[y]\nc = 3\n', '[y]\nc = 3\n\n[x]\na = 1\nb = 2\n'],
    ['keeps the blank line that is there', '[y]\nc = 3\n\n', '[y]\nc = 3\n\n[x]\na = 1\nb = 2\n'],
    ['keeps a missing final newline', '[y]\nc = 3', '[y]\nc = 3\n\n[x]\na = 1\nb = 2'],
    ['keeps CRLF', '[y]\r\nc = 3\r\n', '[y]\r\nc = 3\r\n\r\n[x]\r\na = 1\r\nb = 2\r\n'],
    ['keeps CRLF without a final one', '[x]\r\nc = 3', '[x]\r\nc = 3\r\na = 1\r\nb = 2'],
    ['keeps a byte order mark', '\uFEFF[x]\nc = 3\n', '\uFEFF[x]\nc = 3\na = 1\nb = 2\n'],
    ['adds to a section without settings', '[x]\n\n[y]\n', '[x]\na = 1\nb = 2\n\n[y]\n'],
    [
      'adds behind the last setting, before blank lines and comments',
      '# mine\n[x] # here\nc = 3 ; why\n\n# about y\n[y]\nd = 4\n',
      '# mine\n[x] # here\nc = 3 ; why\na = 1\nb = 2\n\n# about y\n[y]\nd = 4\n',
    ],
    [
      'adds behind nested settings',
      '[x]\ns3 =\n  max = 3\n  [odd]\n[y]\n',
      '[x]\ns3 =\n  max = 3\n  [odd]\na = 1\nb = 2\n[y]\n',
    ],
    [
      'adds to the later of two sections of that name',
      '[x]\nc = 3\n[y]\n[ x ]\nd = 4\n[z]\n',
      '[x]\nc = 3\n[y]\n[ x ]\nd = 4\na = 1\nb = 2\n[z]\n',
    ],
    ['writes = as the section does', '[y]\ne = 5\n[x]\nc=3\n', '[y]\ne = 5\n[x]\nc=3\na=1\nb=2\n'],
    ['writes = as the file does', '[y]\nc=3\n', '[y]\nc=3\n\n[x]\na=1\nb=2\n'],
  ])('%s', (_, before, after) => {
    const { text, added } = addSettings(before, 'x', AB);
    expect(text).toBe(after);
    const sections = parseIni(text);
    expect('expected' in sections ? sections : Object.fromEntries(sections.get('x') ?? [])).toMatchObject({
      a: '1',
      b: '2',
    });
    expect(removeAddedLines(text, added)).toBe(before);
  });

  test('refuses what would be two lines', () => {
    expect(() => addSettings('', 'x', [['a', '1\nb = 2']])).toThrow(TypeError);
  });
});

describe('removeAddedLines', () => {
  const section = { section: 'x', isNewSection: true, lines: ['', '[x]', 'a = 1'] };
  const settings = { section: 'x', isNewSection: false, lines: ['a = 1', 'b = 2'] };

  test.each<[string, typeof section, string, string | undefined]>([
    ['a section whose blank line is gone', section, '[y]\n[x]\na = 1\n', '[y]\n'],
    ['no section with more settings', section, '[y]\n\n[x]\na = 1\nc = 3\n', undefined],
    ['no section with a nested setting', section, '[y]\n\n[x]\na = 1\n  c = 3\n', undefined],
    ['a section before others', section, '[y]\n\n[x]\na = 1\n\n# z\n[z]\n', '[y]\n\n# z\n[z]\n'],
    ['no section whose setting is another', section, '[y]\n\n[x]\na = 2\n', undefined],
    ['a section in a file whose line ends are others now', section, '[y]\r\n\r\n[x]\r\na = 1\r\n', '[y]\r\n'],
    ['settings between others', settings, '[x]\nc = 3\na = 1\nb = 2\nd = 4\n', '[x]\nc = 3\nd = 4\n'],
    ['no settings of another section', settings, '[y]\na = 1\nb = 2\n[x]\nc = 3\n', undefined],
    ['no settings that something stands between', settings, '[x]\na = 1\n# !\nb = 2\n', undefined],
    ['no settings that go on', settings, '[x]\na = 1\nb = 2\n  3\n', undefined],
    ['nothing of an empty file', settings, '', undefined],
  ])('removes %s', (_, added, before, after) => {
    expect(removeAddedLines(before, added)).toBe(after);
  });
});
