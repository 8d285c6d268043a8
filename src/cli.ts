import { version } from '../package.json';
import type { Context } from './context.ts';
import { type ErrorCode, HelperError, isProtocolAnswer, renderError } from './errors.ts';
import { redactor } from './redact.ts';

/** What a verb may use to say something on stderr and go on. */
type Warn = (error: HelperError) => void;

/** A verb; loads its command only when it is asked for. Resolves to an exit status if that is not 0. Rejects with HelperError. */
type Verb = (context: Context, warn: Warn) => Promise<unknown>;

const LOGIN: Verb = async (context, warn) => (await import('./commands/login.ts')).login(context, warn);

/** Not for people: what a `get` starts in the background, with the server URL as its argument. */
const RENEW: Verb = async (context) => {
  const [, serverURL = ''] = context.arguments;
  await (await import('./commands/renew.ts')).renew(context, serverURL);
};

const PROTOCOL_VERBS: Readonly<Record<string, Verb>> = {
  get: (context, warn) => runDockerVerb('get', context, warn),
  store: (context, warn) => runDockerVerb('store', context, warn),
  erase: (context, warn) => runDockerVerb('erase', context, warn),
  list: (context, warn) => runDockerVerb('list', context, warn),
};

const OTHER_VERBS: Readonly<Record<string, Verb>> = {
  'renew-token': RENEW,
  login: LOGIN,
  version: printVersion,
  '--version': printVersion,
  '-v': printVersion,
  help: printUsage,
  '--help': printUsage,
  '-h': printUsage,
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
    const status = await verbOf(context.arguments)(context, warn);
    return typeof status === 'number' ? status : 0;
  } catch (error) {
    const known = error instanceof HelperError ? error : unexpected(error);
    // Some clients drop a failed helper's stdout, others its stderr, so a reason goes to both.
    if (Object.hasOwn(PROTOCOL_VERBS, name)) context.writeStdout(line(known));
    if (!isProtocolAnswer(known)) context.writeStderr(line(known));
    return EXIT_STATUS[known.code] ?? 1;
  }
}

function verbOf(given: readonly string[]): Verb {
  const [name, ...more] = given;
  const verbs = { ...PROTOCOL_VERBS, ...OTHER_VERBS };
  const verb = name !== undefined && Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  const hint = 'run: docker-credential-ecr --help';
  if (verb === undefined) {
    throw new HelperError(
      'USAGE',
      name === undefined ? 'no command given' : `there is no command "${name}"`,
      { hint },
    );
  }
  if (more.length > 0 && verb !== RENEW && verb !== LOGIN)
    throw new HelperError('USAGE', `${name} takes no arguments, but there is "${more[0]}"`, { hint });
  return verb;
}

async function runDockerVerb(
  name: 'get' | 'store' | 'erase' | 'list',
  context: Context,
  warn: Warn,
): Promise<void> {
  const docker = await import('./commands/docker.ts');
  await docker[name](await docker.startVerb(context, warn));
}

async function printVersion(context: Context): Promise<void> {
  context.writeStdout(`docker-credential-ecr ${version}\n`);
}

async function printUsage(context: Context): Promise<void> {
  context.writeStdout((await import('./commands/help.ts')).USAGE);
}

/** A defect of ours: one line all the same, and where to look. */
function unexpected(error: unknown): HelperError {
  const { name = 'Error', message = '' } = error instanceof Error ? error : { message: String(error) };
  return new HelperError('INTERNAL', `unexpected ${name}: ${message}`, {
    hint: 'set DOCKER_CREDENTIAL_ECR_DEBUG=1 to see more, and report it',
    cause: error,
  });
}
