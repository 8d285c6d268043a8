import { parseArgs } from 'node:util';
import { HelperError } from '../errors.ts';

/** What a person wants to sign in to. */
export interface LoginRequest {
  /** Server URLs, or names from the configuration file. */
  readonly registries: readonly string[];
  readonly profile: string | undefined;
  /** An identity of the configuration file. */
  readonly identity: string | undefined;
  readonly all: boolean;
  /** Whether to sign in by a code even where a browser is at hand. */
  readonly device: boolean;
  /** Whether addresses are shown and not opened. */
  readonly noBrowser: boolean;
  readonly help: boolean;
}

/** What `login --help` prints. */
export const LOGIN_USAGE = `docker-credential-ecr login: sign in to AWS SSO, and get the tokens of registries

Usage: docker-credential-ecr login [REGISTRY…] [--profile P] [--identity I] [--all] [--device] [--no-browser]

With nothing named, what AWS_PROFILE or the default profile says. The sign-in is kept where the AWS CLI
keeps it (~/.aws/sso/cache), so it serves aws and every SDK too, and theirs serves here.

  REGISTRY       hosts of registries, or their names in the configuration file; each with the identity that a
                 docker pull would have
  --profile P    the profile P of the AWS config; without REGISTRY, its account's registry in its region
  --identity I   the identity I of the configuration file; without REGISTRY, the registries that it serves there,
                 else its account's registry
  --all          every SSO session of the AWS config and the configuration file, and every registry that the
                 configuration file names or Docker's config gives to this helper, but for those with
                 autoProvision false
  --device       show a code to approve in a browser anywhere, even if there is a browser here
  --no-browser   show the address, and don't open it

Examples:
  docker-credential-ecr login --profile dev
  docker-credential-ecr login 111111111111.dkr.ecr.us-east-1.amazonaws.com --device

Exit status: 0; 1 when something failed; 2 for arguments that make no sense; 130 after Ctrl-C.
`;

const OPTIONS = {
  profile: { type: 'string' },
  identity: { type: 'string' },
  all: { type: 'boolean' },
  device: { type: 'boolean' },
  'no-browser': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Reads the arguments behind `login`. @throws USAGE, naming the argument */
export function parseLogin(given: readonly string[]): LoginRequest {
  const { values, positionals } = parse(given);
  const { profile, identity, all = false, device = false, help = false } = values;
  if (profile === '') throw usage('--profile is empty');
  if (identity === '') throw usage('--identity is empty');
  if (profile !== undefined && identity !== undefined)
    throw usage('--profile and --identity exclude each other');
  if (all && (profile !== undefined || identity !== undefined || positionals.length > 0)) {
    throw usage('--all means everything: name nothing else with it');
  }
  return {
    registries: positionals,
    profile,
    identity,
    all,
    device,
    noBrowser: values['no-browser'] ?? false,
    help,
  };
}

function parse(given: readonly string[]) {
  try {
    return parseArgs({ args: [...given], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    // "Unknown option '--x'. To specify …", and the like: the first sentence says it.
    const [sentence = ''] = (error as Error).message.split(/\.\s|\n/);
    throw usage(sentence.replace(/\.$/, ''), error);
  }
}

function usage(message: string, cause?: unknown): HelperError {
  return new HelperError('USAGE', `login: ${message}`, {
    hint: 'run: docker-credential-ecr login --help',
    cause,
  });
}
