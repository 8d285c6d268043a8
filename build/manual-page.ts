// node build/manual-page.ts: writes the manual page, from what the commands' --help is made from.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { COMMAND_GROUPS } from '../src/commands/descriptions/all.ts';
import type { CommandDescription } from '../src/commands/descriptions/description.ts';
import { FILES, PROGRAM, SETTINGS } from '../src/commands/descriptions/program.ts';
import { optionMeaning, optionTerm, usageLine } from '../src/commands/help/help-page.ts';
import { PROJECT } from './paths.ts';

/** Where the manual page is published. */
export const MANUAL_PAGE = join(PROJECT, 'docs', `${PROGRAM.name}.1`);

/** The text of the manual page, in the macros of man(7). */
export function manualPageText(): string {
  const lines = [
    `.TH ${text(PROGRAM.name.toUpperCase())} 1 "" "${text(PROGRAM.name)}" "User Commands"`,
    '.SH NAME',
    `${text(PROGRAM.name)} \\- ${text(PROGRAM.summary)}`,
    '.SH SYNOPSIS',
    `.B ${text(PROGRAM.name)}`,
    text('COMMAND [ARGUMENT...]'),
    '.SH DESCRIPTION',
    ...PROGRAM.about.flatMap(paragraph).slice(1),
    '.SH COMMANDS',
    ...COMMAND_GROUPS.flatMap(({ title, commands }) => [`.SS ${text(title)}`, ...commands.flatMap(entry)]),
    '.SH ENVIRONMENT',
    ...terms(Object.entries(SETTINGS)),
    '.SH FILES',
    ...terms(Object.entries(FILES)),
    '.SH SEE ALSO',
    '.BR docker (1),',
    '.BR aws (1)',
  ];
  return `${lines.join('\n')}\n`;
}

/** A command with all that its --help tells. */
function entry(command: CommandDescription): string[] {
  const { summary, about, operand, options, examples, exitStatus } = command;
  const rows = Object.entries(options).map(
    ([name, option]) => [optionTerm(name, option), optionMeaning(option)] as const,
  );
  const statuses = Object.entries(exitStatus).map(([status, meaning]) => `${status} when ${meaning}`);
  return [
    '.TP',
    `.B ${text(usageLine(command))}`,
    text(`${capitalised(summary)}.`),
    '.RS',
    ...about.flatMap(paragraph),
    ...(operand === undefined ? [] : terms([[operand.name, operand.meaning]])),
    ...terms(rows),
    ...examples.flatMap(({ command: line, does }) => [
      '.PP',
      text(`${capitalised(does)}:`),
      '.PP',
      '.EX',
      text(`  ${line}`),
      '.EE',
    ]),
    ...(statuses.length === 0 ? [] : paragraph(`Exit status: ${['0', ...statuses].join('; ')}.`)),
    '.RE',
  ];
}

function capitalised(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function paragraph(words: string): string[] {
  return words.startsWith('  ') ? ['.PP', '.EX', text(words), '.EE'] : ['.PP', text(words)];
}

function terms(rows: readonly (readonly [string, string])[]): string[] {
  return rows.flatMap(([term, meaning]) => ['.TP', `.B ${text(term)}`, text(meaning)]);
}

/** A text as roff takes it: no request at the beginning of a line, hyphens that can be copied (groff_char(7)). */
function text(words: string): string {
  const escaped = words
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll("'", '\\(aq')
    .replaceAll('…', '...')
    .replaceAll('~', '\\(ti')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha');
  return escaped.replace(/^\./, '\\&.');
}

if (import.meta.main) await writeFile(MANUAL_PAGE, manualPageText());
