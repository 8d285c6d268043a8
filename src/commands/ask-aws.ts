import { type Choice, withSkipped } from '../aws/choice.ts';
import { credentialsOfCli } from '../aws/cli-cache.ts';
import { type CredentialSource, credentialsRemedy } from '../aws/credential-source.ts';
import { fingerprint } from '../aws/fingerprint.ts';
import type { AwsConfig } from '../aws/profile.ts';
import { credentialsOf } from '../aws/provider.ts';
import { type AwsTools, createAwsTools } from '../aws/tools.ts';
import type { Context } from '../context.ts';
import { keepClockOffset } from '../ecr/clock-note.ts';
import type { Registry } from '../ecr/registry.ts';
import { type AuthorizationToken, requestToken, tokenAction } from '../ecr/token.ts';
import { HelperError } from '../errors.ts';
import type { TokenRun } from './registry-token.ts';

type Credentials = Awaited<ReturnType<typeof credentialsOf>>;

/** Credentials on their way, by the identity's fingerprint. */
export type ResolvedCredentials = Map<string, Promise<Credentials>>;

/**
 * Gets the identity's credentials, and with them an authorization token of the registry.
 * The token cache calls it when it has nothing: what lies behind it is most of the time that a cold start takes.
 * @param profileName the profile whose region, endpoints and CA bundle count
 * @throws HelperError
 */
export async function askAws(
  registry: Registry,
  choice: Choice,
  { config, profileName }: { readonly config: AwsConfig; readonly profileName: string },
  run: TokenRun,
): Promise<AuthorizationToken> {
  const {
    context,
    deadline,
    log,
    connections,
    noteClock = (offsetMs: number) => keepClockOffset(offsetMs, context),
  } = run;
  const tools = await createAwsTools({
    context,
    config,
    deadline,
    log,
    profileName,
    registryRegion: registry.region,
    connections,
  });
  try {
    return await askWith(tools, registry, choice, run);
  } finally {
    const offsetMs = tools.requestHandler.clockOffset();
    if (offsetMs !== undefined) noteClock(offsetMs);
  }
}

async function askWith(
  tools: AwsTools,
  registry: Registry,
  choice: Choice,
  { context, log, resolved = new Map() }: TokenRun,
): Promise<AuthorizationToken> {
  const byKept = await withCredentialsOfCli(choice.source, context, (kept) => {
    log("credentials from the AWS CLI's cache");
    return askEcr(registry, choice, Promise.resolve(kept), tools, ready);
  });
  if (byKept !== undefined) return byKept;
  const credentials = resolvedOnce(choice.source, resolved, tools).catch((error: unknown) => {
    throw withSkipped(choice, error);
  });
  // It is waited for in two places, and one of them may never be reached.
  credentials.catch(() => {});
  // A request that goes out at once opens its connection itself.
  if (choice.source.kind === 'access-key') return askEcr(registry, choice, credentials, tools, ready);
  // Whatever is asked for the credentials goes out first; the rest of the SDK is loaded while it is on its way.
  await Promise.race([tools.requestHandler.firstSent, credentials]);
  return askEcr(registry, choice, credentials, tools, tools.requestHandler.preconnect);
}

/** Stands for a connection that need not be opened ahead. */
function ready(): void {}

async function askEcr(
  registry: Registry,
  { source }: Choice,
  credentials: Promise<Credentials>,
  { deadline, clientSettings, explain }: AwsTools,
  preconnect: (url: URL) => void,
): Promise<AuthorizationToken> {
  const { region } = registry;
  const settings = clientSettings(registry.service === 'ecr' ? 'ecr' : 'ecr_public', region);
  const whenThere = async () => {
    const found = await credentials;
    deadline.waitFor(`ECR in ${region}`);
    return found;
  };
  try {
    return await requestToken(registry, whenThere, settings, preconnect);
  } catch (error) {
    const remedy = credentialsRemedy(source);
    throw await explain(error, { doing: 'get-token', action: tokenAction(registry), region, remedy });
  }
}

/** What is had with the credentials that the AWS CLI keeps; undefined where it keeps none, or AWS refuses them. */
export async function withCredentialsOfCli<Result>(
  source: CredentialSource,
  context: Context,
  use: (kept: Credentials) => Promise<Result>,
): Promise<Result | undefined> {
  const kept = credentialsOfCli(source, context);
  if (kept === undefined) return undefined;
  try {
    return await use(kept);
  } catch (error) {
    if (isAboutCredentials(error)) return undefined;
    throw error;
  }
}

/** The credentials of the identity, which is asked for them once in a run. */
export function resolvedOnce(
  source: CredentialSource,
  resolved: ResolvedCredentials,
  tools: AwsTools,
): Promise<Credentials> {
  const identity = fingerprint(source, undefined, tools.context);
  const found = resolved.get(identity) ?? credentialsOf(source, tools);
  resolved.set(identity, found);
  return found;
}

/** Whether AWS refused the credentials themselves. */
function isAboutCredentials(error: unknown): boolean {
  return error instanceof HelperError && ['CREDENTIALS_EXPIRED', 'CREDENTIALS_REFUSED'].includes(error.code);
}
