import { OWN_NAME } from '../../docker/helper-name.ts';
import type { INSTALL, UNINSTALL } from '../descriptions/install.ts';
import { parseArguments, usageError } from '../parse-arguments.ts';

/** What a person wants to be installed, or undone. */
export interface InstallRequest {
  /** Server URLs, or names of the configuration file. */
  readonly registries: readonly string[];
  readonly credsStore: boolean;
  /** Another name to answer under. */
  readonly alias: string | undefined;
  readonly dryRun: boolean;
}

/** What {@link InstallRequest} has, and what the environment is to be asked for. */
export interface SetUpRequest extends InstallRequest {
  /** The profile that is to be what the environment says; undefined where that is not asked for. */
  readonly fromEnv: string | undefined;
}

/** What the link may be called, without what all helpers begin with. */
const ALIAS = /^[A-Za-z0-9_-]+$/;

/** Reads the arguments behind `install` or `uninstall`. @throws USAGE, naming the argument */
export function parseInstall(
  command: typeof INSTALL | typeof UNINSTALL,
  given: readonly string[],
): InstallRequest {
  const { options, operands } = parseArguments(command, given);
  const { alias } = options;
  if (alias !== undefined && !ALIAS.test(alias)) {
    throw usageError(
      command,
      `--alias is ${JSON.stringify(alias)}, but takes letters, digits, - and _ alone`,
    );
  }
  if (alias === OWN_NAME) throw usageError(command, `--alias is "${alias}", which is this helper's own name`);
  return {
    registries: operands,
    credsStore: options['creds-store'] ?? false,
    alias,
    dryRun: options['dry-run'] ?? false,
  };
}

/** What a profile's name may be made of: the AWS CLI and the SDKs read others differently. */
const PROFILE_NAME = /^[\w@+.%:/-]+$/;

/** Reads the arguments behind `install`. @throws USAGE, naming the argument */
export function parseSetUp(command: typeof INSTALL, given: readonly string[]): SetUpRequest {
  const { profile, 'from-env': fromEnv } = parseArguments(command, given).options;
  if (profile !== undefined && !fromEnv) throw usageError(command, '--profile is only for --from-env');
  if (profile !== undefined && !PROFILE_NAME.test(profile)) {
    throw usageError(
      command,
      `--profile is ${JSON.stringify(profile)}, but takes letters, digits and _@+.%:/- alone`,
    );
  }
  return { ...parseInstall(command, given), fromEnv: fromEnv ? (profile ?? 'default') : undefined };
}

/** Whether nothing is named, so that everything is meant. */
export function namesNothing({ registries, credsStore, alias }: InstallRequest): boolean {
  return registries.length === 0 && !credsStore && alias === undefined;
}
