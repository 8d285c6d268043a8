import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer, ReceivedRequest } from './call.ts';
import type { Fault } from './faults.ts';

const largestBodyBytes = 1_000_000;

/** Reads a whole request; undefined when its body is larger than any that AWS clients send here, or it broke off. */
export async function receiveRequest(message: IncomingMessage): Promise<ReceivedRequest | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of message) {
      size += chunk.length;
      if (size > largestBodyBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  // A proxy's request may carry a whole address in place of a path.
  const url = new URL(message.url ?? '/', 'http://stand-in.invalid');
  return {
    method: message.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: message.headers,
    body: Buffer.concat(chunks),
  };
}

/** Sends an answer, whole or as the fault has it. `nowMs` (epoch milliseconds) is for its `Date` header. */
export function deliverAnswer(
  response: ServerResponse,
  answer: Answer,
  nowMs: number,
  fault?: Fault['kind'],
): void {
  const body = Buffer.from(answer.body);
  response.sendDate = false;
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': body.length,
    ...(fault === 'no-date' ? {} : { date: new Date(nowMs).toUTCString() }),
  });
  if (fault === 'hang-body' || fault === 'cut-body') {
    const half = body.subarray(0, Math.floor(body.length / 2));
    response.write(half, () => {
      if (fault === 'cut-body') response.destroy();
    });
    return;
  }
  response.end(body);
}
