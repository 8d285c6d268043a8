import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { Sending, Transport } from './http.ts';

/** Sends by `node:http` and `node:https`, keeping one set of connections per proxy and set of authorities. */
export function createNodeTransport(): Transport {
  const handlers = new Map<string, NodeHttpHandler>();
  return async (sending) => {
    const key = `${sending.authorities === undefined} ${sending.proxy?.href}`;
    const handler = handlers.get(key) ?? createHandler(sending);
    handlers.set(key, handler);
    const { response } = await handler.handle(sending.request, { abortSignal: sending.signal });
    return response;
  };
}

function createHandler({ proxy, authorities }: Sending): NodeHttpHandler {
  const proxyEnv = proxy === undefined ? {} : { HTTP_PROXY: proxy.href, HTTPS_PROXY: proxy.href };
  return new NodeHttpHandler({
    httpAgent: new HttpAgent({ keepAlive: true, proxyEnv }),
    httpsAgent: new HttpsAgent({ keepAlive: true, proxyEnv, ...(authorities && { ca: [...authorities] }) }),
  });
}
