import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fromLoginCredentials } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode } from '../files.ts';
import type { LoginSource } from './credential-source.ts';
import type { RequestHandler } from './http.ts';
import { SILENT } from './sdk-providers.ts';
import type { AwsTools } from './tools.ts';

/**
 * The credentials of a profile's `aws login` session, as `aws login` left them in its cache; the AWS SDK's provider
 * renews them by the AWS sign-in service when less than 5 minutes are left, and writes them back.
 * @throws LOGIN_SESSION_EXPIRED, and what every call may
 */
export async function loginCredentials(source: LoginSource, tools: AwsTools): Promise<AwsCredentialIdentity> {
  const before = readSession(source, tools.context);
  try {
    return await sessionCredentials(source, tools);
  } catch (error) {
    // A refresh token is good once: another process may have used it a moment ago, and left what it got.
    const isOver = error instanceof HelperError && error.code === 'LOGIN_SESSION_EXPIRED';
    if (!isOver || readSession(source, tools.context) === before) throw error;
    return sessionCredentials(source, tools);
  }
}

async function sessionCredentials({ profile }: LoginSource, tools: AwsTools): Promise<AwsCredentialIdentity> {
  // A session is a region's own: that of the profile, whatever region the environment names for other calls.
  const region = tools.config.profiles.get(profile)?.get('region') || tools.region;
  const seen = watchRequests(tools.requestHandler);
  tools.deadline.waitFor('the AWS sign-in service');
  try {
    const clientConfig = { ...tools.clientSettings('signin', region), requestHandler: seen.requestHandler };
    return await fromLoginCredentials({ profile, logger: SILENT, clientConfig })();
  } catch (error) {
    // The provider turns every failure into one sentence; what failed on the way to the service is told as ever.
    const failure = seen.failure();
    if (failure !== undefined)
      throw await tools.explain(failure, { doing: 'login-renewal', region, profile });
    throw signInAgain(profile, `can't be used (${(error as Error).message})`, error);
  }
}

/** A request handler that remembers why the last request failed for another reason than the session itself. */
function watchRequests(requestHandler: RequestHandler): {
  readonly requestHandler: RequestHandler;
  readonly failure: () => unknown;
} {
  let failure: unknown;
  return {
    failure: () => failure,
    requestHandler: {
      ...requestHandler,
      handle: async (request, options) => {
        try {
          const answer = await requestHandler.handle(request, options);
          const { statusCode } = answer.response;
          const isTheirs = statusCode >= 500 || statusCode === 429;
          failure = isTheirs ? serviceFailure(statusCode) : undefined;
          return answer;
        } catch (error) {
          failure = error;
          throw error;
        }
      },
    },
  };
}

/** What the SDK's clients throw for such an answer. */
function serviceFailure(status: number): Error {
  const name = status === 429 ? 'TooManyRequestsError' : 'InternalServerException';
  return Object.assign(new Error('the service could not answer'), {
    name,
    $metadata: { httpStatusCode: status },
  });
}

/**
 * The text of the session's file, `~/.aws/login/cache/<sha256 of the session>.json` (AWS CLI User Guide, "Login for AWS
 * local development using console credentials"). The provider would quote it when it is no JSON.
 * @throws LOGIN_SESSION_EXPIRED when there is none, or it is no JSON
 */
function readSession({ session, profile }: LoginSource, { env, home }: Context): string {
  const directory = env.AWS_LOGIN_CACHE_DIRECTORY ?? `${home}/.aws/login/cache`;
  const path = `${directory}/${createHash('sha256').update(session).digest('hex')}.json`;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = fileErrorCode(error);
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw signInAgain(profile, isMissing ? 'is not there' : `can't be read from ${path} (${code})`, error);
  }
  try {
    JSON.parse(text);
  } catch {
    throw signInAgain(profile, `can't be used: ${path} is no JSON`);
  }
  return text;
}

function signInAgain(profile: string, why: string, cause?: unknown): HelperError {
  return new HelperError('LOGIN_SESSION_EXPIRED', `the sign-in of profile "${profile}" (aws login) ${why}`, {
    hint: `run: aws login --profile ${shellWord(profile)}`,
    cause,
  });
}

/** A word as a shell takes it. */
function shellWord(word: string): string {
  return /^[\w.@:/+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
