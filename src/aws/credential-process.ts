import { exec } from 'node:child_process';
import type { AwsCredentialIdentity } from '@smithy/types';
import type { Environment } from '../context.ts';
import { HelperError } from '../errors.ts';
import type { ProcessSource } from './credential-source.ts';
import type { AwsTools } from './tools.ts';

/**
 * Set for a `credential_process`: which of them led to it, so that one that leads back to itself, over this program
 * or another, ends. Hashes, since a command may hold a secret.
 */
const ASKED_BY = 'DOCKER_CREDENTIAL_ECR_ASKED_BY';

/** Longer than any answer, short enough to hold. */
const LONGEST_OUTPUT = 1024 * 1024;

/** How this program's own errors begin. */
const OWN_ERROR = /^docker-credential-ecr: /;

/** The credentials that a profile's `credential_process` prints. @throws CREDENTIAL_PROCESS_FAILED, CREDENTIAL_PROCESS_LOOPS */
export async function processCredentials(
  { profile, command }: ProcessSource,
  { context, deadline }: AwsTools,
): Promise<AwsCredentialIdentity> {
  const { env, sha256, now } = context;
  deadline.waitFor(`the credential_process of profile "${profile}"`);
  const mark = sha256(JSON.stringify([profile, command])).slice(0, 16);
  const askedBy = env[ASKED_BY]?.split(' ') ?? [];
  if (askedBy.includes(mark)) throw processLoops(profile);
  const failed = (why: string, cause?: unknown) => {
    // An error of this program says itself what mends it.
    const hint = OWN_ERROR.test(why)
      ? {}
      : { hint: `run the command in profile "${profile}" by hand to see why` };
    const said = why.replace(OWN_ERROR, '');
    return new HelperError(
      'CREDENTIAL_PROCESS_FAILED',
      `the credential_process of profile "${profile}" failed: ${said}`,
      { ...hint, cause },
    );
  };
  const output = await outputOf(
    command,
    { ...env, [ASKED_BY]: [...askedBy, mark].join(' ') },
    deadline.signal,
    failed,
  );
  return parseAnswer(output, now(), failed);
}

/** The error for a `credential_process` that asks for the credentials of its own profile. */
export function processLoops(profile: string): HelperError {
  return new HelperError(
    'CREDENTIAL_PROCESS_LOOPS',
    `the credential_process of profile "${profile}" asks for the credentials of that very profile, and so on for ever`,
    { hint: 'name another identity in it: docker-credential-ecr env --identity I --format process' },
  );
}

type Failed = (why: string, cause?: unknown) => HelperError;

/** What the command prints. It is given to a shell, as the SDKs do. */
function outputOf(command: string, env: Environment, signal: AbortSignal, failed: Failed): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env, signal, maxBuffer: LONGEST_OUTPUT, windowsHide: true };
    const child = exec(command, options, (error, stdout, stderr) => {
      if (error === null) return resolve(stdout);
      // The error's own message begins with the command, which may hold a secret.
      const said = stderr.trim().split('\n').at(-1);
      reject(failed(said || `it ended with ${error.code ?? error.signal ?? 'an unknown error'}`, error));
    });
    // What Docker writes on our standard input is none of its business.
    child.stdin?.on('error', () => {}).end();
  });
}

/** Reads the answer (AWS SDKs and Tools Reference Guide, "Process credential provider"). */
function parseAnswer(output: string, now: number, failed: Failed): AwsCredentialIdentity {
  let answer: Readonly<Record<string, unknown>>;
  try {
    answer = Object(JSON.parse(output));
  } catch {
    // The parser's message would quote the answer.
    throw failed('it printed no JSON');
  }
  const { Version, AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer;
  if (Version !== 1) throw failed('it printed no "Version": 1');
  if (!isText(AccessKeyId) || !isText(SecretAccessKey)) {
    throw failed('it printed no AccessKeyId, or no SecretAccessKey');
  }
  const expiration = isText(Expiration) ? new Date(Expiration) : undefined;
  if (expiration !== undefined && !(expiration.getTime() > now)) {
    throw failed('it printed credentials that have expired');
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    ...(isText(SessionToken) && { sessionToken: SessionToken }),
    ...(expiration && { expiration }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
