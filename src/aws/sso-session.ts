import { createHash } from 'node:crypto';
import type { Context } from '../context.ts';
import type { CredentialSource, SsoSource } from './credential-source.ts';
import type { AwsConfig } from './profile.ts';

/** What a person signs in to: an SSO session of the AWS config, or a legacy profile's start URL. */
export interface SsoSession {
  /** The name of `[sso-session NAME]`; undefined for a legacy profile, which never renews. */
  readonly name: string | undefined;
  readonly startUrl: string;
  readonly region: string;
  /** What `sso_registration_scopes` lists; undefined where it is not set. */
  readonly scopes: readonly string[] | undefined;
  /** A profile that uses it, if one does. */
  readonly profile: string | undefined;
  /** The identity of the configuration file that it is made for, if it is. */
  readonly identity: string | undefined;
}

/** The SSO source that a source's credentials begin with, if they do. */
export function ssoSourceOf(source: CredentialSource): SsoSource | undefined {
  if (source.kind === 'sso') return source;
  return source.kind === 'role' ? ssoSourceOf(source.source) : undefined;
}

/** The session of an SSO source. */
export function sessionOf(source: SsoSource, config: AwsConfig): SsoSession {
  const { session, startUrl, region, profile, identity } = source;
  return { name: session, startUrl, region, scopes: sessionScopes(session, config), profile, identity };
}

/**
 * Every SSO session of the AWS config that has a start URL and a region, those of legacy profiles included; each
 * with the first profile that uses it.
 */
export function allSessions(config: AwsConfig): SsoSession[] {
  const profiles = [...config.profiles];
  const named = [...config.ssoSessions].map(([name, section]) => ({
    name,
    section,
    profile: profiles.find(([, profile]) => profile.get('sso_session') === name)?.[0],
  }));
  const legacy = profiles
    .filter(([, profile]) => !profile.get('sso_session') && profile.get('sso_start_url'))
    .map(([profile, section]) => ({ name: undefined, section, profile }));
  const sessions = [...named, ...legacy].flatMap(({ name, section, profile }) => {
    const startUrl = section.get('sso_start_url');
    const region = section.get('sso_region');
    return startUrl && region
      ? [{ name, startUrl, region, scopes: sessionScopes(name, config), profile, identity: undefined }]
      : [];
  });
  return [...new Map(sessions.map((session) => [sessionKey(session), session])).values()];
}

/** The session in the words of a message: `"acme"`, or a legacy profile's start URL. */
export function describeSession({ name, startUrl }: Pick<SsoSession, 'name' | 'startUrl'>): string {
  return name === undefined ? startUrl : `"${name}"`;
}

/** The commands that sign a person in to the session: this program's, and the AWS CLI's. */
export function signInCommand({ profile, identity }: SignInNames): string {
  if (profile === undefined) return `docker-credential-ecr login ${named({ profile, identity })}`;
  return `docker-credential-ecr login --profile ${quoted(profile)} (or: aws sso login --profile ${quoted(profile)})`;
}

/** The command that signs a person in to the session by a code, in a browser anywhere. */
export function deviceCommand(names: SignInNames): string {
  return `docker-credential-ecr login --device ${named(names)}`;
}

/** What a session may be named by in a command. */
type SignInNames = { readonly [name in 'profile' | 'identity']?: string | undefined };

function named({ profile, identity }: SignInNames): string {
  if (profile !== undefined) return `--profile ${quoted(profile)}`;
  return identity === undefined ? '--all' : `--identity ${quoted(identity)}`;
}

/** A name as a shell takes it. */
function quoted(profile: string): string {
  return /^[\w.@:/+-]+$/.test(profile) ? profile : `'${profile.replaceAll("'", `'\\''`)}'`;
}

/** Tells sessions apart, and names the session's token file: the SHA-1 of its name, or of a legacy profile's start URL. */
export function sessionKey({ name, startUrl }: Pick<SsoSession, 'name' | 'startUrl'>): string {
  return createHash('sha1')
    .update(name ?? startUrl)
    .digest('hex');
}

/** Where the AWS CLI and every SDK keep SSO tokens and client registrations. */
export function ssoCacheDirectory({ home }: Pick<Context, 'home'>): string {
  return `${home}/.aws/sso/cache`;
}

function sessionScopes(name: string | undefined, config: AwsConfig): readonly string[] | undefined {
  const setting = config.ssoSessions.get(name ?? '')?.get('sso_registration_scopes');
  return setting
    ?.split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
}
