import { EventEmitter, once } from 'node:events';
import type { Call, ReceivedRequest, ServiceName, Signer } from './call.ts';
import type { Route } from './routing.ts';

/** What the stand-in remembers of a request. Nothing in it is secret. */
export interface RecordedRequest {
  readonly service: ServiceName;
  /** As AWS names it, such as `GetAuthorizationToken`; for EC2 metadata the method and path. */
  readonly operation: string;
  readonly method: string;
  readonly path: string;
  readonly hostHeader: string;
  /** When it came in, in epoch milliseconds of the outside clock. */
  readonly at: number;
  /** Requests with the same number came over the same connection. */
  readonly connection: number;
  /** Input of the operation, with `[removed]` for what is secret. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly userAgent: string;
  /** Who signed it, when its signature was checked and found good. */
  readonly signedFor?: {
    readonly accountId: string;
    readonly principalArn: string;
    readonly accessKeyId: string;
    readonly region: string;
    readonly service: string;
  };
  /** The answer's status. Undefined while there is no answer, so for ever after a hang or a cut. */
  readonly status?: number;
  /** The error code of the answer, when it is a refusal. */
  readonly errorCode?: string;
}

/** A record to which the answer can be added. */
export interface AnswerableRecord extends RecordedRequest {
  status?: number;
  errorCode?: string;
}

const secretInputs = new Set([
  'clientSecret',
  'refreshToken',
  'deviceCode',
  'code',
  'codeVerifier',
  'state',
  'code_challenge',
  'WebIdentityToken',
  'TokenCode',
]);

/** The requests so far, in the order in which they came. */
export class RecordedRequests {
  readonly all: RecordedRequest[] = [];
  readonly #events = new EventEmitter();

  /** Remembers a request. Its answer's status and error code are written into the returned record later. */
  add(
    request: ReceivedRequest,
    route: Route,
    at: number,
    connection: number,
    signer: Signer | undefined,
  ): AnswerableRecord {
    const record: AnswerableRecord = {
      service: route.service,
      operation: route.operation,
      method: request.method,
      path: request.path,
      hostHeader: request.headers.host ?? '',
      at,
      connection,
      input: withoutSecrets(route.input),
      userAgent: request.headers['user-agent'] ?? '',
      ...(signer === undefined ? {} : { signedFor: describeSigner(signer) }),
    };
    this.all.push(record);
    this.#events.emit('arrived');
    return record;
  }

  clear(): void {
    this.all.length = 0;
  }

  /** The first request that matches, once it has come in; an answer to it there may never be. */
  async waitFor(matches: (request: RecordedRequest) => boolean): Promise<RecordedRequest> {
    for (;;) {
      const found = this.all.find(matches);
      if (found !== undefined) return found;
      await once(this.#events, 'arrived');
    }
  }
}

function withoutSecrets(input: Call['input']): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [name, secretInputs.has(name) ? '[removed]' : value]),
  );
}

function describeSigner(signer: Signer): NonNullable<RecordedRequest['signedFor']> {
  const { principal, accessKeyId, region, service } = signer;
  return { accountId: principal.accountId, principalArn: principal.arn, accessKeyId, region, service };
}
