import { describe, expect, test } from '@jest/globals';
import type { CommandDescription } from '../../src/commands/descriptions/description.ts';
import { parseArguments } from '../../src/commands/parse-arguments.ts';

const COMMAND = {
  name: 'paint',
  summary: 'paint a wall',
  about: [],
  operand: { name: 'WALL', meaning: 'the wall', most: 'many' },
  options: {
    colour: { type: 'string', value: 'C', meaning: 'the colour', values: ['red', 'blue'] },
    painter: { type: 'string', value: 'P', meaning: 'who paints' },
    twice: { type: 'boolean', meaning: 'paint it twice' },
  },
  examples: [
    { command: 'paint', does: 'paints' },
    { command: 'paint north', does: 'paints the north wall' },
  ],
  exitStatus: {},
} as const satisfies CommandDescription;
const { operand, ...WITHOUT } = COMMAND;
const ONE: CommandDescription = { ...COMMAND, operand: { ...operand, most: 'one', values: ['north'] } };

describe('takes', () => {
  test.each<[string, object, string[]]>([
    ['', {}, []],
    ['north south', {}, ['north', 'south']],
    ['--colour red --twice north', { colour: 'red', twice: true }, ['north']],
    ['--painter=me -- --twice', { painter: 'me' }, ['--twice']],
  ])('%s', (words, options, operands) => {
    expect(parseArguments(COMMAND, words.split(' ').filter(Boolean))).toEqual({ options, operands });
  });
});

describe('refuses', () => {
  test.each<[CommandDescription, string[], string]>([
    [COMMAND, ['--painter'], 'argument missing'],
    [COMMAND, ['--painter='], '--painter is empty'],
    [COMMAND, ['--colour', 'green'], '--colour is "green"; there are red, blue'],
    [COMMAND, ['--twice=yes'], 'does not take an argument'],
    [COMMAND, ['--pianter', 'me'], 'there is no option --pianter (did you mean --painter?)'],
    [COMMAND, ['-x'], 'there is no option -x'],
    [COMMAND, [''], 'WALL is empty'],
    [WITHOUT, ['north'], 'takes no arguments, but there is "north"'],
    [ONE, ['north', 'south'], 'takes one WALL, but there is also "south"'],
    [ONE, ['east'], 'there is no "east"; there are north'],
  ])('with the command %#: %j', (command, words, says) => {
    const message = expect.stringMatching(new RegExp(`^paint:? .*${says.replace(/[()?]/g, '\\$&')}`));
    const hint = 'run: docker-credential-ecr paint --help';
    expect(() => parseArguments(command, words)).toThrow(
      expect.objectContaining({ code: 'USAGE', message, hint }),
    );
  });
});
