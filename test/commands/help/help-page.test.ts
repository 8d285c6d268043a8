import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../../src/commands/descriptions/all.ts';
import { commandPage, programPage } from '../../../src/commands/help/help-page.ts';

describe.each(COMMANDS.map((command) => [command.name, command] as const))('the page of %s', (_, command) => {
  const page = commandPage(command);
  const lines = page.split('\n');
  const text = page.replace(/\s+/g, ' ');

  test('says what the command is, how it is called, and all its options', () => {
    expect(lines[0]).toBe(`docker-credential-ecr ${command.name}: ${command.summary}`);
    expect(text).toContain(`Usage: docker-credential-ecr ${command.name}`);
    for (const [option, { meaning }] of Object.entries(command.options)) {
      expect(text).toContain(`[--${option}`);
      expect(text).toContain(meaning);
    }
  });

  test('has examples that call the program or are answered by it, each with what it does', () => {
    for (const { command: line, does } of command.examples) {
      expect(line).toMatch(/docker-credential-ecr|^docker |\| docker login /);
      expect(lines).toContain(`  ${line}`);
      expect(text).toContain(does);
    }
  });

  test('fits a terminal, but for examples, which can be copied', () => {
    const examples: readonly string[] = command.examples.map(({ command: line }) => `  ${line}`);
    const long = lines.filter((line) => line.length > 100 && !examples.includes(line));
    expect(long).toEqual([]);
  });
});

test('the page of the program has every command with its summary', () => {
  const page = programPage();
  for (const { name, summary } of COMMANDS) {
    expect(page).toMatch(new RegExp(`^  ${name} +${summary.replace(/[()]/g, '\\$&')}$`, 'm'));
  }
  expect(page.split('\n').filter((line) => line.length > 100)).toEqual([]);
});
