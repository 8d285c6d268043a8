import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Keeps account of a server's connections, so that it can be closed whatever they are doing. */
export interface ClosableServer {
  /** Starts to listen, at any free port for 0; tells the port. */
  listen(host: string, port: number): Promise<number>;
  /** Tells connections apart, by numbers from 1 in the order in which they came. */
  connectionNumber(socket: Socket): number;
  /** Stops, and cuts every connection. */
  close(): Promise<void>;
}

/** Makes a server, which doesn't listen yet, one that can be closed at once. */
export function closableServer(server: Server): ClosableServer {
  const sockets = new Set<Socket>();
  // By the remote port, since a TLS server hands its listeners another object than the one that came in.
  const numbersByRemotePort = new Map<number | undefined, number>();
  let count = 0;
  server.on('connection', (socket: Socket) => {
    count += 1;
    numbersByRemotePort.set(socket.remotePort, count);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  return {
    async listen(host, port) {
      server.listen(port, host);
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    },
    connectionNumber: (socket) => numbersByRemotePort.get(socket.remotePort) ?? 0,
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
