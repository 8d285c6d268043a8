import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { formatVariables, type TextFormat } from '../../../src/commands/env/formats.ts';
import { findProgram } from '../../../src/find-program.ts';
import { thrownBy } from '../../fakes/thrown.ts';

/** Values with all that means something to some shell. */
const NASTY = [
  'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY==',
  '',
  ' blanks  at both ends ',
  "it's",
  "'''",
  '"double"',
  `$HOME \${HOME} $(id) \`id\``,
  '%PATH% !PATH! ^& | < > ; # ~ * ? [a] {b}',
  "back\\slash \\\\ \\n \\'",
  'ends with \\',
  '\u2018typographic\u2019 \u201aquotes\u201b',
  'ünïcødé 🔑',
  '-n',
];
const WITH_LINES = ['two\nlines\n', 'carriage\r\nreturn', 'tab\there'];

const variables = (value: string) => ({ set: { NEW: value }, removed: ['OLD'] });

/** Shells as they are called with a script that reads variables on stdin, and then shows NEW and whether OLD is set. */
const SHELLS: readonly {
  readonly format: TextFormat;
  readonly program: string;
  readonly words: readonly string[];
  readonly values: readonly string[];
}[] = [
  {
    format: 'sh',
    program: 'sh',
    words: ['-c', 'eval "$(cat)"; node -e "$SHOW"'],
    values: [...NASTY, ...WITH_LINES],
  },
  {
    format: 'sh',
    program: 'bash',
    words: ['-c', 'set -euo pipefail; eval "$(cat)"; node -e "$SHOW"'],
    values: [...NASTY, ...WITH_LINES],
  },
  {
    format: 'fish',
    program: 'fish',
    words: ['-c', 'cat | source; node -e $SHOW'],
    values: [...NASTY, ...WITH_LINES],
  },
  {
    format: 'powershell',
    program: 'pwsh',
    words: ['-NoProfile', '-Command', '$input | Out-String | Invoke-Expression; node -e $Env:SHOW'],
    values: NASTY.filter((value) => value !== ''),
  },
];

describe.each(SHELLS)('$program', ({ format, program, words, values }) => {
  const { PATH } = process.env;
  const path = findProgram([program], { env: { PATH }, platform: process.platform });
  const testWhereItIs = path === undefined ? test.skip : test;

  testWhereItIs.each(values)('takes %j as it is, and forgets what is removed', (value) => {
    const shown = execFileSync(path ?? '', words, {
      input: formatVariables(format, variables(value)),
      env: {
        PATH: `${process.execPath.replace(/\/[^/]*$/, '')}:${PATH}`,
        HOME: '/nowhere',
        OLD: 'stale',
        SHOW: 'process.stdout.write(JSON.stringify([process.env.NEW, process.env.OLD ?? null]))',
      },
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    expect(JSON.parse(shown)).toEqual([value, null]);
  });
});

test.each<[TextFormat, string, string]>([
  ['sh', "a'b", "unset OLD\nexport NEW='a'\\''b'\n"],
  ['fish', "a'\\b", "set -e OLD; or true\nset -gx NEW 'a\\'\\\\b'\n"],
  [
    'powershell',
    "a'\u2019b",
    "Remove-Item Env:OLD -ErrorAction SilentlyContinue\n$Env:NEW = 'a''\u2019\u2019b'\n",
  ],
  ['cmd', 'a&b ^c', 'set "OLD="\nset "NEW=a&b ^c"\n'],
  ['dotenv', 'aB3/+=', 'NEW=aB3/+=\n'],
  ['json', 'a"b\n', '{"NEW":"a\\"b\\n"}\n'],
])('%s writes %j so', (format, value, text) => {
  expect(formatVariables(format, variables(value))).toBe(text);
});

test.each<[TextFormat, string]>([
  ['sh', 'secret\0'],
  ['fish', 'secret\0'],
  ['powershell', 'secret\n'],
  ['powershell', 'secret\0'],
  ['cmd', 'secret"'],
  ['cmd', 'secret%PATH%'],
  ['cmd', 'secret!'],
  ['cmd', 'secret\n'],
  ['dotenv', 'secret '],
  ['dotenv', 'secret#'],
  ['dotenv', "secret'"],
  ['dotenv', 'secret"'],
  ['dotenv', 'secret$x'],
  ['dotenv', 'secret\\'],
  ['dotenv', 'secret\n'],
  ['dotenv', 'secret`'],
  ['dotenv', 'secret\u00a0'],
])('%s refuses %j, and does not tell it', (format, value) => {
  const error = thrownBy(() => formatVariables(format, variables(value)));
  expect(error).toMatchObject({ code: 'VALUE_UNFIT', message: expect.stringContaining('NEW') });
  expect(`${error.message} ${error.hint}`).not.toContain('secret');
});
