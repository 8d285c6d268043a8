import { readFileSync } from 'node:fs';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode } from '../files.ts';
import { withHome } from '../named-path.ts';
import { parseIni, type Section, type Sections } from './ini.ts';

/** The AWS config and credentials files, read and merged. */
export interface AwsConfig {
  readonly configPath: string;
  readonly credentialsPath: string;
  readonly profiles: ReadonlyMap<string, Section>;
  readonly ssoSessions: ReadonlyMap<string, Section>;
  readonly services: ReadonlyMap<string, Section>;
  /** Sections of the config file that look like a profile but lack the word `profile`. */
  readonly unmarkedSections: readonly string[];
}

/**
 * Reads `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE`, else `~/.aws/config` and `~/.aws/credentials`.
 * Files that aren't there are empty. Of a setting in both, the credentials file's counts, as in the AWS SDKs.
 * @throws AWS_CONFIG_UNREADABLE, AWS_CONFIG_INVALID, naming the file and line
 */
export function readAwsConfig(context: Context): AwsConfig {
  const configPath = filePath(context, 'AWS_CONFIG_FILE', 'config');
  const credentialsPath = filePath(context, 'AWS_SHARED_CREDENTIALS_FILE', 'credentials');
  const profiles = new Map<string, Section>();
  const ssoSessions = new Map<string, Section>();
  const services = new Map<string, Section>();
  const unmarkedSections: string[] = [];
  const byKind: Readonly<Record<string, Map<string, Section>>> = {
    profile: profiles,
    'sso-session': ssoSessions,
    services,
  };

  for (const [title, section] of readSections(configPath)) {
    const [, kind = '', name = ''] = /^(profile|sso-session|services)\s+["']?(.*?)["']?$/.exec(title) ?? [];
    const kindSections = Object.hasOwn(byKind, kind) ? byKind[kind] : undefined;
    if (kindSections) kindSections.set(name, section);
    else if (title === 'default') profiles.set(title, new Map([...section, ...(profiles.get(title) ?? [])]));
    else unmarkedSections.push(title);
  }
  for (const [name, section] of readSections(credentialsPath)) {
    profiles.set(name, new Map([...(profiles.get(name) ?? []), ...section]));
  }
  return { configPath, credentialsPath, profiles, ssoSessions, services, unmarkedSections };
}

/** The profile that the environment names, if it does (`AWS_DEFAULT_PROFILE` is the AWS CLI's older name). */
export function namedProfile({ env }: Pick<Context, 'env'>): string | undefined {
  return env.AWS_PROFILE || env.AWS_DEFAULT_PROFILE || undefined;
}

/** The profile whose settings count for an identity: its own, else the one that the environment names. */
export function settingsProfile(sourceProfile: string | undefined, context: Pick<Context, 'env'>): string {
  return sourceProfile ?? namedProfile(context) ?? 'default';
}

function filePath({ env, home }: Context, variable: string, name: string): string {
  const named = env[variable];
  if (!named) return `${home}/.aws/${name}`;
  return withHome(named, home);
}

function readSections(path: string): Sections {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return new Map();
    throw new HelperError('AWS_CONFIG_UNREADABLE', `${path} can't be read (${code ?? 'unknown error'})`, {
      hint: 'make it a file that you may read',
      cause: error,
    });
  }
  const sections = parseIni(text);
  if (!('expected' in sections)) return sections;
  throw new HelperError(
    'AWS_CONFIG_INVALID',
    `${path}, line ${sections.line}: this is no AWS config: expected ${sections.expected}`,
    {
      hint: `correct line ${sections.line} of ${path}`,
    },
  );
}
