import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type CertificateAuthority, createCertificateAuthority } from './aws/certificate-authority.ts';
import { type AwsStandIn, startAwsStandIn } from './aws/stand-in.ts';
import { type ConnectProxy, type ConnectProxyOptions, startConnectProxy } from './connect-proxy.ts';

const hostName = 'api.ecr.us-east-1.amazonaws.com';
const credentials = { username: 'ann', password: 'p@ss:w/rd%41' };

let authority: CertificateAuthority;
let secureStandIn: AwsStandIn;
let plainStandIn: AwsStandIn;
let proxy: ConnectProxy;

beforeAll(async () => {
  authority = await createCertificateAuthority();
  secureStandIn = await startAwsStandIn({ tls: await authority.issue([hostName]) });
  plainStandIn = await startAwsStandIn();
});
afterAll(() => Promise.all([secureStandIn.close(), plainStandIn.close()]));
beforeEach(() => {
  secureStandIn.clearRequests();
  plainStandIn.clearRequests();
});
afterEach(() => proxy.close());

/** Knows the host name, and sends it to the TLS stand-in; cannot reach any other. */
function resolve(host: string, port: number) {
  return host === hostName && port === 443 ? { host: '127.0.0.1', port: secureStandIn.port } : undefined;
}

function authorization({ username, password }: typeof credentials): Record<string, string> {
  return { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** Asks the proxy for a tunnel; resolves to its answer and the connection. */
async function openTunnel(target: string, headers = {}): Promise<[IncomingMessage, Socket]> {
  const asking = httpRequest(proxy.url, { method: 'CONNECT', path: target, headers, agent: false }).end();
  const [response, socket] = await once(asking, 'connect');
  return [response, socket];
}

async function statusThroughTunnel(socket: Socket): Promise<number | undefined> {
  const options = { host: hostName, ca: authority.cert, path: '/x', socket, agent: false };
  const [response] = await once(httpsRequest(options).end(), 'response');
  return response.resume().statusCode;
}

describe('a tunnel', () => {
  test('leads to where the name is mapped, end to end encrypted', async () => {
    proxy = await startConnectProxy({ resolve });
    const [response, socket] = await openTunnel(`${hostName}:443`);
    expect(response.statusCode).toBe(200);
    expect(await statusThroughTunnel(socket)).toBe(404);
    expect(secureStandIn.requests).toEqual([expect.objectContaining({ hostHeader: hostName, path: '/x' })]);
    expect(proxy.requests).toEqual([
      { method: 'CONNECT', host: hostName, port: 443, status: 200, sentCredentials: false },
    ]);
    expect(proxy.urlWithCredentials).toBe(proxy.url);
  });

  test('leads where it says, by default', async () => {
    proxy = await startConnectProxy();
    const [response, socket] = await openTunnel(`127.0.0.1:${secureStandIn.port}`);
    expect(response.statusCode).toBe(200);
    expect(await statusThroughTunnel(socket)).toBe(404);
  });

  test.each<[string, ConnectProxyOptions, Record<string, string>, number]>([
    ['no credentials', { credentials }, {}, 407],
    ['wrong credentials', { credentials }, authorization({ ...credentials, password: 'wrong' }), 407],
    ['right credentials', { credentials }, authorization(credentials), 200],
  ])('for someone with %s', async (_, options, headers, status) => {
    proxy = await startConnectProxy({ ...options, resolve });
    const [response] = await openTunnel(`${hostName}:443`, headers);
    expect(response.statusCode).toBe(status);
    expect(response.headers['proxy-authenticate']).toBe(status === 407 ? 'Basic realm="proxy"' : undefined);
    expect(proxy.requests).toEqual([
      expect.objectContaining({ status, sentCredentials: 'proxy-authorization' in headers }),
    ]);
  });

  test.each(['other.example.com:443', `${hostName}:80`, '[::1]:443'])(
    'to %s is not to be had',
    async (target) => {
      proxy = await startConnectProxy({ resolve });
      const [response] = await openTunnel(target);
      expect(response.statusCode).toBe(502);
      expect(proxy.requests[0]?.host).toBe(target.slice(0, target.lastIndexOf(':')).replaceAll(/[[\]]/g, ''));
    },
  );

  test('to a closed port is not to be had', async () => {
    const closed = await startAwsStandIn();
    await closed.close();
    proxy = await startConnectProxy({ resolve: () => ({ host: '127.0.0.1', port: closed.port }) });
    expect((await openTunnel('x:443'))[0].statusCode).toBe(502);
  });

  test('is cut when the proxy closes', async () => {
    proxy = await startConnectProxy({ resolve });
    const [, socket] = await openTunnel(`${hostName}:443`);
    const closed = once(socket, 'close');
    await proxy.close();
    socket.on('error', () => {});
    await closed;
    expect(socket.destroyed).toBe(true);
    proxy = await startConnectProxy();
  });
});

describe('a request for a whole address', () => {
  async function forward(url: string, headers = {}): Promise<number | undefined> {
    const asking = httpRequest(proxy.url, {
      path: url,
      headers: { host: new URL(url).host, ...headers },
      agent: false,
    });
    const [response] = await once(asking.end(), 'response');
    return response.resume().statusCode;
  }

  test('is passed on', async () => {
    proxy = await startConnectProxy({
      credentials,
      resolve: (host, port) =>
        host === 'aws.example' && port === 80 ? { host: '127.0.0.1', port: plainStandIn.port } : undefined,
    });
    expect(await forward('http://aws.example/x?y=z', authorization(credentials))).toBe(404);
    expect(plainStandIn.requests).toEqual([
      expect.objectContaining({ path: '/x', hostHeader: 'aws.example' }),
    ]);
    expect(proxy.requests).toEqual([
      { method: 'GET', host: 'aws.example', port: 80, status: undefined, sentCredentials: true },
    ]);
    expect(await forward('http://aws.example/x')).toBe(407);
    expect(await forward('http://other.example/x', authorization(credentials))).toBe(502);
    expect(plainStandIn.requests).toHaveLength(1);
  });

  test('is passed on without what is for the proxy', async () => {
    const server = createServer((message, response) => response.end(message.rawHeaders.join(' ')));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    proxy = await startConnectProxy({ credentials, resolve: () => ({ host: '127.0.0.1', port }) });
    const headers = { ...authorization(credentials), 'x-other': 'kept' };
    const asking = httpRequest(proxy.url, { path: 'http://aws.example/', headers, agent: false });
    const [response] = await once(asking.end(), 'response');
    const seen = await text(response);
    expect(seen).toContain('x-other kept');
    expect(seen.toLowerCase()).not.toContain('proxy-');
    server.close();
  });

  test('has credentials in the address that people write into their settings', async () => {
    proxy = await startConnectProxy({ credentials });
    const url = new URL(proxy.urlWithCredentials);
    expect(decodeURIComponent(url.username)).toBe(credentials.username);
    expect(decodeURIComponent(url.password)).toBe(credentials.password);
    expect(`${url.protocol}//${url.host}`).toBe(proxy.url);
  });

  test('must have one', async () => {
    proxy = await startConnectProxy();
    expect((await fetch(proxy.url)).status).toBe(400);
  });
});
