import { type Configuration, invalidConfiguration } from '../config-file/read.ts';
import type { Identity } from '../config-file/schema.ts';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { withHome } from '../named-path.ts';
import type { CredentialSource, SsoSource, TokenOptions } from './credential-source.ts';
import type { AwsConfig } from './profile.ts';
import { profileSource } from './profile-source.ts';

/**
 * Where the credentials of an identity of the configuration file come from. Names and circles were checked when
 * the file was read.
 * @throws CONFIG_INVALID for a profile that isn't there or has no credentials; PROFILE_NOT_FOUND, PROFILE_INVALID of its profile
 */
export function configuredSource(
  name: string,
  configuration: Configuration,
  config: AwsConfig,
  context: Context,
): CredentialSource {
  const identity = configuration.identities?.[name];
  if (identity === undefined) throw new HelperError('INTERNAL', `there is no identity "${name}"`);
  const sourceOf = (other: string) => configuredSource(other, configuration, config, context);
  if ('profile' in identity) return { ...ofProfile(name, identity.profile), identity: name };
  if ('sso' in identity) return ssoSource(name, identity.sso, config);
  const { roleArn, sessionName, durationSeconds, region } = identity;
  const role = { roleArn, sessionName, durationSeconds, region, identity: name };
  if ('via' in identity) {
    const { externalId, via } = identity;
    return { ...role, kind: 'role', profile: undefined, source: sourceOf(via), externalId, mfaSerial: undefined };
  }
  const { source, ...options } = identity.webIdentity;
  return { ...role, kind: 'workspace-token', tokenSource: source, tokenOptions: withPaths(options, context) };

  function ofProfile(owner: string, profile: string): CredentialSource {
    const path = ['identities', owner, 'profile'];
    const wrong = (what: string) => invalidConfiguration(configuration.path, { path, what });
    if (!config.profiles.has(profile)) {
      const known = [...config.profiles.keys()].slice(0, 20).join(', ') || 'none';
      throw wrong(`there is no profile "${profile}" in ${config.configPath} or ${config.credentialsPath} (there are: ${known})`);
    }
    const source = profileSource(profile, config, context);
    if (source === undefined) throw wrong(`profile "${profile}" names no credentials`);
    return source;
  }
}

type SsoSettings = Extract<Identity, { sso: unknown }>['sso'];

/** A sign-in to a session of the AWS config with the same address serves here too, and the reverse. */
function ssoSource(identity: string, { startUrl, region, accountId, roleName }: SsoSettings, config: AwsConfig): SsoSource {
  const plain = (url: string | undefined) => url?.replace(/[/#]+$/, '');
  const [session] =
    [...config.ssoSessions].find(
      ([, settings]) =>
        plain(settings.get('sso_start_url')) === plain(startUrl) && settings.get('sso_region') === region,
    ) ?? [];
  return { kind: 'sso', profile: undefined, identity, session, startUrl, region, accountId, roleName };
}

function withPaths(options: TokenOptions, { home }: Context): TokenOptions {
  const { path, command } = options;
  const [program, ...words] = command ?? [];
  return {
    ...options,
    ...(path !== undefined && { path: withHome(path, home) }),
    ...(program !== undefined && { command: [withHome(program, home), ...words] }),
  };
}
