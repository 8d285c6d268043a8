import type { Context } from './context.ts';
import { HelperError } from './errors.ts';
import { namedPath } from './named-path.ts';

/** The program's own settings. */
export interface Settings {
  /** The longest that a `get` may take, in milliseconds. */
  readonly timeoutMs: number;
  /** Where tokens are kept; undefined when nothing is to be read or written. */
  readonly cacheDirectory: string | undefined;
  /** Whether tokens are renewed in the background, after the answer. */
  readonly background: boolean;
  /** Whether `store` and `erase` are to succeed and do nothing. */
  readonly ignoreStorage: boolean;
}

const DEFAULT_TIMEOUT_SECONDS = 30;
const LONGEST_TIMEOUT_SECONDS = 3600;

/** Reads the settings from the environment. @throws SETTING_INVALID, naming the variable. */
export function readSettings(context: Context): Settings {
  return Object.freeze({
    timeoutMs: readTimeout(context),
    cacheDirectory: context.env.AWS_ECR_DISABLE_CACHE ? undefined : readCacheDirectory(context),
    // In CI nothing should outlive the job's step.
    background: context.env.DOCKER_CREDENTIAL_ECR_BACKGROUND !== '0' && !isCi(context.env),
    // As Amazon's helper reads it (Go's strconv.ParseBool).
    ignoreStorage: /^(1|t|true)$/i.test(context.env.AWS_ECR_IGNORE_CREDS_STORAGE ?? ''),
  });
}

/** Whether the program runs in a CI job: most CI systems set `CI`. */
function isCi(env: Context['env']): boolean {
  return !['', '0', 'false'].includes(env.CI?.toLowerCase() ?? '');
}

function readTimeout(context: Context): number {
  const name = 'DOCKER_CREDENTIAL_ECR_TIMEOUT';
  const text = context.env[name]?.trim();
  if (!text) return DEFAULT_TIMEOUT_SECONDS * 1000;
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds > 0 && seconds <= LONGEST_TIMEOUT_SECONDS) return Math.ceil(seconds * 1000);
  throw new HelperError(
    'SETTING_INVALID',
    `${name} is ${JSON.stringify(text)}, which is no number of seconds`,
    {
      hint: `set it to a number between 1 and ${LONGEST_TIMEOUT_SECONDS}, or unset it`,
    },
  );
}

function readCacheDirectory(context: Context): string {
  return namedPath('AWS_ECR_CACHE_DIR', context) ?? platformCacheDirectory(context);
}

/** The platform's cache directory: XDG Base Directory on Unix, ~/Library/Caches on macOS, %LOCALAPPDATA% on Windows. */
function platformCacheDirectory({ env, platform, home }: Context): string {
  if (platform === 'win32')
    return `${env.LOCALAPPDATA || `${home}\\AppData\\Local`}\\docker-credential-ecr\\cache`;
  if (platform === 'darwin') return `${home}/Library/Caches/docker-credential-ecr`;
  // The specification tells to ignore relative paths.
  const base = env.XDG_CACHE_HOME?.startsWith('/') ? env.XDG_CACHE_HOME : `${home}/.cache`;
  return `${base}/docker-credential-ecr`;
}
