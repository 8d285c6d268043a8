import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the browser brings back: a code, or the name of an error (RFC 6749, sections 4.1.2 and 4.1.2.1). */
export type BrowserAnswer = { readonly code: string } | { readonly error: string };

/** Waits on a loopback address for a browser to come back from a sign-in. */
export interface LoopbackListener {
  /** Where the browser is to be sent back to. */
  readonly redirectUri: string;
  /** The one answer that is taken. */
  readonly answer: Promise<BrowserAnswer>;
  /** Stops listening. */
  readonly close: () => void;
}

const HOST = '127.0.0.1';
const PATH = '/oauth/callback';

/** The redirect address as a client registers it: any port may be added when it is used (RFC 8252, section 7.3). */
export const REGISTERED_REDIRECT_URI = `http://${HOST}${PATH}`;

/**
 * Listens on any free port of 127.0.0.1. Takes one answer, and only one that bears the state: whatever else
 * arrives, such as a request that another page made the browser send, is refused and changes nothing.
 */
export async function listenOnLoopback(state: string): Promise<LoopbackListener> {
  const server = createServer();
  const answer = new Promise<BrowserAnswer>((resolve) => {
    server.on('request', ({ method, url = '/', headers }, response) => {
      const { pathname, searchParams } = new URL(url, REGISTERED_REDIRECT_URI);
      const port = (server.address() as AddressInfo | null)?.port;
      if (method !== 'GET' || pathname !== PATH || headers.host !== `${HOST}:${port}`) {
        return sendPage(response, 404, 'There is nothing here.');
      }
      const code = searchParams.get('code');
      const error = searchParams.get('error');
      if (!isSame(searchParams.get('state') ?? '', state) || !(code || error)) {
        return sendPage(response, 400, 'This is not the sign-in that the terminal waits for.');
      }
      server.close();
      const text = error ? 'The sign-in was not approved.' : 'You are signed in. The terminal goes on.';
      sendPage(response, 200, `${text} You can close this tab.`, () =>
        resolve(error || !code ? { error: error ?? '' } : { code }),
      );
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, HOST, resolve);
  });
  return {
    redirectUri: `http://${HOST}:${(server.address() as AddressInfo).port}${PATH}`,
    answer,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Compares without telling by its time how much was right. */
function isSame(one: string, other: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(one), hash(other));
}

/** Nothing that came with the request is on the page. */
function sendPage(response: ServerResponse, status: number, text: string, sent?: () => void): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>docker-credential-ecr</title>' +
      '<style>body{font:1.2em system-ui,sans-serif;max-width:36em;margin:20vh auto;padding:0 1em;text-align:center}' +
      '@media(prefers-color-scheme:dark){body{background:#111;color:#eee}}</style></head>' +
      `<body><h1>docker-credential-ecr</h1><p>${text}</p></body></html>\n`,
    sent,
  );
}
