import { HelperError } from '../errors.ts';
import { errorCode, networkFailure, type RequestFailure } from './network-failure.ts';
import type { Step } from './step.ts';

/** A name that resolves wherever there is a network with DNS. */
const WELL_KNOWN_HOST = 'sts.amazonaws.com';

/** The error for what went wrong on the way to AWS, or undefined when that was not it. @param resolves looks a host name up */
export async function networkError(
  error: unknown,
  step: Step,
  resolves: (host: string) => Promise<boolean>,
): Promise<HelperError | undefined> {
  const { requestHost = 'AWS', proxyHost } = error as Partial<RequestFailure>;
  const code = errorCode(error);
  switch (networkFailure(error)) {
    case 'proxy':
      return new HelperError(
        'PROXY_FAILED',
        `the proxy ${proxyHost} did not let the request to ${requestHost} pass (${proxyAnswer(error)})`,
        {
          hint: `check HTTPS_PROXY, or add ${requestHost} to NO_PROXY`,
          cause: error,
        },
      );
    case 'untrusted':
      return new HelperError(
        'CERTIFICATE_UNTRUSTED',
        `no certificate authority of this machine vouches for ${requestHost} (${code})`,
        {
          hint: "set AWS_CA_BUNDLE to your organisation's CA file",
          cause: error,
        },
      );
    case 'tls':
      return new HelperError('CERTIFICATE_UNTRUSTED', `no secure connection to ${requestHost} (${code})`, {
        hint: 'check this machine’s clock, the proxy and the endpoint settings',
        cause: error,
      });
    case 'no-such-host':
      if (
        step.region !== undefined &&
        requestHost.includes(step.region) &&
        (await resolves(WELL_KNOWN_HOST))
      ) {
        return wrongRegion(step, `there is no ${requestHost}`, error);
      }
      return noNetwork(`the host name ${requestHost} can't be looked up (${code})`, error);
    case 'unreachable':
      return noNetwork(`${requestHost} can't be reached (${code})`, error);
    case 'cut':
      return noNetwork(`${requestHost} closed the connection (${code})`, error);
    case undefined:
      return undefined;
  }
}

function noNetwork(message: string, cause: unknown): HelperError {
  return new HelperError('NO_NETWORK', message, {
    hint: 'check the network, or set HTTPS_PROXY if there is a proxy',
    cause,
  });
}

/** The error for a region that is none, or none of this account. */
export function wrongRegion(step: Step, why: string, cause: unknown): HelperError {
  const hint =
    step.doing === 'get-token'
      ? "correct the region in the image's name"
      : step.doing.startsWith('sso-')
        ? 'correct sso_region in the AWS config'
        : step.doing === 'login-renewal'
          ? `correct the region of profile "${step.profile}"`
          : 'set AWS_REGION to a region of your account';
  return new HelperError('REGION_WRONG', `the region ${step.region} is wrong: ${why}`, { hint, cause });
}

/** What the proxy said to CONNECT, such as `407 Proxy Authentication Required`, else the error's code. */
function proxyAnswer(error: unknown): string {
  // Node.js: `… got HTTP/1.1 407 …`; bun: `… a tunnel: 407 …`.
  const said = /(?:HTTP\/[\d.]+|tunnel:) ([1-5]\d\d\b[ \w-]*)/.exec((error as Error).message);
  return said?.[1]?.trim() ?? errorCode(error);
}
