import type { Context } from '../context.ts';
import type { TokenWarning } from '../ecr/cached-token.ts';
import type { Registry } from '../ecr/registry.ts';
import { HelperError } from '../errors.ts';

/** The line of a warning about a registry's token. */
export function warningLine(warning: TokenWarning, { host }: Registry, { now }: Context): HelperError {
  switch (warning.kind) {
    case 'not-renewed': {
      const { error } = warning;
      const { message, hint } = error instanceof HelperError ? error : { message: String(error) };
      const what = `the kept token of ${host} is used, since it could not be renewed: ${message}`;
      return new HelperError('SERVICE_FAILED', what, { hint });
    }
    case 'born-expired': {
      const times = `${new Date(warning.expiresAt).toISOString()}, and this machine's clock says ${new Date(now()).toISOString()}`;
      return new HelperError(
        'CLOCK_SKEW',
        `${host}: the token from ECR expires at ${times}; the token is used and not kept`,
        {
          hint: 'set the clock (timedatectl set-ntp true)',
        },
      );
    }
  }
}
