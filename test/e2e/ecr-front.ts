import { once } from 'node:events';
import { type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { KeyAndCertificate } from '../fakes/aws/certificate-authority.ts';
import type { PasswordVerdict } from '../fakes/aws/issued-passwords.ts';

/** A registry host as ECR has it, and the loopback port of the registry server that plays it. */
export interface FrontedRegistry {
  readonly host: string;
  readonly accountId: string;
  readonly region: string;
  readonly port: number;
}

/** A request that a client made, and what the front thought of its password. */
export interface Visit {
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly verdict: PasswordVerdict | 'no password' | 'not AWS';
}

export interface EcrFront {
  /** In the order in which they came. */
  readonly visits: readonly Visit[];
  /** Every password that was presented, to look for in places where none may be. */
  readonly passwords: ReadonlySet<string>;
  close(): Promise<void>;
}

export interface EcrFrontOptions {
  readonly address: string;
  readonly registries: readonly FrontedRegistry[];
  readonly tls: KeyAndCertificate;
  readonly checkPassword: (password: string, accountId: string, region: string) => PasswordVerdict;
}

/**
 * Starts what ECR is to its clients: TLS on port 443 of the address, Basic auth with the user `AWS` and an
 * authorization token's password, and a registry behind it, another one for each host.
 */
export async function startEcrFront(options: EcrFrontOptions): Promise<EcrFront> {
  const visits: Visit[] = [];
  const passwords = new Set<string>();

  const server = createServer(options.tls, (message, response) => {
    const host = (message.headers.host ?? '').replace(/:443$/, '');
    const registry = options.registries.find((candidate) => candidate.host === host);
    if (registry === undefined) {
      refuse(response, 421, 'UNSUPPORTED', `There is no registry ${host}`);
      return;
    }
    const { user, password } = readBasicAuthorization(message.headers.authorization);
    if (password !== undefined) passwords.add(password);
    const verdict =
      password === undefined
        ? 'no password'
        : user === 'AWS'
          ? options.checkPassword(password, registry.accountId, registry.region)
          : 'not AWS';
    visits.push({ host, method: message.method ?? '', path: message.url ?? '', verdict });
    if (verdict === 'good') {
      passOn(message, response, registry.port);
    } else {
      refuseVisit(response, verdict, host);
    }
  });
  server.listen(443, options.address);
  await once(server, 'listening');

  return {
    visits,
    passwords,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The user and password of a client's request. */
export function readBasicAuthorization(header: string | undefined): { user?: string; password?: string } {
  const encoded = /^basic +(.+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return {};
  const decoded = Buffer.from(encoded, 'base64').toString();
  const colon = decoded.indexOf(':');
  return { user: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}

/** ECR answers 401 to those whom it doesn't know, and 403 to those whom it knows and doesn't let in. */
function refuseVisit(
  response: ServerResponse,
  verdict: Exclude<Visit['verdict'], 'good'>,
  host: string,
): void {
  switch (verdict) {
    case 'expired':
      refuse(response, 403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.');
      return;
    case 'wrong account':
    case 'wrong region':
      refuse(
        response,
        403,
        'DENIED',
        `The caller is not authorized to use a registry of ${host} (${verdict})`,
      );
      return;
    case 'no password':
    case 'not AWS':
    case 'unknown':
      response.setHeader('WWW-Authenticate', `Basic realm="https://${host}/",service="ecr.amazonaws.com"`);
      refuse(response, 401, 'UNAUTHORIZED', 'Not Authorized');
      return;
  }
}

/** An error in the form of the registry API (OCI distribution specification, error codes). */
function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Docker-Distribution-Api-Version': 'registry/2.0',
    // What a refused client still wants to upload is not waited for.
    Connection: 'close',
  });
  response.end(JSON.stringify({ errors: [{ code, message }] }));
}

/** Lets the registry on the loopback port answer a request. */
export function passOn(message: IncomingMessage, response: ServerResponse, port: number): void {
  // The registry has no use for the password, and its log shall not see it.
  const { authorization: _, ...headers } = message.headers;
  const onward = request(
    { host: '127.0.0.1', port, method: message.method, path: message.url, headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    },
  );
  onward.on('error', () => response.destroy());
  response.on('close', () => onward.destroy());
  message.pipe(onward);
}
