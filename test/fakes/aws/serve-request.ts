import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { answerCall, authenticate } from './answer-call.ts';
import type { Answer, Call, ReceivedRequest, Signer } from './call.ts';
import { deliverAnswer, receiveRequest } from './exchange.ts';
import { type Fault, type Faults, garbageAnswer, refusalByFault } from './faults.ts';
import type { RecordedRequests } from './recorded-requests.ts';
import { type Route, routeRequest } from './routing.ts';
import { ServiceError } from './service-error.ts';
import type { StandInState } from './state.ts';
import { errorAnswer } from './wire-formats.ts';

/** What serving needs beside the request. */
export interface ServingContext {
  readonly state: StandInState;
  readonly records: RecordedRequests;
  readonly faults: Faults;
  /** The outside clock, in epoch milliseconds. */
  readonly now: () => number;
  /** Aborted when the server closes: delayed answers are dropped then. */
  readonly closing: AbortSignal;
}

/** Takes one request from its arrival to the end of its answer, through whatever fault befalls it. */
export async function serveRequest(
  message: IncomingMessage,
  response: ServerResponse,
  connection: number,
  context: ServingContext,
): Promise<void> {
  const { state, records, faults, now, closing } = context;
  const arrivedAtMs = now();
  const request = await receiveRequest(message);
  if (request === undefined) {
    response.destroy();
    return;
  }
  const route = routeRequest(request);
  const { delayMs, fault } = faults.take(route.service, route.operation);
  const signer = await signerOrRefusal(request, route, state);
  const isGoodSigner = !(signer instanceof ServiceError);
  const record = records.add(request, route, arrivedAtMs, connection, isGoodSigner ? signer : undefined);

  if (delayMs > 0) await delay(delayMs, undefined, { signal: closing });
  if (fault?.kind === 'hang') return;
  if (fault?.kind === 'cut') {
    response.destroy();
    return;
  }

  const { answer, errorCode } = answerOrRefusal(request, route, signer, fault, state);
  record.status = answer.status;
  if (errorCode !== undefined) record.errorCode = errorCode;
  deliverAnswer(response, answer, state.clock.nowMs(), fault?.kind);
}

async function signerOrRefusal(
  request: ReceivedRequest,
  route: Route,
  state: StandInState,
): Promise<Signer | undefined | ServiceError> {
  try {
    return await authenticate(request, route, state);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
}

/** A fault outranks what the service would say, even to someone it doesn't know: networks fail before it is asked. */
function answerOrRefusal(
  request: ReceivedRequest,
  route: Route,
  signer: Signer | undefined | ServiceError,
  fault: Fault | undefined,
  state: StandInState,
): { answer: Answer; errorCode?: string } {
  if (fault?.kind === 'garbage') return { answer: garbageAnswer(fault) };
  const isRefused = signer instanceof ServiceError;
  const call: Call = { ...request, ...route, signer: isRefused ? undefined : signer };
  try {
    const refusal = fault === undefined ? undefined : refusalByFault(fault, call);
    if (refusal !== undefined) throw refusal;
    if (isRefused) throw signer;
    return { answer: answerCall(call, state) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { answer: errorAnswer(route.service, error), errorCode: error.code };
  }
}
