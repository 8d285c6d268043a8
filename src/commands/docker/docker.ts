import type { Context } from '../../context.ts';
import {
  ECR_USERNAME,
  formatGetAnswer,
  formatListAnswer,
  parseServerURL,
  parseStoreRequest,
  storedServerURL,
} from '../../docker/protocol.ts';
import { type CachedToken, PASTED, tokenState } from '../../ecr/cache.ts';
import type { TokenWarning } from '../../ecr/cached-token.ts';
import { pastedExpiry } from '../../ecr/pasted-token.ts';
import type { RegistryMatch } from '../../ecr/registry-rules.ts';
import { HelperError } from '../../errors.ts';
import { openLog } from '../../log.ts';
import { registryToken } from '../registry-token.ts';
import { warningLine } from '../token-warning.ts';
import { startVerb, tokenCache, tokensOf, type VerbRun } from '../verb-run.ts';

const VERBS = { get, store, erase, list };

/**
 * The verbs of Docker's protocol. Resolves to the exit status: the fallback helper's, where that has answered.
 * @throws what makes the settings or the configuration file unreadable, and what the verb does
 */
export async function docker(
  verb: keyof typeof VERBS,
  context: Context,
  warn: (error: HelperError) => void,
): Promise<number> {
  return VERBS[verb](await startVerb(context, warn));
}

/**
 * `get`: answers with the registry's password, or as the fallback helper does, whose exit status is returned then.
 * @throws CREDENTIALS_NOT_FOUND for a host that is no registry, and all else
 */
async function get(run: VerbRun): Promise<number> {
  const { context, deadline } = run;
  const input = await readInput(run);
  const serverURL = parseServerURL(input.toString());
  const match = run.findRegistry(serverURL);
  if (match === undefined) {
    const status = await fallbackStatus('get', serverURL, input, run);
    if (status === undefined) throw notFound();
    return status;
  }
  try {
    const { username, password } = await deadline.within(tokenFor(match, serverURL, run));
    context.writeStdout(formatGetAnswer({ serverURL, username, secret: password }));
    return 0;
  } catch (error) {
    if (match.registry.service === 'ecr') throw error;
    // Without credentials, clients pull anonymously from ECR Public; that needs no word unless there were some.
    const failed = error instanceof HelperError && error.code !== 'NO_CREDENTIALS';
    if (failed) run.warn(error);
    throw notFound();
  }
}

/**
 * `store`: keeps a pasted token, or has the fallback helper keep it, whose exit status is returned then.
 * @throws INPUT_INVALID, NO_SERVER_URL, NO_USERNAME, STORE_UNSUPPORTED, FILE_REFUSED, FILE_UNWRITABLE
 */
async function store(run: VerbRun): Promise<number> {
  const { context, settings } = run;
  const input = await readInput(run);
  const text = input.toString();
  const status = await fallbackStatus('store', storedServerURL(text), input, run);
  if (status !== undefined) return status;
  const { serverURL, username, secret } = parseStoreRequest(text);
  if (settings.ignoreStorage) return 0;
  const registry = run.findRegistry(serverURL)?.registry;
  if (registry === undefined) {
    throw new HelperError('STORE_UNSUPPORTED', 'this helper stores passwords of Amazon ECR registries only', {
      hint: 'set another helper for this host under credHelpers in the Docker config',
    });
  }
  if (secret === '') {
    throw new HelperError('INPUT_INVALID', 'there is no Secret in the request', {
      hint: 'store takes {"ServerURL":"…","Username":"…","Secret":"…"}',
    });
  }
  const issuedAt = context.now();
  const expiresAt = pastedExpiry(secret, issuedAt);
  const token: CachedToken = { serverURL, username, password: secret, issuedAt, expiresAt };
  tokenCache(run).write({ registry, fingerprint: PASTED }, token);
  return 0;
}

/**
 * `erase`: forgets what is kept for the registry, pasted or not; any other host is the fallback helper's, whose exit
 * status is returned then, or no error. @throws NO_SERVER_URL, FILE_REFUSED, FILE_UNWRITABLE
 */
async function erase(run: VerbRun): Promise<number> {
  const input = await readInput(run);
  const serverURL = parseServerURL(input.toString());
  const status = await fallbackStatus('erase', serverURL, input, run);
  if (status !== undefined) return status;
  const registry = run.findRegistry(serverURL)?.registry;
  if (registry !== undefined && !run.settings.ignoreStorage) tokenCache(run).erase(registry);
  return 0;
}

/**
 * `list`: the registries with a live token in the cache, and what the fallback helper lists. Never touches the
 * network, never fails for what is in the cache or what the fallback helper does.
 */
async function list(run: VerbRun): Promise<number> {
  const { context } = run;
  const live = tokensOf(run)
    .list()
    .filter((token) => tokenState(token, context.now()) !== 'expired')
    .map(({ serverURL }) => ({ serverURL, username: ECR_USERNAME }));
  const others =
    run.configuration.fallbackHelper === undefined
      ? []
      : await (await import('./fallback.ts')).listOfFallback(run);
  context.writeStdout(formatListAnswer([...live, ...others]));
  return 0;
}

/** Has the fallback helper answer, where there is one and the host is no registry: resolves to its exit status, else to undefined. */
async function fallbackStatus(
  verb: 'get' | 'store' | 'erase',
  serverURL: string,
  input: Buffer,
  run: VerbRun,
): Promise<number | undefined> {
  const { configuration, findRegistry } = run;
  if (configuration.fallbackHelper === undefined || findRegistry(serverURL) !== undefined) return undefined;
  return (await import('./fallback.ts')).askFallback(verb, input, run);
}

async function tokenFor(
  match: RegistryMatch,
  serverURL: string,
  run: VerbRun,
): Promise<Pick<CachedToken, 'username' | 'password'>> {
  const { context, configuration, deadline, settings } = run;
  const { registry } = match;
  const cache = tokensOf(run);
  const pasted = cache.read({ registry, fingerprint: PASTED });
  if (pasted && tokenState(pasted, context.now()) !== 'expired') return pasted;
  const warn = (warning: TokenWarning) => run.warn(warningLine(warning, registry, context));
  return registryToken(match, serverURL, {
    context,
    configuration,
    cache,
    deadline,
    log: openLog(context),
    warn,
    background: settings.background,
    mayAsk: true,
  });
}

function readInput({ context, deadline }: VerbRun): Promise<Buffer> {
  return deadline.within(context.readStdin());
}

function notFound(): HelperError {
  return new HelperError('CREDENTIALS_NOT_FOUND', 'the host is no ECR registry');
}
