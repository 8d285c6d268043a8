import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { gzipSync } from 'node:zlib';
import { executableFile, SUMS, sumsOfVersion, sumsText } from '../../../build/release/names.ts';
import { closableServer } from '../../fakes/aws/closable-server.ts';

/** A web server on this machine that people download a release from, like a plain folder of files. */
export interface ReleaseServer {
  /** The folder's address. */
  readonly url: string;
  /** What was asked for, as paths below the folder, in this order. */
  readonly requests: string[];
  readonly files: Map<string, Buffer>;
  /** The paths of which only half is sent before the connection is closed. */
  readonly cut: Set<string>;
  /** The paths of which half is sent, and then nothing. Tells when that is so. */
  stall(path: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server with no files. */
export async function startReleaseServer(): Promise<ReleaseServer> {
  const files = new Map<string, Buffer>();
  const cut = new Set<string>();
  const stalling = new Map<string, () => void>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/release\//, '');
    requests.push(path);
    const body = files.get(path);
    if (body === undefined) {
      response.writeHead(404).end('not here\n');
      return;
    }
    response.writeHead(200, { 'content-length': body.length, connection: 'close' });
    const half = body.subarray(0, body.length >> 1);
    const stalled = stalling.get(path);
    if (stalled !== undefined) response.write(half, stalled);
    else if (cut.has(path)) response.write(half, () => response.destroy());
    else response.end(body);
  });
  const closable = closableServer(server);
  const port = await closable.listen('127.0.0.1', 0);
  return {
    url: `http://127.0.0.1:${port}/release`,
    requests,
    files,
    cut,
    stall: (path) => new Promise((resolve) => stalling.set(path, resolve)),
    close: () => closable.close(),
  };
}

/** Puts a release onto the server: one executable for each target, and their sums. */
export function publish(
  { files }: ReleaseServer,
  version: string,
  executables: Readonly<Record<string, string | Buffer>>,
): void {
  const sums: Record<string, string> = {};
  for (const [target, program] of Object.entries(executables)) {
    const name = executableFile(version, { name: target });
    const packed = gzipSync(program, { level: 1 });
    files.set(name, packed);
    sums[name] = createHash('sha256').update(packed).digest('hex');
  }
  const text = Buffer.from(sumsText(sums));
  files.set(SUMS, text);
  files.set(sumsOfVersion(version), text);
}

/** A program that says its version and writes down what it is run with. */
export function fakeProgram(version: string): string {
  return `#!/bin/sh
case $1 in
  --version) echo 'docker-credential-ecr ${version}' ;;
  *) echo "$*" >>"$HOME/ran" ;;
esac
`;
}
