import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PROJECT } from '../build/paths.ts';
import { COMMANDS } from '../src/commands/descriptions/all.ts';
import { SETTINGS } from '../src/commands/descriptions/program.ts';

const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');

/** The texts of the program and of the script that installs it, as they read, with a … for each value in them. */
function sources(): string {
  const files = readdirSync(join(PROJECT, 'src'), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name));
  const texts = [...files, join(PROJECT, 'scripts', 'bootstrap.sh')].map((file) =>
    readFileSync(file, 'utf8'),
  );
  return texts
    .join('\n')
    .replace(/\$\{[^{}]*\}|\$\w+/g, '…')
    .replaceAll('\\', '');
}

/** The words of errors that the section about them quotes, without what stands for something. */
function quotedErrors(): string[] {
  const [, section = ''] = README.split(/^## What the errors mean$/m);
  const [table = ''] = section.split(/^## /m);
  const rows = table.split('\n').filter((line) => line.startsWith('| `'));
  return rows
    .flatMap((row) => row.split(' | ')[0]?.match(/`[^`]+`/g) ?? [])
    .flatMap((quote) => quote.slice(1, -1).split('…'))
    .map((words) => words.trim())
    .filter((words) => /[a-z]{3}/.test(words));
}

test.each(COMMANDS.map(({ name }) => name))('tells about the command %s', (name) => {
  expect(README).toMatch(new RegExp(`(docker-credential-ecr |\\|.*\`)${name}\\b`));
});

test.each(Object.keys(SETTINGS))('tells about the setting %s', (name) =>
  expect(README).toContain(`\`${name}\``),
);

describe('leads to what is there', () => {
  const links = [...README.matchAll(/\]\((?!https?:)([^)#]*)(#[^)]+)?\)/g)];
  test.each(links.map(([, path, anchor]) => [path ?? '', anchor ?? '']))('%s%s', (path, anchor) => {
    if (path !== '') return expect(existsSync(join(PROJECT, path))).toBe(true);
    const headings = README.match(/^#+ .*$/gm) ?? [];
    const anchors = headings.map((heading) =>
      heading
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\w\s-]/g, '')
        .replaceAll(' ', '-'),
    );
    expect(anchors).toContain(anchor.slice(1));
  });
});

describe('quotes errors by their very words', () => {
  const said = sources();
  test.each(quotedErrors())('%s', (words) => expect(said.includes(words)).toBe(true));
});
