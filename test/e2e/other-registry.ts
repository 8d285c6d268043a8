import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { passOn, readBasicAuthorization } from './ecr-front.ts';

/** A registry that is none of ECR's. */
export interface OtherRegistry {
  /** The loopback address and the port, as in an image's name: Docker wants no TLS there. */
  readonly host: string;
  close(): Promise<void>;
}

/** Starts a registry that lets one user in, and has the images of the one on the port. */
export async function startOtherRegistry(
  account: { readonly user: string; readonly password: string },
  port: number,
): Promise<OtherRegistry> {
  const server = createServer((message, response) => {
    const { user, password } = readBasicAuthorization(message.headers.authorization);
    if (user === account.user && password === account.password) {
      passOn(message, response, port);
      return;
    }
    response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="other"', Connection: 'close' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
