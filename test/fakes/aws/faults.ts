import { accessDenied } from './access-denied.ts';
import type { Answer, Call, ServiceName } from './call.ts';
import { ServiceError } from './service-error.ts';

/** What shall go wrong. */
export type FaultKind =
  /** The answer comes later. */
  | { readonly kind: 'delay'; readonly milliseconds: number }
  /** The request is taken and never answered. */
  | { readonly kind: 'hang' }
  /** Half of the answer comes, and then nothing more. */
  | { readonly kind: 'hang-body' }
  /** The connection is cut before an answer. */
  | { readonly kind: 'cut' }
  /** The connection is cut in the middle of the answer. */
  | { readonly kind: 'cut-body' }
  /** "Too many requests", as the service says it. */
  | { readonly kind: 'throttle' }
  /** "Not allowed", as the service says it. */
  | { readonly kind: 'denied' }
  /** Any refusal, in the service's wire format. */
  | { readonly kind: 'fail'; readonly status: number; readonly code: string; readonly message?: string }
  /** Status 200 and nonsense, by default the page of a hotel's network. */
  | { readonly kind: 'garbage'; readonly body?: string; readonly contentType?: string }
  /** A good answer without a `Date` header. */
  | { readonly kind: 'no-date' };

export type Fault = FaultKind & {
  /** Default: all services. */
  readonly service?: ServiceName;
  /** Default: all operations. */
  readonly operation?: string;
  /** How many requests it befalls. Default: for ever. */
  readonly times?: number;
};

const hotelPage =
  '<!DOCTYPE html><html><head><title>Welcome</title></head><body>Room number, please.</body></html>';

/** The faults that were injected. Each request takes all matching delays and the first other match. */
export class Faults {
  #waiting: { readonly fault: Fault; remaining: number }[] = [];

  inject(fault: Fault): void {
    this.#waiting.push({ fault, remaining: fault.times ?? Number.POSITIVE_INFINITY });
  }

  clear(): void {
    this.#waiting = [];
  }

  /** The faults that befall a request to this operation. */
  take(service: ServiceName, operation: string): { delayMs: number; fault: Fault | undefined } {
    let delayMs = 0;
    let chosen: Fault | undefined;
    for (const entry of this.#waiting) {
      const { fault } = entry;
      if (fault.service !== undefined && fault.service !== service) continue;
      if (fault.operation !== undefined && fault.operation !== operation) continue;
      if (fault.kind === 'delay') delayMs += fault.milliseconds;
      else if (chosen === undefined) chosen = fault;
      else continue;
      entry.remaining -= 1;
    }
    this.#waiting = this.#waiting.filter((entry) => entry.remaining > 0);
    return { delayMs, fault: chosen };
  }
}

/** The answer that a `garbage` fault gives. */
export function garbageAnswer(fault: Extract<Fault, { kind: 'garbage' }>): Answer {
  const { body = hotelPage, contentType = 'text/html' } = fault;
  return { status: 200, headers: { 'content-type': contentType }, body };
}

/** The refusal that a fault makes of a call, or undefined when that fault is no refusal. */
export function refusalByFault(fault: Fault, call: Call): ServiceError | undefined {
  switch (fault.kind) {
    case 'throttle':
      return throttled(call.service);
    case 'denied':
      return accessDenied(call);
    case 'fail':
      return new ServiceError(fault.status, fault.code, fault.message ?? 'The stand-in was told to fail.');
    default:
      return undefined;
  }
}

function throttled(service: ServiceName): ServiceError {
  switch (service) {
    case 'ecr':
    case 'ecr-public':
      return new ServiceError(400, 'ThrottlingException', 'Rate exceeded');
    case 'sts':
      return new ServiceError(400, 'Throttling', 'Rate exceeded');
    case 'imds':
      return new ServiceError(503, 'ServiceUnavailable', 'Service Unavailable');
    default:
      return new ServiceError(429, 'TooManyRequestsException', 'HTTP 429 Unknown Code');
  }
}
