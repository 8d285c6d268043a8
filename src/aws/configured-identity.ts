import { showPlace, showValue } from '../config-file/place.ts';
import { type Configuration, invalidConfiguration } from '../config-file/read.ts';
import type { Identity } from '../config-file/schema.ts';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { nearest } from '../nearest.ts';
import { type CredentialSource, portalAddress, type SsoSource } from './credential-source.ts';
import type { AwsConfig } from './profile.ts';
import { profileSource } from './profile-source.ts';
import { checkTokenOptions } from './token-sources/check-options.ts';
import { TOKEN_SOURCE_NAMES } from './token-sources/table.ts';

/** What an identity of the configuration file is made out from. */
interface Surroundings {
  readonly configuration: Configuration;
  readonly config: AwsConfig;
  readonly context: Context;
}

/** Checks what only this folder can tell of the configuration file: that its token sources are there and have what they need. @throws CONFIG_INVALID */
export function checkTokenSources({ identities = {}, path: file }: Configuration): void {
  for (const [name, identity] of Object.entries(identities)) {
    if (!('webIdentity' in identity)) continue;
    const { source, ...options } = identity.webIdentity;
    const problem = checkTokenOptions(source, options);
    if (problem === undefined) continue;
    const { member, expected } = problem;
    const meant = member === 'source' ? nearest(source, TOKEN_SOURCE_NAMES) : undefined;
    const help = meant === undefined ? '' : `; did you mean ${JSON.stringify(meant)}?`;
    const what = `expected ${expected}, found ${showValue(identity.webIdentity[member])}${help}`;
    throw invalidConfiguration(file, { path: ['identities', name, 'webIdentity', member], what });
  }
}

/**
 * Where the credentials of an identity of the configuration file come from. That its names lead somewhere, and not
 * in a circle, was checked when the file was read.
 * @throws CONFIG_INVALID for a profile that isn't there or names no credentials; PROFILE_NOT_FOUND, PROFILE_INVALID of its profile
 */
export function configuredSource(name: string, surroundings: Surroundings): CredentialSource {
  const identity = surroundings.configuration.identities?.[name];
  if (identity === undefined) throw new HelperError('INTERNAL', `there is no identity "${name}"`);
  if ('profile' in identity) {
    return { ...sourceOfProfile(identity.profile, name, surroundings), identity: name };
  }
  if ('sso' in identity) return ssoSource(name, identity.sso, surroundings.config);
  const { roleArn, sessionName, durationSeconds, region } = identity;
  const role = { roleArn, sessionName, durationSeconds, region, identity: name };
  if ('via' in identity) {
    const { externalId, via } = identity;
    const source = configuredSource(via, surroundings);
    return { ...role, kind: 'role', profile: undefined, source, externalId, mfaSerial: undefined };
  }
  const { source: tokenSource, ...tokenOptions } = identity.webIdentity;
  return { ...role, kind: 'workspace-token', tokenSource, tokenOptions };
}

function sourceOfProfile(profile: string, identity: string, surroundings: Surroundings): CredentialSource {
  const { configuration, config, context } = surroundings;
  const place = showPlace(['identities', identity, 'profile']);
  const wrong = (what: string) =>
    new HelperError('CONFIG_INVALID', `${place}: ${what}`, {
      hint: `correct ${place} in ${configuration.path}`,
    });
  const { profiles, configPath, credentialsPath } = config;
  if (!profiles.has(profile) && !config.unmarkedSections.includes(profile)) {
    const known = [...profiles.keys()].slice(0, 20).join(', ') || 'none';
    throw wrong(
      `there is no profile "${profile}" in ${configPath} or ${credentialsPath} (there are: ${known})`,
    );
  }
  const source = profileSource(profile, config, context);
  if (source === undefined) throw wrong(`profile "${profile}" names no credentials`);
  return source;
}

type SsoSettings = Extract<Identity, { sso: unknown }>['sso'];

/** Where the AWS config has a session with the same address, one sign-in serves both. */
function ssoSource(identity: string, settings: SsoSettings, { ssoSessions }: AwsConfig): SsoSource {
  const { startUrl, region, accountId, roleName } = settings;
  const [session] =
    [...ssoSessions].find(
      ([, section]) =>
        portalAddress(section.get('sso_start_url') ?? '') === portalAddress(startUrl) &&
        section.get('sso_region') === region,
    ) ?? [];
  return { kind: 'sso', profile: undefined, identity, session, startUrl, region, accountId, roleName };
}
