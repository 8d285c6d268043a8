/** The host that a failed request was for, and the proxy that it went by. */
export interface RequestFailure {
  readonly requestHost: string;
  readonly proxyHost: string | undefined;
}

/** What went wrong between this machine and the service, by the codes of Node.js, libuv and OpenSSL. */
export type NetworkFailure = 'unreachable' | 'no-such-host' | 'cut' | 'proxy' | 'untrusted' | 'tls';

/** Codes of TLS failures that another certificate authority may mend (OpenSSL, "x509_verify_cert_error_string"). */
const UNTRUSTED = new Set([
  'CERT_UNTRUSTED',
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
const TLS = /^(CERT_|ERR_TLS_|ERR_SSL_|EPROTO$)/;
const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'EACCES',
  'EPERM',
]);
const NO_SUCH_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_FAIL']);
const CUT = new Set([
  'ECONNRESET',
  'EPIPE',
  'ECONNABORTED',
  'ERR_STREAM_PREMATURE_CLOSE',
  'HPE_INVALID_CONSTANT',
  'ConnectionClosed',
]);

/** Whether a request failed because no known certificate authority vouches for the server. */
export function isUntrusted(error: unknown): boolean {
  return UNTRUSTED.has(errorCode(error));
}

/** The kind of network failure that the error is, or undefined when it is none. */
export function networkFailure(error: unknown): NetworkFailure | undefined {
  const code = errorCode(error);
  if (UNTRUSTED.has(code)) return 'untrusted';
  if (TLS.test(code)) return 'tls';
  if (code === 'ERR_PROXY_TUNNEL') return 'proxy';
  const byProxy = (error as Partial<RequestFailure>).proxyHost !== undefined;
  if (UNREACHABLE.has(code)) return byProxy ? 'proxy' : 'unreachable';
  if (NO_SUCH_HOST.has(code)) return byProxy ? 'proxy' : 'no-such-host';
  if (CUT.has(code)) return 'cut';
  return undefined;
}

/** The code of a system, TLS or HTTP error; empty when it has none. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
