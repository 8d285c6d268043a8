import { describe, expect, test } from '@jest/globals';
import { differenceLines } from '../../../src/commands/install/difference.ts';

function lines(before: string | undefined, after: string | undefined, env = {}): string[] {
  return differenceLines({ file: { path: '/f', target: '/f', text: before }, text: after, notes: [] }, env);
}

test('shows what changes, with some lines around it', () => {
  const before = Array.from({ length: 20 }, (_, line) => `${line}\n`).join('');
  expect(lines(before, before.replace('10\n', 'ten\n'))).toEqual([
    '--- /f',
    '+++ /f',
    '@@ -8,7 +8,7 @@',
    ' 7',
    ' 8',
    ' 9',
    '-10',
    '+ten',
    ' 11',
    ' 12',
    ' 13',
  ]);
});

test('shows a file that is made, and one that goes', () => {
  expect(lines(undefined, '{\n\t"a": 1\n}\n')).toEqual([
    '--- /dev/null',
    '+++ /f',
    '@@ -0,0 +1,3 @@',
    '+{',
    '+\t"a": 1',
    '+}',
  ]);
  expect(lines('x\n', undefined)).toEqual(['--- /f', '+++ /dev/null', '@@ -1,1 +0,0 @@', '-x']);
});

test('shows ends of lines and files as they are, without their control characters', () => {
  expect(lines('a\r\nb', 'a\r\nc')).toEqual([
    '--- /f',
    '+++ /f',
    '@@ -1,2 +1,2 @@',
    ' a',
    '-b',
    '\\ No newline at end of file',
    '+c',
    '\\ No newline at end of file',
  ]);
  expect(lines('\u001b[31mx\n', 'y\n')).toContain('-[31mx');
});

test('shows no secret that only its name tells', () => {
  const [before, after] = [
    '{"auths": {"x": {"auth": "s3cret"}}}',
    '{"auths": {"x": {"auth": "s3cret"}}, "a": 1}',
  ];
  expect(lines(before, after).join('\n')).not.toContain('s3cret');
});

describe('shows no secrets', () => {
  const SECRET = 'c2VjcmV0OnNlY3JldA==';
  test.each([
    [
      'JSON on one line',
      `{"auths":{"x":{"auth":"${SECRET}"}}}`,
      `{"auths":{"x":{"auth":"${SECRET}"}},"credsStore":"ecr"}`,
    ],
    ['JSON on lines', `{\n"auth": "${SECRET}"\n}\n`, `{\n"auth": "${SECRET}",\n"b": 1\n}\n`],
    [
      'an INI file',
      `[a]\naws_secret_access_key = ${SECRET}\n`,
      `[a]\naws_secret_access_key = ${SECRET}\n[b]\n`,
    ],
    ['a URL with a password', `{"proxies": "http://u:${SECRET}@p"}`, '{}'],
    ['what the environment holds', `{"a": "${SECRET}"}`, '{}'],
  ])('%s', (_, before, after) => {
    const shown = lines(before, after, { MY_TOKEN: SECRET }).join('\n');
    expect(shown).toContain('@@');
    expect(shown).not.toContain(SECRET);
  });
});
