import { Agent as HttpAgent } from 'node:http';
import { type AgentOptions, Agent as HttpsAgent } from 'node:https';
import { isIP } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Sending, Transport } from './http.ts';

/** Sends by `node:http` and `node:https`, keeping one set of connections per proxy and set of authorities. */
export function createNodeTransport(): Transport {
  const handlersOf = new Map<Sending['authorities'], Map<string | undefined, NodeHttpHandler>>();
  const opened = new Map<string, TLSSocket>();
  return {
    async send(sending) {
      const handlers = handlersOf.get(sending.authorities) ?? new Map<string | undefined, NodeHttpHandler>();
      handlersOf.set(sending.authorities, handlers);
      const handler = handlers.get(sending.proxy?.href) ?? createHandler(sending, opened);
      handlers.set(sending.proxy?.href, handler);
      const { response } = await handler.handle(sending.request, { abortSignal: sending.signal });
      return response;
    },
    preconnect({ hostname, port: given }) {
      const port = given || '443';
      const place = `${hostname}:${port}`;
      const socket = connect({
        host: hostname,
        port: Number(port),
        servername: isIP(hostname) === 0 ? hostname : '',
        ALPNProtocols: ['http/1.1'],
      });
      // The request itself tells what is wrong.
      socket.on('error', () => opened.delete(place));
      opened.set(place, socket);
    },
  };
}

/** An agent whose first connection to a host is one that was opened ahead, if there is such. */
class PreconnectedAgent extends HttpsAgent {
  readonly #opened: Map<string, TLSSocket>;

  constructor(options: AgentOptions, opened: Map<string, TLSSocket>) {
    super(options);
    this.#opened = opened;
  }

  override createConnection(
    ...parameters: Parameters<HttpsAgent['createConnection']>
  ): ReturnType<HttpsAgent['createConnection']> {
    const place = `${parameters[0].host}:${parameters[0].port}`;
    const socket = this.#opened.get(place);
    this.#opened.delete(place);
    return socket === undefined || socket.destroyed ? super.createConnection(...parameters) : socket;
  }
}

function createHandler({ proxy, authorities }: Sending, opened: Map<string, TLSSocket>): NodeHttpHandler {
  const proxyEnv = proxy === undefined ? {} : { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href };
  return new NodeHttpHandler({
    httpAgent: new HttpAgent({ keepAlive: true, proxyEnv }),
    httpsAgent:
      proxy === undefined && authorities === undefined
        ? new PreconnectedAgent({ keepAlive: true }, opened)
        : new HttpsAgent({ keepAlive: true, proxyEnv, ...(authorities && { ca: [...authorities] }) }),
  });
}
