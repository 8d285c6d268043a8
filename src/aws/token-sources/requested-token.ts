import { setTimeout as delay } from 'node:timers/promises';
import { HttpRequest, type HttpResponse } from '@smithy/core/protocols';
import { HelperError } from '../../errors.ts';
import { networkFailure } from '../network-failure.ts';
import type { AwsTools } from '../tools.ts';
import { noToken, onlyToken } from './only-token.ts';
import type { RequestRecipe } from './recipe.ts';

/** How often the place is asked before its failure is one. The AWS SDK's clients ask as often. */
const ATTEMPTS = 3;
/** How long to wait before the second attempt, in milliseconds; before the third it is twice as long. */
const PAUSE_MS = 200;
/** Longer than any answer with a token. */
const LONGEST_ANSWER = 64 * 1024;

/** An answer, read to its end. */
interface ReadAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * The token that a GET to the place's address answers, by the proxies, certificate authorities and deadline of all
 * requests.
 * @throws WEB_IDENTITY_UNAVAILABLE, SETTING_INVALID, and what every call may
 */
export async function requestedToken(recipe: RequestRecipe, place: string, tools: AwsTools): Promise<string> {
  const { urlVariable, remedy } = recipe;
  const request = tokenRequest(recipe, place, tools);
  const { status, text } = await patiently(request, tools).catch(async (error: unknown) => {
    throw await tools.explain(error, { doing: 'ask-token', place });
  });
  if (status !== 200)
    throw noToken(place, `the address in ${urlVariable} answered with HTTP ${status}`, remedy);
  const answered = `the address in ${urlVariable} answered with`;
  return onlyToken(tokenIn(text), (what) => noToken(place, `${answered} ${what}`, remedy));
}

function tokenRequest(recipe: RequestRecipe, place: string, { context }: AwsTools): HttpRequest {
  const { urlVariable, bearerVariable, audience, remedy } = recipe;
  const { [urlVariable]: address, [bearerVariable]: bearer } = context.env;
  if (!address || !bearer) {
    throw noToken(place, `${address ? bearerVariable : urlVariable} is not set`, remedy);
  }
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) {
    const hint = `unset ${urlVariable}, which only ${place} sets`;
    throw new HelperError('SETTING_INVALID', `${urlVariable} is no http or https address`, { hint });
  }
  const url = new URL(address);
  return new HttpRequest({
    protocol: url.protocol,
    hostname: url.hostname,
    ...(url.port && { port: Number(url.port) }),
    path: url.pathname,
    query: { ...Object.fromEntries(url.searchParams), audience },
    headers: { host: url.host, accept: 'application/json', authorization: `Bearer ${bearer}` },
  });
}

/** Sends until there is an answer that another attempt would not change. */
async function patiently(request: HttpRequest, tools: AwsTools): Promise<ReadAnswer> {
  for (let attempt = 1; ; attempt++) {
    const isLast = attempt === ATTEMPTS;
    try {
      const { response } = await tools.requestHandler.handle(request);
      const answer = { status: response.statusCode, text: await readBody(response) };
      if (isLast || (answer.status !== 429 && answer.status < 500)) return answer;
    } catch (error) {
      if (isLast || error instanceof HelperError || !PASSING.has(networkFailure(error))) throw error;
    }
    await delay(PAUSE_MS * attempt, undefined, { signal: tools.deadline.signal });
  }
}

/** Failures that may be gone the next moment. */
const PASSING = new Set<ReturnType<typeof networkFailure>>(['cut', 'unreachable']);

async function readBody({ body }: HttpResponse): Promise<string> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > LONGEST_ANSWER) break;
  }
  return text;
}

/** The member `value` of the answer; empty when there is none. The answer is never part of an error. */
function tokenIn(text: string): string {
  try {
    const { value } = JSON.parse(text) as { value?: unknown };
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
