import type { IncomingHttpHeaders } from 'node:http';
import type { Principal } from './principals.ts';

/** The services that the stand-in plays. */
export type ServiceName =
  | 'ecr'
  | 'ecr-public'
  | 'sts'
  | 'sso'
  | 'sso-oidc'
  | 'signin'
  | 'imds'
  | 'container'
  | 'unknown';

/** A request as it came in, before anything is made of it. */
export interface ReceivedRequest {
  readonly method: string;
  /** Path without the query, as it was sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Who signed a request, and what the signature is good for. */
export interface Signer {
  readonly principal: Principal;
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

/** A request to an operation of a service. */
export interface Call extends ReceivedRequest {
  readonly service: ServiceName;
  readonly operation: string;
  /** The body's members, whichever format the service speaks. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The region that the host name tells; a loopback address tells none. */
  readonly hostRegion: string | undefined;
  readonly signer: Signer | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A member of the input that is a text, or undefined. */
export function textInput(call: Call, name: string): string | undefined {
  const value = call.input[name];
  return typeof value === 'string' ? value : undefined;
}
