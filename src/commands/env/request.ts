import type { Context } from '../../context.ts';
import { ENV, type ENV_FORMATS } from '../descriptions/env.ts';
import type { NamesIdentity } from '../named-identity.ts';
import { parseArguments, usageError } from '../parse-arguments.ts';

export type EnvFormat = (typeof ENV_FORMATS)[number];

/** What a person wants of `env`. */
export interface EnvRequest extends NamesIdentity {
  /** A server URL, or a name from the configuration file. */
  readonly registry: string | undefined;
  readonly format: EnvFormat;
}

/** Reads the arguments behind `env`. @throws USAGE, naming the argument */
export function parseEnv(given: readonly string[], context: Pick<Context, 'env' | 'platform'>): EnvRequest {
  const { profile, identity, registry, format } = parseArguments(ENV, given).options;
  const named = Object.entries({ profile, identity, registry }).filter(([, value]) => value !== undefined);
  if (named.length > 1) {
    throw usageError(ENV, `${named.map(([name]) => `--${name}`).join(' and ')} exclude each other`);
  }
  return { profile, identity, registry, format: (format as EnvFormat | undefined) ?? defaultFormat(context) };
}

/**
 * Not what `SHELL` says: that is the shell that a person logs in with, and not the one that runs a script of theirs.
 * On Windows only shells of Unix set it at all.
 */
function defaultFormat({ env, platform }: Pick<Context, 'env' | 'platform'>): EnvFormat {
  return platform === 'win32' && !env.SHELL ? 'powershell' : 'sh';
}
