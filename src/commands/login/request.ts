import { LOGIN } from '../descriptions/login.ts';
import type { NamesIdentity } from '../named-identity.ts';
import { parseArguments, usageError } from '../parse-arguments.ts';

/** What a person wants to sign in to. */
export interface LoginRequest extends NamesIdentity {
  /** Server URLs, or names from the configuration file. */
  readonly registries: readonly string[];
  readonly all: boolean;
  /** Whether to sign in by a code even where a browser is at hand. */
  readonly device: boolean;
  /** Whether addresses are shown and not opened. */
  readonly noBrowser: boolean;
  /** Whether the tokens are written into Docker's config too. */
  readonly writeAuths: boolean;
}

/** Reads the arguments behind `login`. @throws USAGE, naming the argument */
export function parseLogin(given: readonly string[]): LoginRequest {
  const { options, operands } = parseArguments(LOGIN, given);
  const { profile, identity, all = false, device = false } = options;
  if (profile !== undefined && identity !== undefined) {
    throw usageError(LOGIN, '--profile and --identity exclude each other');
  }
  if (all && (profile !== undefined || identity !== undefined || operands.length > 0)) {
    throw usageError(LOGIN, '--all means everything: name nothing else with it');
  }
  const { 'no-browser': noBrowser = false, 'write-auths': writeAuths = false } = options;
  return { registries: operands, profile, identity, all, device, noBrowser, writeAuths };
}
