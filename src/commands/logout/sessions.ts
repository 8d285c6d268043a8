import { ssoCacheName } from '../../aws/cli-cache.ts';
import { configuredSource } from '../../aws/configured-identity.ts';
import type { SsoSource } from '../../aws/credential-source.ts';
import { type AwsConfig, settingsProfile } from '../../aws/profile.ts';
import { profileSource } from '../../aws/profile-source.ts';
import { forgetCliCredentials, keptSsoTokenPaths, readKeptSsoToken } from '../../aws/sso-forgotten.ts';
import {
  allSessions,
  describeSession,
  type SsoSession,
  sessionKey,
  sessionOf,
  ssoSourceOf,
} from '../../aws/sso-session.ts';
import { signOut } from '../../aws/sso-sign-out.ts';
import { ssoTokenPath } from '../../aws/sso-token-file.ts';
import { createAwsTools } from '../../aws/tools.ts';
import type { Configuration } from '../../config-file/read.ts';
import type { Context } from '../../context.ts';
import { startDeadline } from '../../deadline.ts';
import { HelperError, orError } from '../../errors.ts';
import { openLog } from '../../log.ts';
import { atMost } from '../at-most.ts';
import { openProgress } from '../progress.ts';
import { failedRow, type LogoutRow } from './report.ts';

/** What the ending of sessions needs of its surroundings. */
export interface SignOutSurroundings {
  readonly context: Context;
  readonly config: AwsConfig;
  readonly configuration: Configuration;
  /** How long each answer of AWS may take. */
  readonly timeoutMs: number;
}

/** How many sessions are ended at once. */
const AT_ONCE = 10;

/** A token file whose session is to be ended, with what is known of the session. */
interface KeptSession {
  readonly path: string;
  readonly session: SsoSession | undefined;
}

/**
 * Ends SSO sessions, at AWS and here, and tells how that went.
 * @param sessions undefined for all whose tokens are kept on this machine
 */
export async function endSessions(
  sessions: readonly SsoSession[] | undefined,
  surroundings: SignOutSurroundings,
): Promise<LogoutRow[]> {
  const progress = openProgress(surroundings.context);
  const within = { ...surroundings, context: progress.context };
  try {
    const kept = sessions?.map((session) => ({ path: ssoTokenPath(session, within.context), session }));
    progress.say('signing out of SSO …');
    const rows = await Promise.all(
      atMost(AT_ONCE, kept ?? allKept(within), (one) => failingAsRow(nameOf(one), () => endOne(one, within))),
    );
    const credentials = await failingAsRow('AWS CLI', async () => cliRow(sessions, within));
    return [...rows, credentials].flatMap((row) => row ?? []);
  } catch (error) {
    if (error instanceof HelperError) return [failedRow('SSO sessions', error)];
    throw error;
  } finally {
    progress.end();
  }
}

/** The SSO sessions that anything on this machine names, by the paths of their tokens. */
function allKept({ context, config, configuration }: SignOutSurroundings): KeptSession[] {
  const sources = knownSources({ context, config, configuration });
  const known = [...sources.map((source) => sessionOf(source, config)), ...allSessions(config)];
  const byPath = new Map(known.map((session) => [ssoTokenPath(session, context), session]));
  return keptSsoTokenPaths(context).map((path) => ({ path, session: byPath.get(path) }));
}

/** The SSO roles of all profiles and configured identities. */
function knownSources({
  context,
  config,
  configuration,
}: Pick<SignOutSurroundings, 'context' | 'config' | 'configuration'>): SsoSource[] {
  const ofProfiles = [...config.profiles.keys()].map((name) => () => profileSource(name, config, context));
  const ofIdentities = Object.keys(configuration.identities ?? {}).map(
    (name) => () => configuredSource(name, { configuration, config, context }),
  );
  return [...ofProfiles, ...ofIdentities].flatMap((find) => {
    const source = orError(find);
    // A profile that makes no sense has no session.
    return source === undefined || source instanceof HelperError ? [] : (ssoSourceOf(source) ?? []);
  });
}

async function endOne(
  kept: KeptSession,
  { context, config, timeoutMs }: SignOutSurroundings,
): Promise<LogoutRow> {
  const { path, session } = kept;
  const what = nameOf(kept);
  if (readKeptSsoToken(path) === undefined) return { outcome: 'nothing', what, text: 'nobody is signed in' };
  const deadline = startDeadline(timeoutMs);
  try {
    const tools = await createAwsTools({
      context,
      config,
      deadline,
      log: openLog(context),
      profileName: settingsProfile(session?.profile, context),
      registryRegion: session?.region ?? '',
    });
    const ended = await signOut(path, session?.region, tools);
    if (ended === 'signed-out') return { outcome: 'done', what, text: `signed out, and removed ${path}` };
    if (ended === 'was-over') return { outcome: 'done', what, text: `was over; removed ${path}` };
    const text = `removed ${path}, but AWS could not be told, so there it goes on until its time is over: ${ended.message}`;
    return failedRow(what, new HelperError(ended.code, text, { hint: ended.hint }));
  } finally {
    deadline.end();
  }
}

/** Removes what the AWS CLI keeps of the sessions. */
function cliRow(
  sessions: readonly SsoSession[] | undefined,
  surroundings: SignOutSurroundings,
): LogoutRow | undefined {
  const { context, config } = surroundings;
  const keys = sessions?.map(sessionKey);
  const names = knownSources(surroundings)
    .filter((source) => keys?.includes(sessionKey(sessionOf(source, config))))
    .map(ssoCacheName);
  const count = forgetCliCredentials((name) => keys === undefined || names.includes(name), context);
  if (count === 0) return undefined;
  const credentials = count === 1 ? 'the credentials' : `${count} credentials`;
  return { outcome: 'done', what: 'AWS CLI', text: `removed ${credentials} that it kept (~/.aws/cli/cache)` };
}

function nameOf({ path, session }: KeptSession): string {
  if (session !== undefined) return `SSO session ${describeSession(session)}`;
  try {
    return `SSO session ${readKeptSsoToken(path)?.startUrl ?? path}`;
  } catch {
    return `SSO session ${path}`;
  }
}

async function failingAsRow<T>(what: string, work: () => Promise<T>): Promise<T | LogoutRow> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HelperError) return failedRow(what, error);
    throw error;
  }
}
