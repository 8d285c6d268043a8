import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { type Answer, type Call, textInput } from './call.ts';
import { keyThumbprint } from './login-sessions.ts';
import { ServiceError } from './service-error.ts';
import type { StandInState } from './state.ts';
import { restJsonAnswer } from './wire-formats.ts';

/** How old a proof may be, in seconds. */
const oldestProofSeconds = 300;

/** The AWS sign-in service, as far as it renews what `aws login` got. */
export function answerSignin(call: Call, state: StandInState): Answer {
  if (textInput(call, 'grantType') !== 'refresh_token' || textInput(call, 'clientId') === undefined) {
    throw new ServiceError(400, 'ValidationException', 'INVALID_REQUEST');
  }
  const thumbprint = provenKey(call, state.login.nowMs());
  const refreshed = state.login.refresh(textInput(call, 'refreshToken') ?? '', thumbprint);
  if (refreshed === undefined) throw new ServiceError(403, 'AccessDeniedException', 'TOKEN_EXPIRED');
  return restJsonAnswer({ ...refreshed, tokenType: 'aws_sigv4' });
}

/** The thumbprint of the key that the request's DPoP header proves possession of (RFC 9449). */
function provenKey(call: Call, nowMs: number): string {
  try {
    const [header = '', payload = '', signature = ''] = String(call.headers.dpop).split('.');
    const { alg, typ, jwk } = decode(header);
    const { htm, htu, iat } = decode(payload);
    const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
    const isGenuine = verify(
      'sha256',
      Buffer.from(`${header}.${payload}`),
      { key, dsaEncoding: 'ieee-p1363' },
      Buffer.from(signature, 'base64url'),
    );
    const isForThis = htm === call.method && String(htu).endsWith(`//${call.headers.host}${call.path}`);
    const isNew = Math.abs(nowMs / 1000 - Number(iat)) < oldestProofSeconds;
    if (alg === 'ES256' && typ === 'dpop+jwt' && isGenuine && isForThis && isNew) return keyThumbprint(key);
  } catch {
    // Refused below, as every other text that is no proof.
  }
  throw new ServiceError(400, 'ValidationException', 'INVALID_DPOP_PROOF');
}

function decode(part: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(part, 'base64url').toString());
}
