import { version as PACKAGE_VERSION } from '../package.json';
import type { Context } from './context.ts';
import { type ErrorCode, HelperError, isProtocolAnswer, renderError } from './errors.ts';
import { redactor } from './redact.ts';

/** What a verb may use to say something on stderr and go on. */
type Warn = (error: HelperError) => void;

/** A verb; loads its command only when it is asked for. Resolves to an exit status if that is not 0. Rejects with HelperError. */
type Verb = (context: Context, warn: Warn) => Promise<unknown>;

/** The verbs of Docker's protocol. None takes arguments. */
const PROTOCOL_VERBS: Readonly<Record<string, Verb>> = {
  get: (context, warn) => runDockerVerb('get', context, warn),
  store: (context, warn) => runDockerVerb('store', context, warn),
  erase: (context, warn) => runDockerVerb('erase', context, warn),
  list: (context, warn) => runDockerVerb('list', context, warn),
};

/** The other commands; each reads its own arguments. */
const COMMANDS: Readonly<Record<string, Verb>> = {
  install: async (context, warn) => (await import('./commands/install/install.ts')).install(context, warn),
  uninstall: async (context, warn) =>
    (await import('./commands/uninstall/uninstall.ts')).uninstall(context, warn),
  login: async (context, warn) => (await import('./commands/login/login.ts')).login(context, warn),
  logout: async (context) => (await import('./commands/logout/logout.ts')).logout(context),
  status: async (context) => (await import('./commands/status/status.ts')).status(context),
  env: async (context, warn) => (await import('./commands/env/env.ts')).env(context, warn),
  completion: async (context) => (await import('./commands/completion/completion.ts')).completion(context),
  help,
  version,
};

const ALIASES: Readonly<Record<string, string>> = {
  '--help': 'help',
  '-h': 'help',
  '--version': 'version',
  '-v': 'version',
};

/** Not for people: what the program itself, or a completion that it made, calls it with. */
const INTERNAL_VERBS: Readonly<Record<string, Verb>> = {
  'renew-token': async (context) =>
    (await import('./commands/renew/renew.ts')).renew(context, context.arguments[1] ?? ''),
  'complete-names': async (context) =>
    (await import('./commands/completion/names.ts')).completeNames(context.arguments[1] ?? '', context),
};

/** The exit status of errors, where it is not 1. After Ctrl-C that of a shell's command. */
const EXIT_STATUS: Partial<Record<ErrorCode, number>> = { USAGE: 2, INTERRUPTED: 130 };

/** Runs the verb that the arguments name. Returns the exit status; never rejects. */
export async function run(context: Context): Promise<number> {
  const redact = redactor(context.env);
  const line = (error: HelperError) => `${redact(renderError(error))}\n`;
  const warn: Warn = (error) => context.writeStderr(line(error));
  const [name = ''] = context.arguments;
  try {
    const status = await runVerb(context, warn);
    return typeof status === 'number' ? status : 0;
  } catch (error) {
    const known = error instanceof HelperError ? error : unexpected(error);
    // Some clients drop a failed helper's stdout, others its stderr, so a reason goes to both.
    if (!isProtocolAnswer(known)) context.writeStderr(line(known));
    try {
      if (Object.hasOwn(PROTOCOL_VERBS, name)) context.writeStdout(line(known));
    } catch {
      // It may be what failed. The exit status still tells.
    }
    return EXIT_STATUS[known.code] ?? 1;
  }
}

async function runVerb(context: Context, warn: Warn): Promise<unknown> {
  const [given, ...more] = context.arguments;
  if (given === undefined) {
    throw new HelperError('USAGE', 'no command given', { hint: 'run: docker-credential-ecr --help' });
  }
  const name = Object.hasOwn(ALIASES, given) ? (ALIASES[given] ?? given) : given;
  if (more.length > 0 && asksForHelp(more))
    return (await import('./commands/help/help.ts')).helpWith(name, context);
  if (Object.hasOwn(PROTOCOL_VERBS, name)) {
    if (more.length > 0) throw await strayArgument(name, more);
    return PROTOCOL_VERBS[name]?.(context, warn);
  }
  if (Object.hasOwn(COMMANDS, name)) return COMMANDS[name]?.(context, warn);
  if (Object.hasOwn(INTERNAL_VERBS, name)) return INTERNAL_VERBS[name]?.(context, warn);
  throw (await import('./commands/help/help.ts')).noSuchCommand(name);
}

/** Whether a person asks what the arguments are, rather than giving some. */
function asksForHelp(given: readonly string[]): boolean {
  const end = given.indexOf('--');
  const options = end === -1 ? given : given.slice(0, end);
  return options.includes('--help') || options.includes('-h');
}

async function strayArgument(name: string, [first = '']: readonly string[]): Promise<HelperError> {
  return (await import('./commands/parse-arguments.ts')).strayArgument({ name }, first);
}

async function runDockerVerb(
  name: 'get' | 'store' | 'erase' | 'list',
  context: Context,
  warn: Warn,
): Promise<unknown> {
  return (await import('./commands/docker/docker.ts')).docker(name, context, warn);
}

async function help(context: Context): Promise<void> {
  (await import('./commands/help/help.ts')).help(context);
}

async function version(context: Context): Promise<void> {
  if (context.arguments.length > 1) throw await strayArgument('version', context.arguments.slice(1));
  context.writeStdout(`docker-credential-ecr ${PACKAGE_VERSION}\n`);
}

/** A defect of ours: one line all the same, and where to look. */
function unexpected(error: unknown): HelperError {
  const { name = 'Error', message = '' } = error instanceof Error ? error : { message: String(error) };
  return new HelperError('INTERNAL', `unexpected ${name}: ${message}`, {
    hint: 'set DOCKER_CREDENTIAL_ECR_DEBUG=1 to see more, and report it',
    cause: error,
  });
}
