import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { helperProgram, isThisProgram, programOf } from './helper-name.ts';

/** The credential helper for hosts that are no registries. */
export interface FallbackHelper {
  /** `docker-credential-<name>` as messages have it, with where it is named. */
  readonly about: string;
  /** Its absolute path. */
  readonly path: string;
  /** The file that names it. */
  readonly namedIn: string;
}

/** What `list` says of one host. */
export interface ListedCredentials {
  readonly serverURL: string;
  readonly username: string;
}

/** Set for a fallback helper: should it lead back here, for whatever reason, it must not be asked again. */
const ASKED = 'DOCKER_CREDENTIAL_ECR_FALLBACK';

/** The longest that the helper's `list` is waited for, in milliseconds: clients wait for it before every build. */
const LONGEST_LIST_MS = 5000;
const LONGEST_LIST = 1024 * 1024;

/**
 * Finds the helper that the configuration file names, on PATH.
 * @throws FALLBACK_HELPER_MISSING; FALLBACK_HELPER_LOOPS when it is this program by another name, or came back to it
 */
export function findFallbackHelper(
  { fallbackHelper = '', path: namedIn }: { readonly fallbackHelper?: string; readonly path: string },
  context: Pick<Context, 'env' | 'platform' | 'programPath'>,
): FallbackHelper {
  const about = `${helperProgram(fallbackHelper)}, the fallbackHelper of ${namedIn},`;
  const path = programOf(fallbackHelper, context);
  if (path === undefined) {
    throw new HelperError('FALLBACK_HELPER_MISSING', `${about} is not on PATH`, {
      hint: `put it on PATH, or correct fallbackHelper in ${namedIn}`,
    });
  }
  const loops = (why: string) =>
    new HelperError('FALLBACK_HELPER_LOOPS', `${about} ${why}`, {
      hint: `name another helper as fallbackHelper in ${namedIn}`,
    });
  if (isThisProgram(path, context)) throw loops(`is this program itself by another name (${path})`);
  if (context.env[ASKED]) throw loops('has asked this program what it was asked itself');
  return { about, path, namedIn };
}

/**
 * Has the helper answer a request: it reads these very bytes, and writes to this program's own streams. Whoever ends
 * this program ends it. Resolves to its exit status; 128 and the signal's number when a signal ended it, as shells
 * have it.
 * @throws FALLBACK_HELPER_FAILED when it can't be started
 */
export async function passOn(
  helper: FallbackHelper,
  verb: string,
  input: Uint8Array,
  { env, onEndSignal }: Pick<Context, 'env' | 'onEndSignal'>,
): Promise<number> {
  let child: ChildProcess | undefined;
  // Before the helper is there: a signal in between would leave it alone.
  const forget = onEndSignal((signal) => void child?.kill(signal));
  try {
    return await new Promise((resolve, reject) => {
      child = spawn(helper.path, [verb], {
        env: { ...env, [ASKED]: '1' },
        stdio: ['pipe', 'inherit', 'inherit'],
        windowsHide: true,
      });
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
      // It may end without reading.
      child.stdin?.on('error', () => {}).end(input);
    });
  } catch (error) {
    throw notStarted(helper, error);
  } finally {
    forget();
  }
}

/**
 * What the helper lists.
 * @param timeoutMs the longest that anything may take; a list may take less
 * @throws FALLBACK_HELPER_FAILED, saying why in one line
 */
export async function listOf(
  helper: FallbackHelper,
  timeoutMs: number,
  { env, writeStderr }: Pick<Context, 'env' | 'writeStderr'>,
): Promise<ListedCredentials[]> {
  const longest = Math.min(timeoutMs, LONGEST_LIST_MS);
  const output = await new Promise<string>((resolve, reject) => {
    const options = { env: { ...env, [ASKED]: '1' }, maxBuffer: LONGEST_LIST, windowsHide: true };
    const child = execFile(helper.path, ['list'], options, (error, stdout, stderr) => {
      clearTimeout(patience);
      if (error === null) {
        writeStderr(stderr);
        return resolve(stdout);
      }
      if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return resolve('');
      const said = `${stdout}\n${stderr}`.trim().split('\n').at(-1)?.slice(0, 200);
      const why = said || codeOf(error);
      reject(failed(helper, `could not list what it has: ${why}`, error));
    });
    // Not the time limit of `execFile`: what the helper has started may keep the streams open.
    const patience = setTimeout(() => {
      child.kill('SIGKILL');
      reject(failed(helper, `did not list what it has within ${longest / 1000} s`));
    }, longest);
    child.stdin?.on('error', () => {}).end();
  }).catch((error: unknown) => {
    throw error instanceof HelperError ? error : notStarted(helper, error);
  });
  const listed = parseList(output);
  if (listed === undefined) throw failed(helper, 'listed something else than server URLs and user names');
  return listed;
}

function parseList(output: string): ListedCredentials[] | undefined {
  let answer: unknown;
  try {
    answer = JSON.parse(output);
  } catch {
    return undefined;
  }
  // What Go's encoding makes of a list that was never begun.
  if (answer === null) return [];
  if (typeof answer !== 'object' || Array.isArray(answer)) return undefined;
  const entries = Object.entries(answer).map(([serverURL, username]) => ({ serverURL, username }));
  return entries.every((entry) => typeof entry.username === 'string') ? entries : undefined;
}

function failed({ about, namedIn }: FallbackHelper, what: string, cause?: unknown): HelperError {
  return new HelperError('FALLBACK_HELPER_FAILED', `${about} ${what}`, {
    hint: `mend it, or correct fallbackHelper in ${namedIn}`,
    cause,
  });
}

/** The error for a helper that can't be started. For one that is no program for this machine, bun throws at once. */
function notStarted(helper: FallbackHelper, error: unknown): HelperError {
  return failed(helper, `can't be started (${codeOf(Object(error))})`, error);
}

function codeOf(error: object): string {
  const { code, signal } = error as { code?: string | number; signal?: string };
  return typeof code === 'number' ? `exit status ${code}` : (code ?? signal ?? 'unknown error');
}
