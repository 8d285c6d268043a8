import { COMPLETION } from './completion.ts';
import type { CommandDescription } from './description.ts';
import { ERASE, GET, LIST, STORE } from './docker-verbs.ts';
import { ENV } from './env.ts';
import { INSTALL, UNINSTALL } from './install.ts';
import { LOGIN } from './login.ts';
import { LOGOUT } from './logout.ts';
import { HELP, VERSION } from './program.ts';
import { STATUS } from './status.ts';

/** Commands that belong together, in the order in which people read of them. */
export interface CommandGroup {
  readonly title: string;
  readonly commands: readonly CommandDescription[];
}

export const COMMAND_GROUPS: readonly CommandGroup[] = [
  { title: 'Setting up', commands: [INSTALL, UNINSTALL] },
  { title: 'Signing in and out', commands: [LOGIN, LOGOUT] },
  { title: 'When something is wrong', commands: [STATUS] },
  { title: 'Credentials for other programs', commands: [ENV] },
  {
    title: "Docker's protocol (input on standard input, answer on standard output)",
    commands: [GET, STORE, ERASE, LIST],
  },
  { title: 'About the program', commands: [HELP, COMPLETION, VERSION] },
];

/** Every command, in that order. */
export const COMMANDS: readonly CommandDescription[] = COMMAND_GROUPS.flatMap(({ commands }) => commands);
