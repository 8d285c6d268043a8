import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { formatAmzDate, parseAmzDate } from './amz-date.ts';
import type { ReceivedRequest, ServiceName, Signer } from './call.ts';
import type { ServerClock } from './clock.ts';
import type { IssuedKey, IssuedKeys } from './issued-keys.ts';
import { ServiceError } from './service-error.ts';

const toleranceMinutes = 5;

/** The signature's parts, from the `Authorization` header. */
interface Authorization {
  readonly accessKeyId: string;
  readonly shortDate: string;
  readonly region: string;
  readonly service: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

/**
 * Checks a request's signature (SigV4) as AWS does: that it is by a key that was given out, is within five minutes
 * of the stand-in's clock, is for this service and region, and covers this very request. Throws what AWS answers.
 */
export async function checkSignature(
  request: ReceivedRequest,
  expected: { readonly service: ServiceName; readonly region: string | undefined },
  keys: IssuedKeys,
  clock: ServerClock,
): Promise<Signer> {
  const refuse = refusals(expected.service);
  const authorization = parseAuthorization(request.headers.authorization, refuse);
  const key = keys.find(authorization.accessKeyId);
  if (key === undefined) throw refuse.unknownKey();
  // A temporary key is none without its session token, and a user's key has none.
  if (request.headers['x-amz-security-token'] !== key.sessionToken) throw refuse.unknownKey();

  if (authorization.service !== expected.service) {
    throw refuse.wrongSignature(`Credential should be scoped to correct service: '${expected.service}'. `);
  }
  if (expected.region !== undefined && authorization.region !== expected.region) {
    throw refuse.wrongSignature(
      `Credential should be scoped to a valid region, not '${authorization.region}'. `,
    );
  }

  const signedAtMs = parseAmzDate(String(request.headers['x-amz-date']));
  if (signedAtMs === undefined)
    throw refuse.incomplete("Authorization header requires existence of 'X-Amz-Date'.");
  checkDate(signedAtMs, clock.nowMs(), refuse);

  if (!authorization.signedHeaders.includes('host')) {
    throw refuse.wrongSignature("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
  }
  const payloadHash = createHash('sha256').update(request.body).digest('hex');
  const toldPayloadHash = request.headers['x-amz-content-sha256'];
  const calculated = await calculateSignature(request, authorization, key, signedAtMs);
  if ((toldPayloadHash ?? payloadHash) !== payloadHash || calculated !== authorization.signature) {
    throw refuse.wrongSignature(
      'The request signature we calculated does not match the signature you provided. ' +
        'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  }

  if (key.expiresAtMs !== undefined && key.expiresAtMs <= clock.nowMs()) throw refuse.expiredKey();
  const { accessKeyId, region, service } = authorization;
  return { principal: key.principal, accessKeyId, region, service };
}

function parseAuthorization(header: string | undefined, refuse: Refusals): Authorization {
  if (header === undefined) throw refuse.missing();
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (match === null) {
    throw refuse.incomplete('Authorization header does not have the form that Signature Version 4 needs.');
  }
  const [, accessKeyId = '', shortDate = '', region = '', service = '', signedHeaders = '', signature = ''] =
    match;
  return { accessKeyId, shortDate, region, service, signedHeaders: signedHeaders.split(';'), signature };
}

function checkDate(signedAtMs: number, nowMs: number, refuse: Refusals): void {
  const toleranceMs = toleranceMinutes * 60_000;
  const [signed, now] = [formatAmzDate(signedAtMs), formatAmzDate(nowMs)];
  if (signedAtMs < nowMs - toleranceMs) {
    throw refuse.wrongSignature(
      `Signature expired: ${signed} is now earlier than ${formatAmzDate(nowMs - toleranceMs)} (${now} - ${toleranceMinutes} min.)`,
    );
  }
  if (signedAtMs > nowMs + toleranceMs) {
    throw refuse.wrongSignature(
      `Signature not yet current: ${signed} is still later than ${formatAmzDate(nowMs + toleranceMs)} (${now} + ${toleranceMinutes} min.)`,
    );
  }
}

/** The signature that this request must have, over the headers that it says it signed. */
async function calculateSignature(
  request: ReceivedRequest,
  authorization: Authorization,
  key: IssuedKey,
  signedAtMs: number,
): Promise<string | undefined> {
  const signer = new SignatureV4({
    service: authorization.service,
    region: authorization.region,
    credentials: { accessKeyId: key.accessKeyId, secretAccessKey: key.secretAccessKey },
    sha256: NodeSha256,
    applyChecksum: false,
  });
  const headers: Record<string, string> = {};
  for (const name of authorization.signedHeaders) {
    headers[name] = String(request.headers[name] ?? '');
  }
  const query: Record<string, string[]> = {};
  for (const name of request.query.keys()) {
    query[name] = request.query.getAll(name);
  }
  const { method, path, body } = request;
  const signed = await signer.sign(
    { method, protocol: 'https:', hostname: '', path, query, headers, body },
    { signingDate: new Date(signedAtMs), signableHeaders: new Set(authorization.signedHeaders) },
  );
  return /Signature=([0-9a-f]{64})$/.exec(signed.headers.authorization ?? '')?.[1];
}

/** SHA-256, or HMAC-SHA-256 when it is given a secret, in the form that the signer wants. */
class NodeSha256 {
  readonly #makeHash: () => Hash | Hmac;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#makeHash = () =>
      secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret));
    this.#hash = this.#makeHash();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#makeHash();
  }
}

function toBytes(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

type Refusals = ReturnType<typeof refusals>;

/** The same refusals have other codes and statuses in STS (query protocol) than in ECR (AWS JSON). */
function refusals(service: ServiceName) {
  const isQuery = service === 'sts';
  const status = isQuery ? 403 : 400;
  const make = (queryCode: string, jsonCode: string, message: string) =>
    new ServiceError(status, isQuery ? queryCode : jsonCode, message);
  return {
    missing: () =>
      isQuery
        ? new ServiceError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token')
        : new ServiceError(400, 'MissingAuthenticationTokenException', 'Missing Authentication Token'),
    incomplete: (message: string) => make('IncompleteSignature', 'IncompleteSignatureException', message),
    unknownKey: () =>
      make(
        'InvalidClientTokenId',
        'UnrecognizedClientException',
        'The security token included in the request is invalid.',
      ),
    wrongSignature: (message: string) => make('SignatureDoesNotMatch', 'InvalidSignatureException', message),
    expiredKey: () =>
      make('ExpiredToken', 'ExpiredTokenException', 'The security token included in the request is expired'),
  };
}
