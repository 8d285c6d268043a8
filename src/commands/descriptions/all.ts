import type { CommandDescription } from '../description.ts';
import { COMPLETION } from './completion.ts';
import { ERASE, GET, LIST, STORE } from './docker-verbs.ts';
import { LOGIN } from './login.ts';
import { HELP, VERSION } from './program.ts';

/** Commands that belong together, in the order in which people read of them. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly CommandDescription[];
}

export const COMMAND_GROUPS: readonly CommandGroup[] = [
  { title: 'Signing in', commands: [LOGIN] },
  {
    title: "Docker's protocol (input on standard input, answer on standard output)",
    commands: [GET, STORE, ERASE, LIST],
  },
  { title: 'About the program', commands: [HELP, COMPLETION, VERSION] },
];

/** Every command, in that order. */
export const COMMANDS: readonly CommandDescription[] = COMMAND_GROUPS.flatMap(({ commands }) => commands);
