import { type Choice, describeChoice, withSkipped } from '../../aws/choice.ts';
import { credentialsOfCli } from '../../aws/cli-cache.ts';
import { sourceProfile } from '../../aws/credential-source.ts';
import { type AwsConfig, settingsProfile } from '../../aws/profile.ts';
import { credentialsOf } from '../../aws/provider.ts';
import { createAwsTools } from '../../aws/tools.ts';
import type { Context } from '../../context.ts';
import type { Deadline } from '../../deadline.ts';
import { errorAbout, HelperError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { mayBeMendedBySignIn } from '../registry-token.ts';
import type { Credentials } from './variables.ts';

/** The AWS CLI keeps credentials that it renews itself when this much is left, in milliseconds (botocore, advisory refresh). */
const WORTH_TAKING_MS = 15 * 60 * 1000;

/** Where no setting and no registry says what region's STS to ask. */
const USUAL_REGION = 'us-east-1';

/** What the getting of credentials needs from its surroundings. */
export interface CredentialsRun {
  readonly context: Context;
  readonly config: AwsConfig;
  readonly deadline: Deadline;
  readonly log: Log;
  /** The region of the registry, where one is named. */
  readonly registryRegion: string | undefined;
}

/**
 * The credentials of an identity. A person who is there signs in first, where that is what is missing.
 * @throws HelperError, its message beginning with the identity and the rule that chose it
 */
export async function identityCredentials(choice: Choice, run: CredentialsRun): Promise<Credentials> {
  try {
    return await find(choice, run);
  } catch (error) {
    throw aboutIdentity(choice, error);
  }
}

/** The error with the identity that it is about, and the rule that chose it. */
export function aboutIdentity(choice: Choice, error: unknown): unknown {
  if (!(error instanceof HelperError) || error.code === 'NO_CREDENTIALS') return error;
  return errorAbout(describeChoice(choice), error);
}

async function find(choice: Choice, run: CredentialsRun): Promise<Credentials> {
  const { context, config, deadline, log, registryRegion = USUAL_REGION } = run;
  const { source } = choice;
  if (source.kind === 'access-key' && source.profile === undefined) refuseExpired(context);
  const kept = credentialsOfCli(source, context);
  if (kept?.expiration !== undefined && kept.expiration.getTime() - context.now() > WORTH_TAKING_MS) {
    log("credentials from the AWS CLI's cache");
    return kept;
  }
  const profileName = settingsProfile(sourceProfile(source), context);
  const tools = await createAwsTools({ context, config, deadline, log, profileName, registryRegion });
  const ask = async () => {
    try {
      return await credentialsOf(source, tools);
    } catch (error) {
      throw withSkipped(choice, error);
    }
  };
  const credentials = await ask().catch(async (error: unknown) => {
    if (!mayBeMendedBySignIn(error)) throw error;
    const { signInInline } = await import('../inline-sign-in.ts');
    if (!(await signInInline(error, source, { context, config, profileName, deadline, log }))) throw error;
    return ask();
  });
  const isFromEnvironment = source.kind === 'access-key' && source.profile === undefined;
  return isFromEnvironment ? withEnvironmentExpiry(credentials, context) : credentials;
}

/** Credentials in the environment bring their expiry along, if anything. */
function withEnvironmentExpiry(credentials: Credentials, { env }: Context): Credentials {
  const expiresAt = Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? '');
  return Number.isNaN(expiresAt) ? credentials : { ...credentials, expiration: new Date(expiresAt) };
}

function refuseExpired({ env, now }: Context): void {
  const expiresAt = Date.parse(env.AWS_CREDENTIAL_EXPIRATION ?? '');
  if (Number.isNaN(expiresAt) || expiresAt > now()) return;
  throw new HelperError(
    'CREDENTIALS_EXPIRED',
    `the credentials in the environment expired at ${new Date(expiresAt).toISOString()} (AWS_CREDENTIAL_EXPIRATION)`,
    { hint: 'unset AWS_ACCESS_KEY_ID, or name the identity with --profile or --identity' },
  );
}
