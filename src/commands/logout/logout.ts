import { describeSource } from '../../aws/credential-source.ts';
import { readAwsConfig } from '../../aws/profile.ts';
import { type SsoSession, sessionKey, sessionOf, ssoSourceOf } from '../../aws/sso-session.ts';
import type { Context } from '../../context.ts';
import { type CachedToken, openTokenCache, tokenState } from '../../ecr/cache.ts';
import type { RegistryMatch } from '../../ecr/registry-rules.ts';
import { HelperError, onOneLine, orError } from '../../errors.ts';
import { LOGOUT } from '../descriptions/logout.ts';
import { namedRegistry } from '../named-registry.ts';
import { parseArguments, usageError } from '../parse-arguments.ts';
import { registryIdentity } from '../rule-identity.ts';
import { readVerbSettings, type VerbSettings } from '../verb-settings.ts';
import { forgetAuths, forgetTokens, type MeantHosts } from './passwords.ts';
import { failedRow, type LogoutRow, writeRows } from './report.ts';
import { endSessions, type SignOutSurroundings } from './sessions.ts';

/**
 * `logout`: forgets tokens and passwords of registries, and ends SSO sessions. What fails keeps nothing else from
 * being done. Returns the exit status: 1 when anything failed.
 * @throws USAGE, and what makes the settings, the configuration file or the AWS config unreadable
 */
export async function logout(context: Context): Promise<number> {
  const { options, operands } = parseArguments(LOGOUT, context.arguments.slice(1));
  const { all = false, sso = false } = options;
  if (all && operands.length > 0) {
    throw usageError(LOGOUT, '--all means every registry: name none with it');
  }
  if (!all && !sso && operands.length === 0) {
    throw usageError(
      LOGOUT,
      'name a REGISTRY whose tokens to forget, or --all, or --sso to end SSO sessions',
    );
  }
  const verb = await readVerbSettings(context);
  const named = operands.map((text) => namedRegistry(text, verb, LOGOUT));
  const { timeoutMs, cacheDirectory } = verb.settings;
  const { configuration } = verb;
  const config = sso ? readAwsConfig(context) : undefined;

  const rows: LogoutRow[] = [];
  if (all || named.length > 0) {
    const hosts: MeantHosts = all ? undefined : new Set(named.map(({ registry }) => registry.host));
    if (cacheDirectory !== undefined) rows.push(...forgetTokens(hosts, cacheDirectory, context));
    rows.push(...(await forgetAuths(hosts, verb.findRegistry, context)));
    // Where something could not be looked at, nobody knows.
    const isSure = cacheDirectory !== undefined && !rows.some(({ outcome }) => outcome === 'failed');
    if (isSure) rows.push(...nothingKept(hosts, rows, verb));
  }
  if (config !== undefined) {
    const surroundings = { context, config, configuration, timeoutMs };
    const found = named.length > 0 ? sessionsOf(named, surroundings) : undefined;
    rows.push(...(found?.rows ?? []), ...(await endSessions(found?.sessions, surroundings)));
  }
  writeRows(rows, context);
  const isBlind = cacheDirectory === undefined && (all || named.length > 0);
  if (rows.length === 0 && !isBlind) context.writeStdout(`${nothingAtAll(all, sso)}\n`);
  if (isBlind) {
    context.writeStderr(
      'docker-credential-ecr: kept tokens were not looked at, since AWS_ECR_DISABLE_CACHE is set\n',
    );
  }
  if (sso && !all) tellStillKept(verb, context);
  return rows.some(({ outcome }) => outcome === 'failed') ? 1 : 0;
}

function nothingAtAll(all: boolean, sso: boolean): string {
  if (!all) return 'nobody is signed in to SSO here';
  return sso ? 'no tokens are kept here, and nobody is signed in to SSO' : 'no tokens are kept here';
}

/** Rows for the registries of which nothing was kept. */
function nothingKept(
  hosts: MeantHosts,
  rows: readonly LogoutRow[],
  { findRegistry }: VerbSettings,
): LogoutRow[] {
  const told = rows.map(({ what }) => findRegistry(what)?.registry.host);
  return [...(hosts ?? [])]
    .filter((host) => !told.includes(host))
    .map((host) => ({ outcome: 'nothing', what: host, text: 'nothing is kept for it' }));
}

/** The SSO sessions of the identities that serve the registries, and rows for those that have none. */
function sessionsOf(
  matches: readonly RegistryMatch[],
  surroundings: SignOutSurroundings,
): { readonly sessions: SsoSession[]; readonly rows: LogoutRow[] } {
  const sessions = new Map<string, SsoSession>();
  const rows: LogoutRow[] = [];
  for (const match of matches) {
    const { host } = match.registry;
    try {
      const { source } = registryIdentity(match, surroundings);
      const ssoSource = ssoSourceOf(source);
      const session = ssoSource && sessionOf(ssoSource, surroundings.config);
      if (session !== undefined) sessions.set(sessionKey(session), session);
      else
        rows.push({ outcome: 'nothing', what: host, text: `${describeSource(source)} has no SSO session` });
    } catch (error) {
      if (!(error instanceof HelperError)) throw error;
      rows.push(failedRow(host, error));
    }
  }
  return { sessions: [...sessions.values()], rows };
}

/** Says which tokens serve on without the session that they were had with. */
function tellStillKept({ settings: { cacheDirectory }, findRegistry }: VerbSettings, context: Context): void {
  const hosts = liveTokens(cacheDirectory, context).map(
    ({ serverURL }) => findRegistry(serverURL)?.registry.host ?? serverURL,
  );
  if (hosts.length === 0) return;
  const listed = onOneLine([...new Set(hosts)].join(', '));
  context.writeStdout(
    `still kept, and good until they expire: the tokens of ${listed}; to forget them: docker-credential-ecr logout --all\n`,
  );
}

function liveTokens(directory: string | undefined, context: Context): CachedToken[] {
  const tokens = orError(() => openTokenCache(directory, context).list());
  // Nothing is taken from a directory that is refused.
  if (tokens instanceof HelperError) return [];
  return tokens.filter((token) => tokenState(token, context.now()) !== 'expired');
}
