import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import type { AccessKeySource, CredentialSource, RoleSource, SsoSource } from './credential-source.ts';
import type { Section } from './ini.ts';
import type { AwsConfig } from './profile.ts';
import { environmentSessionName, isSessionName, SESSION_NAME_SHAPE } from './session-name.ts';

/**
 * Where a profile's credentials come from, or undefined when it names no credentials at all.
 * Of several kinds in one profile, the one that the AWS CLI takes: role, SSO, access keys, process, login.
 * @throws PROFILE_NOT_FOUND, PROFILE_INVALID (settings missing, loops), naming the profile and the setting
 */
export function profileSource(
  name: string,
  config: AwsConfig,
  context: Context,
): CredentialSource | undefined {
  return sourceOf(name, { config, context, seen: [] });
}

interface Search {
  readonly config: AwsConfig;
  readonly context: Context;
  /** The profiles on the way here, which must not come again. */
  readonly seen: readonly string[];
}

function sourceOf(name: string, search: Search): CredentialSource | undefined {
  const profile = search.config.profiles.get(name);
  if (profile === undefined) throw profileNotFound(name, search);
  // A role may name its own profile as its source: then the access keys beside it are meant.
  const isOwnSource = search.seen.at(-1) === name;
  if (isOwnSource) return accessKeys(name, profile);
  if (search.seen.includes(name)) {
    throw invalid(
      search,
      name,
      `its source_profile leads in a circle: ${[...search.seen, name].join(' -> ')}`,
      'source_profile',
    );
  }
  if (profile.get('role_arn')) return role(name, profile, { ...search, seen: [...search.seen, name] });
  if (profile.get('sso_session') || profile.get('sso_start_url')) return sso(name, profile, search);
  const keys = accessKeys(name, profile);
  if (keys) return keys;
  const command = profile.get('credential_process');
  if (command) return { kind: 'process', profile: name, command };
  const session = profile.get('login_session');
  if (session) return { kind: 'login', profile: name, session };
  return undefined;
}

function accessKeys(name: string, profile: Section): AccessKeySource | undefined {
  const accessKeyId = profile.get('aws_access_key_id');
  if (!accessKeyId && !profile.get('aws_secret_access_key')) return undefined;
  if (accessKeyId && profile.get('aws_secret_access_key'))
    return { kind: 'access-key', accessKeyId, profile: name };
  const missing = accessKeyId ? 'aws_secret_access_key' : 'aws_access_key_id';
  throw new HelperError(
    'PROFILE_INVALID',
    `profile "${name}" has half an access key: ${missing} is missing`,
    {
      hint: `add ${missing} to profile "${name}"`,
    },
  );
}

function sso(name: string, profile: Section, search: Search): SsoSource {
  const sessionName = profile.get('sso_session') || undefined;
  const session = sessionName === undefined ? profile : search.config.ssoSessions.get(sessionName);
  if (session === undefined) {
    throw invalid(
      search,
      name,
      `its sso_session "${sessionName}" is not there`,
      `[sso-session ${sessionName}]`,
    );
  }
  const need = (section: Section, setting: string, where: string): string => {
    const value = section.get(setting);
    if (value) return value;
    throw invalid(search, name, `${setting} is missing${where}`, setting);
  };
  const where = sessionName === undefined ? '' : ` in [sso-session ${sessionName}]`;
  return {
    kind: 'sso',
    profile: name,
    session: sessionName,
    startUrl: need(session, 'sso_start_url', where),
    region: need(session, 'sso_region', where),
    accountId: need(profile, 'sso_account_id', ''),
    roleName: need(profile, 'sso_role_name', ''),
  };
}

function role(name: string, profile: Section, search: Search): CredentialSource {
  const roleArn = profile.get('role_arn') ?? '';
  const sessionName = roleSessionName(name, profile, search);
  const durationSeconds = duration(name, profile, search);
  const tokenFile = profile.get('web_identity_token_file');
  if (tokenFile)
    return { kind: 'web-identity-file', profile: name, roleArn, tokenFile, sessionName, durationSeconds };
  return {
    kind: 'role',
    profile: name,
    roleArn,
    source: roleSource(name, profile, search),
    externalId: profile.get('external_id') || undefined,
    sessionName,
    durationSeconds,
    mfaSerial: profile.get('mfa_serial') || undefined,
  } satisfies RoleSource;
}

function roleSource(name: string, profile: Section, search: Search): CredentialSource {
  const sourceProfile = profile.get('source_profile');
  const credentialSource = profile.get('credential_source');
  if (sourceProfile && credentialSource) {
    throw invalid(search, name, 'it has both source_profile and credential_source', 'one of the two');
  }
  if (sourceProfile) {
    const source = sourceOf(sourceProfile, search);
    if (source) return source;
    throw invalid(
      search,
      name,
      `its source_profile "${sourceProfile}" names no credentials`,
      'source_profile',
    );
  }
  const { env } = search.context;
  switch (credentialSource) {
    case 'Environment':
      if (env.AWS_ACCESS_KEY_ID)
        return { kind: 'access-key', accessKeyId: env.AWS_ACCESS_KEY_ID, profile: undefined };
      throw invalid(
        search,
        name,
        'its credential_source is Environment, but AWS_ACCESS_KEY_ID is not set',
        'AWS_ACCESS_KEY_ID',
      );
    case 'Ec2InstanceMetadata':
      return { kind: 'instance-metadata', endpoint: env.AWS_EC2_METADATA_SERVICE_ENDPOINT || undefined };
    case 'EcsContainer': {
      const uri = env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI;
      if (uri) return { kind: 'container', uri };
      throw invalid(
        search,
        name,
        'its credential_source is EcsContainer, but AWS_CONTAINER_CREDENTIALS_RELATIVE_URI is not set',
        'credential_source',
      );
    }
    case undefined:
    case '':
      throw invalid(
        search,
        name,
        'it has role_arn without source_profile or credential_source',
        'source_profile',
      );
    default:
      throw invalid(
        search,
        name,
        `credential_source is "${credentialSource}"`,
        'credential_source = Environment, Ec2InstanceMetadata or EcsContainer',
      );
  }
}

/** The session name that the profile sets, else the environment. @throws PROFILE_INVALID, SETTING_INVALID for one that STS would refuse */
function roleSessionName(name: string, profile: Section, search: Search): string | undefined {
  const set = profile.get('role_session_name');
  if (!set) return environmentSessionName(search.context.env);
  if (isSessionName(set)) return set;
  const setting = `role_session_name with ${SESSION_NAME_SHAPE}`;
  throw invalid(search, name, `role_session_name is ${JSON.stringify(set)}`, setting);
}

function duration(name: string, profile: Section, search: Search): number | undefined {
  const text = profile.get('duration_seconds');
  if (!text) return undefined;
  const seconds = Number(text);
  // STS takes 900 seconds to 12 hours (AWS STS API Reference, AssumeRole, DurationSeconds).
  if (Number.isInteger(seconds) && seconds >= 900 && seconds <= 43_200) return seconds;
  throw invalid(search, name, `duration_seconds is "${text}"`, 'duration_seconds with 900 to 43200');
}

function invalid({ config }: Search, name: string, why: string, setting: string): HelperError {
  return new HelperError('PROFILE_INVALID', `profile "${name}": ${why}`, {
    hint: `set ${setting} in ${config.configPath}`,
  });
}

function profileNotFound(name: string, { config, seen }: Search): HelperError {
  const from = seen.at(-1) === undefined ? '' : `, the source_profile of "${seen.at(-1)}",`;
  if (config.unmarkedSections.includes(name)) {
    return new HelperError(
      'PROFILE_NOT_FOUND',
      `profile "${name}"${from} is not there, but a section [${name}] is`,
      {
        hint: `write [profile ${name}] in ${config.configPath}`,
      },
    );
  }
  const known = [...config.profiles.keys()];
  const others = known.length === 0 ? 'there are no profiles' : `there are: ${known.slice(0, 20).join(', ')}`;
  return new HelperError(
    'PROFILE_NOT_FOUND',
    `profile "${name}"${from} is in neither ${config.configPath} nor ${config.credentialsPath} (${others})`,
    {
      hint:
        seen.length === 0
          ? 'set AWS_PROFILE to one that is there, or unset it'
          : `correct source_profile in ${config.configPath}`,
    },
  );
}
