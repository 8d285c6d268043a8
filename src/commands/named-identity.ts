import type { Choice } from '../aws/choice.ts';
import { configuredSource } from '../aws/configured-identity.ts';
import type { AwsConfig } from '../aws/profile.ts';
import { profileSource } from '../aws/profile-source.ts';
import type { Configuration } from '../config-file/read.ts';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import type { CommandDescription } from './descriptions/description.ts';

/** The options by which a person names an identity; at most one is there. */
export interface NamesIdentity {
  readonly profile: string | undefined;
  /** An identity of the configuration file. */
  readonly identity: string | undefined;
}

/** Where names of identities are looked up. */
export interface NamedIdentitySurroundings {
  readonly context: Context;
  readonly config: AwsConfig;
  readonly configuration: Configuration;
}

/**
 * The identity that `--profile` or `--identity` names, if one of them is there.
 * @throws USAGE for an identity that isn't in the configuration file; PROFILE_NOT_FOUND, PROFILE_INVALID, CONFIG_INVALID
 */
export function namedIdentity(
  { profile, identity }: NamesIdentity,
  surroundings: NamedIdentitySurroundings,
  command: Pick<CommandDescription, 'name'>,
): Choice | undefined {
  if (profile !== undefined) return profileChoice(profile, surroundings);
  if (identity !== undefined) return identityChoice(identity, surroundings, command);
  return undefined;
}

/** The choice of an identity of the configuration file. @throws as {@link namedIdentity} */
export function identityChoice(
  name: string,
  surroundings: NamedIdentitySurroundings,
  command: Pick<CommandDescription, 'name'>,
): Choice {
  const { identities = {}, path } = surroundings.configuration;
  if (!Object.hasOwn(identities, name)) {
    const known = Object.keys(identities).slice(0, 20).join(', ') || 'none';
    const what = `${command.name}: there is no identity "${name}" in ${path} (there are: ${known})`;
    throw new HelperError('USAGE', what, {
      hint: 'name one that is there, or a profile of the AWS config with --profile',
    });
  }
  return { rule: 'named-identity', source: configuredSource(name, surroundings), skipped: [] };
}

function profileChoice(name: string, { config, context }: NamedIdentitySurroundings): Choice {
  if (!config.profiles.has(name)) {
    const known = [...config.profiles.keys()];
    const others =
      known.length === 0 ? 'there are no profiles' : `there are: ${known.slice(0, 20).join(', ')}`;
    throw new HelperError(
      'PROFILE_NOT_FOUND',
      `profile "${name}" is not in ${config.configPath} (${others})`,
      {
        hint: 'name one that is there',
      },
    );
  }
  const source = profileSource(name, config, context);
  if (source !== undefined) return { rule: 'named-profile', source, skipped: [] };
  throw new HelperError('PROFILE_INVALID', `profile "${name}" names no credentials`, {
    hint: `add sso_session, sso_account_id and sso_role_name to it in ${config.configPath}`,
  });
}
