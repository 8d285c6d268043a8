import { parseArgs } from 'node:util';

import { HelperError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import type { CommandDescription } from './descriptions/description.ts';

/** The values of a command's options, each undefined where it is not given. */
type OptionValues<Options extends CommandDescription['options']> = {
  readonly [Name in keyof Options]: (Options[Name]['type'] extends 'boolean' ? true : string) | undefined;
};

/** What the arguments of a command say. */
export interface ParsedArguments<Options extends CommandDescription['options']> {
  readonly options: OptionValues<Options>;
  readonly operands: readonly string[];
}

/**
 * Reads the arguments behind a command's name.
 * @throws USAGE for an option that there is not, a value that is missing, empty or not one of those that there are,
 * and operands that are too many; it names the command and the argument
 */
export function parseArguments<const Command extends CommandDescription>(
  command: Command,
  given: readonly string[],
): ParsedArguments<Command['options']> {
  const { values, positionals } = parse(command, given);
  for (const [name, { values: possible }] of Object.entries(command.options)) {
    const value = values[name];
    if (typeof value !== 'string') continue;
    if (value.trim() === '') throw usageError(command, `--${name} is empty`);
    if (possible !== undefined) checkValue(command, `--${name} is`, value, possible);
  }
  checkOperands(command, positionals);
  return { options: values as OptionValues<Command['options']>, operands: positionals };
}

/** The error for arguments of a command that make no sense. */
export function usageError(
  { name }: Pick<CommandDescription, 'name'>,
  what: string,
  cause?: unknown,
): HelperError {
  return error(name, `${name}: ${what}`, cause);
}

/** The error for an argument of a command that takes none. */
export function strayArgument({ name }: Pick<CommandDescription, 'name'>, argument: string): HelperError {
  return error(name, `${name} takes no arguments, but there is ${JSON.stringify(argument)}`);
}

function error(name: string, message: string, cause?: unknown): HelperError {
  return new HelperError('USAGE', message, { hint: `run: docker-credential-ecr ${name} --help`, cause });
}

function parse(command: CommandDescription, given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], options: command.options, allowPositionals: true });
  } catch (error) {
    const [unknown] = /(?<=^Unknown option ')-[^' =]*/.exec((error as Error).message) ?? [];
    if (unknown !== undefined) throw usageError(command, unknownOption(unknown, command), error);
    // "Option '--x' argument missing. To specify …", and the like: the first sentence says it.
    const [sentence = ''] = (error as Error).message.split(/\.\s|\n/);
    throw usageError(command, sentence.replace(/\.$/, ''), error);
  }
}

function unknownOption(option: string, { options }: CommandDescription): string {
  const meant = nearest(
    option,
    Object.keys(options).map((name) => `--${name}`),
  );
  return `there is no option ${option}${meant === undefined ? '' : ` (did you mean ${meant}?)`}`;
}

function checkOperands(command: CommandDescription, operands: readonly string[]): void {
  const { operand } = command;
  const [first, second] = operands;
  if (first === undefined) return;
  if (operand === undefined) throw strayArgument(command, first);
  if (second !== undefined && operand.most === 'one') {
    throw error(
      command.name,
      `${command.name} takes one ${operand.name}, but there is also ${JSON.stringify(second)}`,
    );
  }
  if (operands.some((text) => text.trim() === '')) throw usageError(command, `${operand.name} is empty`);
  const { values } = operand;
  if (values !== undefined) for (const text of operands) checkValue(command, 'there is no', text, values);
}

function checkValue(
  command: CommandDescription,
  is: string,
  value: string,
  possible: readonly string[],
): void {
  if (possible.includes(value)) return;
  throw usageError(command, `${is} "${value}"; there are ${possible.join(', ')}`);
}
