import type { Context } from '../../context.ts';
import { COMMANDS } from '../descriptions/all.ts';
import { COMPLETION } from '../descriptions/completion.ts';
import { PROGRAM } from '../descriptions/program.ts';
import { parseArguments, usageError } from '../parse-arguments.ts';
import { bashCompletion } from './bash.ts';
import { fishCompletion } from './fish.ts';
import { zshCompletion } from './zsh.ts';

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion };

/** `completion`: prints the script for a shell. @throws USAGE */
export function completion({ arguments: [, ...given], writeStdout }: Context): void {
  const [shell] = parseArguments(COMPLETION, given).operands;
  if (shell === undefined) throw usageError(COMPLETION, `name a shell: ${Object.keys(SHELLS).join(', ')}`);
  writeStdout(SHELLS[shell as keyof typeof SHELLS](PROGRAM.name, COMMANDS));
}
