import type { Context } from '../../context.ts';
import { type Deadline, startDeadline } from '../../deadline.ts';
import {
  ECR_USERNAME,
  formatGetAnswer,
  formatListAnswer,
  parseServerURL,
  parseStoreRequest,
  storedServerURL,
} from '../../docker/protocol.ts';
import {
  type CachedToken,
  nullCache,
  openTokenCache,
  PASTED,
  type TokenCache,
  tokenState,
} from '../../ecr/cache.ts';
import type { TokenWarning } from '../../ecr/cached-token.ts';
import { forgivingCache } from '../../ecr/forgiving-cache.ts';
import { pastedExpiry } from '../../ecr/pasted-token.ts';
import type { Registry } from '../../ecr/registry.ts';
import type { RegistryMatch } from '../../ecr/registry-rules.ts';
import { HelperError } from '../../errors.ts';
import { openLog } from '../../log.ts';
import { registryToken } from '../registry-token.ts';
import { readVerbSettings, type VerbSettings } from '../verb-settings.ts';

/** The surroundings of one verb. */
export interface VerbRun extends VerbSettings {
  readonly context: Context;
  readonly deadline: Deadline;
  /** Says a line on stderr that does not stop the answer. */
  readonly warn: (error: HelperError) => void;
}

/** Reads the settings and starts the deadline for a verb. @throws SETTING_INVALID, CONFIG_INVALID and others of the configuration file */
export async function startVerb(context: Context, warn: (error: HelperError) => void): Promise<VerbRun> {
  const all = await readVerbSettings(context);
  return { ...all, context, deadline: startDeadline(all.settings.timeoutMs), warn };
}

/**
 * `get`: answers with the registry's password, or as the fallback helper does, whose exit status is returned then.
 * @throws CREDENTIALS_NOT_FOUND for a host that is no registry, and all else
 */
export async function get(run: VerbRun): Promise<number> {
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
export async function store(run: VerbRun): Promise<number> {
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
export async function erase(run: VerbRun): Promise<number> {
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
export async function list(run: VerbRun): Promise<void> {
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

function tokenCache({ context, settings }: VerbRun): TokenCache {
  if (settings.cacheDirectory === undefined) return nullCache;
  return openTokenCache(settings.cacheDirectory, context);
}

/** The cache for answers, which are given with or without it. */
export function tokensOf(run: VerbRun): TokenCache {
  const log = openLog(run.context);
  return forgivingCache(tokenCache(run), run.warn, (error) =>
    log('token not kept', { error: error.message }),
  );
}

function notFound(): HelperError {
  return new HelperError('CREDENTIALS_NOT_FOUND', 'the host is no ECR registry');
}

/** The line of a warning about a registry's token. */
export function warningLine(warning: TokenWarning, { host }: Registry, { now }: Context): HelperError {
  switch (warning.kind) {
    case 'not-renewed': {
      const { error } = warning;
      const why = error instanceof HelperError ? error.message : String(error);
      const hint = error instanceof HelperError ? error.hint : undefined;
      return new HelperError(
        'SERVICE_FAILED',
        `the kept token of ${host} is used, since it could not be renewed: ${why}`,
        {
          ...(hint !== undefined && { hint }),
        },
      );
    }
    case 'born-expired': {
      const times = `${new Date(warning.expiresAt).toISOString()}, and this machine's clock says ${new Date(now()).toISOString()}`;
      return new HelperError(
        'CLOCK_SKEW',
        `${host}: the token from ECR expires at ${times}; the token is used and not kept`,
        {
          hint: 'set the clock (timedatectl set-ntp true)',
        },
      );
    }
  }
}
