import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { MANUAL_PAGE, manualPageText } from '../../build/manual-page.ts';
import { COMMANDS } from '../../src/commands/descriptions/all.ts';

test('the published manual page says what --help says (else: make docs)', () => {
  expect(readFileSync(MANUAL_PAGE, 'utf8')).toBe(manualPageText());
});

test('it has every command, option and example, with hyphens that can be copied', () => {
  const page = manualPageText();
  const escaped = (words: string) => words.replaceAll('-', '\\-');
  for (const { name, options } of COMMANDS) {
    expect(page).toContain(`\n.B ${escaped(`docker-credential-ecr ${name}`)}`);
    for (const option of Object.keys(options)) expect(page).toContain(`\n.B ${escaped(`--${option}`)}`);
  }
  expect(page).not.toMatch(/(?<!\\)-/);
});

test('no line of text is taken for a request of roff', () => {
  const requests = new Set(['.TH', '.SH', '.SS', '.TP', '.B', '.BR', '.PP', '.RS', '.RE', '.EX', '.EE']);
  const taken = manualPageText()
    .split('\n')
    .filter((line) => /^[.']/.test(line));
  expect(taken.filter((line) => !requests.has(line.split(' ')[0] ?? ''))).toEqual([]);
});
