import { createServer } from 'node:http';
import { closableServer } from './aws/closable-server.ts';

/** What was asked of the token endpoint. */
export interface TokenQuestion {
  readonly audience: string | null;
  readonly authorization: string | undefined;
}

/** The address at which a GitHub Actions job gets its token, with what the job is given to ask it. */
export interface GitHubActions {
  /** The variables of a job with the permission `id-token: write`. */
  readonly env: {
    readonly ACTIONS_ID_TOKEN_REQUEST_URL: string;
    readonly ACTIONS_ID_TOKEN_REQUEST_TOKEN: string;
  };
  readonly questions: readonly TokenQuestion[];
  /** The next answers, one for each question; then tokens again. `cut` closes the connection with no answer. */
  readonly failNext: (...answers: (number | 'cut' | string)[]) => void;
  readonly close: () => Promise<void>;
}

/** Starts the endpoint. @param sign makes a token with these claims */
export async function startGitHubActions(
  sign: (claims: { iss: string; sub: string; aud: string }) => string,
): Promise<GitHubActions> {
  const bearer = 'bearer-of-the-job-0123456789';
  const questions: TokenQuestion[] = [];
  const next: (number | string)[] = [];
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://github.invalid');
    const audience = searchParams.get('audience');
    const { authorization } = request.headers;
    questions.push({ audience, authorization });
    const failure = next.shift();
    if (failure === 'cut') return request.socket.destroy();
    if (typeof failure === 'number') return response.writeHead(failure).end('{"message":"not now"}');
    if (failure !== undefined) return response.end(failure);
    const isAllowed = authorization === `Bearer ${bearer}` && searchParams.get('api-version') === '2.0';
    if (!isAllowed || pathname !== '/run-1/idtoken' || audience === null)
      return response.writeHead(401).end();
    const iss = 'https://token.actions.githubusercontent.com';
    const value = sign({ iss, sub: 'repo:acme/shop:ref:refs/heads/main', aud: audience });
    return response.setHeader('content-type', 'application/json').end(JSON.stringify({ count: 1, value }));
  });
  const closable = closableServer(server);
  const port = await closable.listen('127.0.0.1', 0);
  return {
    env: {
      ACTIONS_ID_TOKEN_REQUEST_URL: `http://127.0.0.1:${port}/run-1/idtoken?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer,
    },
    questions,
    failNext: (...answers) => next.push(...answers),
    close: () => closable.close(),
  };
}
