import type { Context } from '../../context.ts';
import { HelperError } from '../../errors.ts';
import { nearest } from '../../nearest.ts';
import { COMMANDS } from '../descriptions/all.ts';
import { HELP } from '../descriptions/program.ts';
import { parseArguments } from '../parse-arguments.ts';
import { commandPage, programPage } from './help-page.ts';

/** `help`: tells about the program, or about the command that is named. @throws USAGE */
export function help({ arguments: [, ...given], writeStdout }: Context): void {
  const [name] = parseArguments(HELP, given).operands;
  writeStdout(name === undefined ? programPage() : pageOf(name));
}

/** `COMMAND --help`. @throws USAGE for a command that there is not */
export function helpWith(name: string, { writeStdout }: Context): void {
  writeStdout(pageOf(name));
}

function pageOf(name: string): string {
  const command = COMMANDS.find((known) => known.name === name);
  if (command === undefined) throw noSuchCommand(name);
  return commandPage(command);
}

/** The error for a command that there is not, with the one that was most likely meant. */
export function noSuchCommand(name: string): HelperError {
  const meant = nearest(
    name,
    COMMANDS.map((command) => command.name),
  );
  const help = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return new HelperError('USAGE', `there is no command "${name}"${help}`, {
    hint: 'run: docker-credential-ecr --help',
  });
}
