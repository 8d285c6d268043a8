import { COMMAND_GROUPS } from '../descriptions/all.ts';
import type { CommandDescription, OptionDescription } from '../descriptions/description.ts';
import { PROGRAM, SETTINGS } from '../descriptions/program.ts';
import { wrapped } from '../wrapped-text.ts';

/** A term and what it means, which stand side by side. */
type Row = readonly [term: string, meaning: string];

/** What `COMMAND --help` prints. */
export function commandPage(command: CommandDescription): string {
  const { name, summary, about, operand, options, examples, exitStatus } = command;
  const rows: Row[] = Object.entries(options).map(([option, described]) => [
    optionTerm(option, described),
    optionMeaning(described),
  ]);
  if (operand !== undefined) rows.unshift([operand.name, operand.meaning]);
  const statuses = Object.entries(exitStatus).map(([status, meaning]) => `${status} when ${meaning}`);
  return sections([
    `${PROGRAM.name} ${name}: ${summary}`,
    wrapped(`Usage: ${usageLine(command)}`, 0, ' '.repeat('Usage: '.length)),
    ...about.map((paragraph) => wrapped(paragraph)),
    table(rows),
    `Examples:\n${examples.map(({ command: line, does }) => `  ${line}\n      ${does}`).join('\n')}`,
    wrapped(`Exit status: ${['0', ...statuses].join('; ')}.`),
  ]);
}

/** What `help` prints: all commands and settings. */
export function programPage(): string {
  const groups = COMMAND_GROUPS.map(({ title, commands }) => {
    const rows = commands.map(({ name, summary }): Row => [name, summary]);
    return `${title}:\n${table(rows, widest(COMMAND_GROUPS.flatMap((group) => group.commands.map(({ name }) => [name, '']))))}`;
  });
  return sections([
    `${PROGRAM.name}: ${PROGRAM.summary}`,
    PROGRAM.about.join('\n\n'),
    `Usage: ${PROGRAM.name} COMMAND`,
    ...groups,
    `Settings (environment):\n${table(Object.entries(SETTINGS))}`,
    `${PROGRAM.name} COMMAND --help tells more about a command, with examples.`,
  ]);
}

/** The usage of a command, on one line: `docker-credential-ecr login [REGISTRY…] [--profile P]`. */
export function usageLine({ name, operand, options }: CommandDescription): string {
  const parts = Object.entries(options).map(([option, described]) => `[${optionTerm(option, described)}]`);
  if (operand !== undefined) parts.unshift(`[${operand.name}${operand.most === 'many' ? '…' : ''}]`);
  return [PROGRAM.name, name, ...parts].join(' ');
}

/** An option as it is typed: `--profile P`. */
export function optionTerm(name: string, { value }: OptionDescription): string {
  return value === undefined ? `--${name}` : `--${name} ${value}`;
}

/** What an option means, with the values that it takes. */
export function optionMeaning({ meaning, values }: OptionDescription): string {
  return values === undefined ? meaning : `${meaning}: ${values.join(', ')}`;
}

function sections(texts: readonly string[]): string {
  return `${texts.filter((text) => text !== '').join('\n\n')}\n`;
}

function widest(rows: readonly Row[]): number {
  return Math.max(0, ...rows.map(([term]) => term.length));
}

/** Terms and meanings in two columns. */
function table(rows: readonly Row[], width = widest(rows)): string {
  return rows
    .map(([term, meaning]) =>
      wrapped(`  ${term.padEnd(width)}  ${meaning}`, width + 4, ' '.repeat(width + 4)),
    )
    .join('\n');
}
