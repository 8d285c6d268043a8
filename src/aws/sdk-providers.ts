import { fromHttp, fromInstanceMetadata } from '@aws-sdk/credential-providers';
import type { AwsCredentialIdentity } from '@smithy/types';
import { HelperError } from '../errors.ts';
import { errorCode } from './network-failure.ts';
import type { AwsTools } from './tools.ts';

/** The SDK warns on the console otherwise, which would reach the terminal. */
export const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The credentials that the container's credential endpoint gives. @throws CREDENTIAL_ENDPOINT_FAILED */
export async function containerCredentials(tools: AwsTools): Promise<AwsCredentialIdentity> {
  tools.deadline.waitFor('the container credentials');
  try {
    return await fromHttp({ logger: SILENT })();
  } catch (error) {
    throw new HelperError(
      'CREDENTIAL_ENDPOINT_FAILED',
      `the container's credential endpoint gave no credentials (${(error as Error).message})`,
      {
        hint: 'check AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or AWS_CONTAINER_CREDENTIALS_FULL_URI',
        cause: error,
      },
    );
  }
}

/** How long each of the two requests to EC2 instance metadata may take; a machine that has it answers in a few ms. */
const INSTANCE_METADATA_MS = 1000;

/** The credentials of the EC2 instance's role. @throws CREDENTIAL_ENDPOINT_FAILED */
export async function instanceCredentials(tools: AwsTools): Promise<AwsCredentialIdentity> {
  tools.deadline.waitFor('EC2 instance metadata');
  try {
    return await fromInstanceMetadata({ timeout: INSTANCE_METADATA_MS, maxRetries: 0, logger: SILENT })();
  } catch (error) {
    const why = instanceFailure(error);
    throw new HelperError('CREDENTIAL_ENDPOINT_FAILED', why, {
      hint: 'give the instance a role',
      cause: error,
    });
  }
}

function instanceFailure(error: unknown): string {
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (statusCode === 404) return 'the instance has no role';
  if (statusCode !== undefined) return `it answered with HTTP ${statusCode}`;
  return `no answer (${errorCode(error) || message || 'unknown error'})`;
}
