import { HelperError } from '../errors.ts';

/** What `get` answers and `store` is given (docker/docker-credential-helpers, credentials/credentials.go). */
export interface DockerCredentials {
  readonly serverURL: string;
  readonly username: string;
  readonly secret: string;
}

/** The user name that goes with every ECR authorization token. */
export const ECR_USERNAME = 'AWS';

/** The server URL that `get` and `erase` are given on stdin. @throws NO_SERVER_URL */
export function parseServerURL(input: string): string {
  const serverURL = input.trim();
  if (serverURL === '') throw new HelperError('NO_SERVER_URL', 'no server URL on standard input');
  return serverURL;
}

/**
 * What `store` is given on stdin. Errors never repeat the input, since it holds a password.
 * @throws INPUT_INVALID, NO_SERVER_URL, NO_USERNAME
 */
export function parseStoreRequest(input: string): DockerCredentials {
  const message = parseObject(input);
  const serverURL = storedServerURL(input);
  const username = stringField(message, 'Username');
  const secret = stringField(message, 'Secret');
  if (username === '') throw new HelperError('NO_USERNAME', 'no Username in the request');
  return { serverURL, username, secret };
}

/** The server URL of what `store` is given, whatever else is in it. @throws INPUT_INVALID, NO_SERVER_URL */
export function storedServerURL(input: string): string {
  const serverURL = stringField(parseObject(input), 'ServerURL').trim();
  if (serverURL === '') throw new HelperError('NO_SERVER_URL', 'no ServerURL in the request');
  return serverURL;
}

function parseObject(input: string): object {
  let message: unknown;
  try {
    message = JSON.parse(input);
  } catch {
    // The parser's own message quotes the input.
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message)) {
    throw new HelperError('INPUT_INVALID', 'standard input is no JSON object', {
      hint: 'store takes {"ServerURL":"…","Username":"…","Secret":"…"}',
    });
  }
  return message;
}

/** A member of the message; empty when missing, as Go's decoder has it. */
function stringField(message: object, name: string): string {
  const value = (message as Record<string, unknown>)[name];
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new HelperError('INPUT_INVALID', `${name} is no string`, {
    hint: 'store takes {"ServerURL":"…","Username":"…","Secret":"…"}',
  });
}

/** The answer of `get`, with its newline. */
export function formatGetAnswer({ serverURL, username, secret }: DockerCredentials): string {
  return `${JSON.stringify({ ServerURL: serverURL, Username: username, Secret: secret })}\n`;
}

/** The answer of `list`, with its newline: user names by server URL. */
export function formatListAnswer(entries: readonly { serverURL: string; username: string }[]): string {
  return `${JSON.stringify(Object.fromEntries(entries.map((entry) => [entry.serverURL, entry.username])))}\n`;
}
