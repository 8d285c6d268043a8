import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { closableServer } from './aws/closable-server.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

export interface ConnectProxyOptions {
  /** Who may use it. Default: everyone. */
  readonly credentials?: { readonly username: string; readonly password: string };
  /** Where a host really is; undefined: it can't be reached. Default: where it says. */
  readonly resolve?: (host: string, port: number) => Address | undefined;
}

/** What the proxy was asked for. */
export interface ProxiedRequest extends Address {
  /** `CONNECT` for a tunnel; any other for a request that is passed on. */
  readonly method: string;
  /** The proxy's answer to a tunnel or refusal: 200, 407 (not authenticated) or 502; undefined for what is passed on. */
  readonly status: number | undefined;
  /** Whether `Proxy-Authorization` was sent, right or wrong. */
  readonly sentCredentials: boolean;
}

export interface ConnectProxy {
  /** Without credentials. */
  readonly url: string;
  /** With the right credentials in it, as people write it into `HTTPS_PROXY`. */
  readonly urlWithCredentials: string;
  readonly requests: readonly ProxiedRequest[];
  close(): Promise<void>;
}

/** Starts an HTTP proxy on the loopback address: `CONNECT` tunnels, and requests for whole `http:` addresses. */
export async function startConnectProxy(options: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const { credentials, resolve = (host, port) => ({ host, port }) } = options;
  const requests: ProxiedRequest[] = [];
  const expected =
    credentials &&
    `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`;

  function decide(message: IncomingMessage, target: Address): { status: 200 | 407 | 502; address: Address } {
    const sent = message.headers['proxy-authorization'];
    const address = resolve(target.host, target.port);
    const isAllowed = expected === undefined || sent === expected;
    const status = !isAllowed ? 407 : address === undefined ? 502 : 200;
    const isPassedOn = status === 200 && message.method !== 'CONNECT';
    requests.push({
      ...target,
      method: message.method ?? '',
      status: isPassedOn ? undefined : status,
      sentCredentials: sent !== undefined,
    });
    return { status, address: address ?? target };
  }

  const server = createServer((message, response) => {
    const url = URL.canParse(message.url ?? '') ? new URL(message.url ?? '') : undefined;
    if (url === undefined) {
      response.writeHead(400).end('A proxy wants a whole address.\n');
      return;
    }
    const { status, address } = decide(message, { host: url.hostname, port: Number(url.port || 80) });
    if (status === 200) forward(message, response, url, address);
    else response.writeHead(status, refusalHeaders(status)).end();
  });
  server.on('connect', (message: IncomingMessage, client: Duplex, head: Buffer) => {
    client.on('error', () => {}); // a refused client may hang up at once
    const { status, address } = decide(message, parseAuthority(message.url ?? ''));
    if (status === 200) tunnel(client, head, address);
    else client.end(refusalText(status));
  });
  const closable = closableServer(server);
  const port = await closable.listen('127.0.0.1', 0);

  const authority = `127.0.0.1:${port}`;
  const userInfo =
    credentials && `${encodeURIComponent(credentials.username)}:${encodeURIComponent(credentials.password)}@`;
  return {
    url: `http://${authority}`,
    urlWithCredentials: `http://${userInfo ?? ''}${authority}`,
    requests,
    close: closable.close,
  };
}

function tunnel(client: Duplex, head: Buffer, address: Address): void {
  const upstream = connect(address.port, address.host);
  let isOpen = false;
  upstream.once('connect', () => {
    isOpen = true;
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
  upstream.on('error', () => (isOpen ? client.destroy() : client.end(refusalText(502))));
  upstream.on('close', () => client.destroy());
  client.on('error', () => upstream.destroy());
  client.on('close', () => upstream.destroy());
}

function forward(message: IncomingMessage, response: ServerResponse, url: URL, address: Address): void {
  const { 'proxy-authorization': _, 'proxy-connection': __, ...headers } = message.headers;
  const upstream = httpRequest(
    { ...address, method: message.method, path: url.pathname + url.search, headers, agent: false },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  upstream.on('error', () => {
    if (response.headersSent) response.destroy();
    else response.writeHead(502).end();
  });
  response.on('close', () => upstream.destroy());
  message.pipe(upstream);
}

function parseAuthority(authority: string): Address {
  const colon = authority.lastIndexOf(':');
  return {
    host: authority.slice(0, colon).replace(/^\[|\]$/g, ''),
    port: Number(authority.slice(colon + 1)),
  };
}

function refusalHeaders(status: 407 | 502): Record<string, string> {
  return status === 407 ? { 'proxy-authenticate': 'Basic realm="proxy"' } : {};
}

function refusalText(status: 407 | 502): string {
  const [reason, extra] =
    status === 407
      ? ['Proxy Authentication Required', 'Proxy-Authenticate: Basic realm="proxy"\r\n']
      : ['Bad Gateway', ''];
  return `HTTP/1.1 ${status} ${reason}\r\n${extra}Content-Length: 0\r\nConnection: close\r\n\r\n`;
}
