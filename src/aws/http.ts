import type { HttpRequest, HttpResponse } from '@smithy/core/protocols';
import { buildQueryString } from '@smithy/core/protocols';
import type { Context, Environment, Runtime } from '../context.ts';
import type { Log } from '../log.ts';
import { isUntrusted, type RequestFailure } from './network-failure.ts';
import { proxyFor } from './proxy.ts';

/** What the AWS SDK's clients send their requests with. */
export interface RequestHandler {
  handle(request: HttpRequest, options?: { abortSignal?: unknown }): Promise<{ response: HttpResponse }>;
  /** Opens a connection to the address, so that a later request finds the handshakes done. Never fails. */
  preconnect(url: URL): void;
  /** Settles when the first request is on its way. */
  readonly firstSent: Promise<void>;
  /**
   * How far the clock of whoever answered last is ahead of this machine's, in milliseconds, to a second or so;
   * undefined while no answer had a date.
   */
  readonly clockOffset: () => number | undefined;
}

/** One request, with all that was decided about its way. */
export interface Sending {
  readonly url: URL;
  readonly request: HttpRequest;
  readonly proxy: URL | undefined;
  /** The certificate authorities as PEM; undefined for the runtime's own. */
  readonly authorities: readonly string[] | undefined;
  readonly signal: AbortSignal;
}

/** How requests are sent; the runtimes differ in what is quick. */
export interface Transport {
  /** Sends one request. Rejects with errors that have Node.js's codes. */
  readonly send: (sending: Sending) => Promise<HttpResponse>;
  /** Opens a connection straight to the address, trusting the runtime's own certificate authorities. */
  readonly preconnect: (url: URL) => void;
}

/** Connections that several request handlers share, by what sends over them; made when the first is. */
export type Connections = Map<Runtime, Promise<Transport>>;

/**
 * Makes the request handler for all clients of a run: proxies and private certificate authorities as people
 * set them, the same under both runtimes, and nothing outlives the signal.
 *
 * The runtime's own certificate authorities are tried first, since they are at hand. Only when none of them
 * vouches for the server, all that the machine trusts are read, and the request, which wasn't sent yet, is tried again.
 */
export async function createRequestHandler(options: {
  readonly context: Context;
  readonly profileBundle: string | undefined;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly connections?: Connections | undefined;
}): Promise<RequestHandler> {
  const { context, profileBundle, signal, log, connections } = options;
  const loading = connections?.get(context.runtime) ?? loadTransport(context.runtime);
  connections?.set(context.runtime, loading);
  const transport = await loading;
  let authorities: readonly string[] | undefined;
  let clockOffset: number | undefined;
  const { promise: firstSent, resolve: hasSent } = Promise.withResolvers<void>();

  return {
    firstSent,
    clockOffset: () => clockOffset,
    preconnect(url) {
      // By a proxy, only the request itself can open the connection.
      if (url.protocol === 'https:' && proxyFor(url, context.env) === undefined) transport.preconnect(url);
    },
    async handle(request) {
      const url = addressOf(request);
      const proxy = proxyFor(url, context.env);
      const send = async () => {
        const sent = transport.send({ url, request, proxy, authorities, signal });
        hasSent();
        const response = await sent;
        const answeredAt = Date.parse(response.headers.date ?? '');
        if (!Number.isNaN(answeredAt)) clockOffset = answeredAt - context.now();
        return response;
      };
      log('request', { method: request.method, host: url.host, proxy: proxy?.host });
      try {
        try {
          return { response: await send() };
        } catch (error) {
          if (!isUntrusted(error) || authorities !== undefined) throw error;
          authorities = await loadAuthorities(context.env, profileBundle, log);
          return { response: await send() };
        }
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        log('request failed', { host: url.host, error: String(error) });
        throw Object.assign(error as Error, {
          requestHost: url.hostname,
          proxyHost: proxy?.host,
        } satisfies RequestFailure);
      }
    },
  };
}

async function loadTransport(runtime: Runtime): Promise<Transport> {
  // Under bun, `fetch` halves the time of a request; under Node.js, loading it costs 50 ms more than `node:http`.
  if (runtime === 'bun') return (await import('./http-fetch.ts')).fetchTransport;
  return (await import('./http-node.ts')).createNodeTransport();
}

async function loadAuthorities(
  env: Environment,
  profileBundle: string | undefined,
  log: Log,
): Promise<string[]> {
  const { allCertificateAuthorities } = await import('./certificates.ts');
  return allCertificateAuthorities(env, profileBundle, log);
}

function addressOf(request: HttpRequest): URL {
  const query = buildQueryString(request.query ?? {});
  const port = request.port === undefined ? '' : `:${request.port}`;
  return new URL(
    `${request.protocol}//${request.hostname}${port}${request.path}${query === '' ? '' : `?${query}`}`,
  );
}
