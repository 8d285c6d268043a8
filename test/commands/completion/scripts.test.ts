import { describe, expect, test } from '@jest/globals';
import { bashCompletion } from '../../../src/commands/completion/bash.ts';
import { fishCompletion } from '../../../src/commands/completion/fish.ts';
import { zshCompletion } from '../../../src/commands/completion/zsh.ts';
import type { CommandDescription } from '../../../src/commands/descriptions/description.ts';

const COMMAND = {
  name: 'paint',
  summary: "paint Tom's [big] wall",
  about: [],
  operand: { name: 'WALL', meaning: 'the wall', most: 'many', names: 'registry' },
  options: {
    colour: { type: 'string', value: 'C', meaning: 'the colour', values: ['red', 'blue'] },
    painter: { type: 'string', value: 'P', meaning: "Tom's: name [or not]", names: 'profile' },
    text: { type: 'string', value: 'T', meaning: 'any text' },
    twice: { type: 'boolean', meaning: 'paint it twice' },
  },
  examples: [
    { command: 'paint', does: 'paints' },
    { command: 'paint north', does: 'paints the north wall' },
  ],
  exitStatus: {},
} as const satisfies CommandDescription;

describe.each([
  [
    'bash',
    bashCompletion,
    [
      `'paint --colour') printf '%s\\n' red blue ;;`,
      `'paint --painter') house complete-names profile 2>/dev/null ;;`,
      `'paint --text') : ;;`,
      `'paint '*) printf '%s\\n' --colour --painter --text --twice --help; house complete-names registry 2>/dev/null ;;`,
    ],
  ],
  [
    'zsh',
    zshCompletion,
    [
      `'paint:paint Tom'\\''s [big] wall'`,
      `'--colour[the colour]:C:(red blue)'`,
      `'--painter[Tom'\\''s\\: name \\[or not\\]]:P: _house_names profile'`,
      `'--text[any text]:T: '`,
      `'--twice[paint it twice]'`,
      `'*:WALL: _house_names registry'`,
    ],
  ],
  [
    'fish',
    fishCompletion,
    [
      `-n __fish_use_subcommand -a paint -d 'paint Tom\\'s [big] wall'`,
      `-l colour -x -a 'red blue' -d 'the colour'`,
      `-l painter -x -a '(house complete-names profile 2>/dev/null)'`,
      `-l text -x -d 'any text'`,
      `-l twice -d 'paint it twice'`,
      `-n '__fish_seen_subcommand_from paint' -a '(house complete-names registry 2>/dev/null)'`,
    ],
  ],
] as const)('the script for %s', (_, make, parts) => {
  const script = make('house', [COMMAND]);
  test.each(parts)('has %s', (part) => expect(script).toContain(part));
});
