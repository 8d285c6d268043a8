import { environmentSessionName } from '../../../aws/session-name.ts';
import {
  detectedPlaces,
  GITPOD_PROGRAMS,
  presentTokenSource,
  type TokenSource,
  withheldToken,
} from '../../../aws/token-sources/table.ts';
import type { Context, Environment } from '../../../context.ts';
import { HelperError } from '../../../errors.ts';
import { listed } from './listed.ts';
import { checked, type Name, VARIABLES, valueIn } from './variables.ts';

/** What the environment wants to be set up: an account and role of AWS SSO, or a role for the workspace's token. */
export type FromEnvRequest = SsoRequest | RoleRequest;

interface Common {
  /** The account of the registry and of the identity, twelve digits. */
  readonly accountId: string;
  readonly region: string;
  /** The variable that the region was taken from. */
  readonly regionVariable: string;
  /** What was taken, for the report. */
  readonly taken: string;
}

export interface SsoRequest extends Common {
  readonly kind: 'sso';
  readonly startUrl: string;
  readonly ssoRegion: string;
  readonly roleName: string;
}

export interface RoleRequest extends Common {
  readonly kind: 'role';
  readonly roleArn: string;
  /** The variable that the ARN was taken from. */
  readonly roleVariable: string;
  /** The name of the token source that is present. */
  readonly tokenSource: string;
  /** What AWS_ROLE_SESSION_NAME wants the session to be called. */
  readonly sessionName: string | undefined;
}

/** Those that stand for AWS SSO and nothing else. */
const SSO_NAMES: readonly ('AWS_SSO_URL' | 'AWS_SSO_REGION' | 'AWS_ROLE_NAME')[] = [
  'AWS_SSO_URL',
  'AWS_SSO_REGION',
  'AWS_ROLE_NAME',
];
const ROLE_VARIABLES = ['AWS_ROLE_ARN', 'IDP_AWS_ROLE_ARN'] as const;

/**
 * Reads and checks what the environment wants. A role wins over AWS SSO where a token source is present.
 * @throws SETTING_MISSING, naming every variable that is; SETTING_INVALID; WEB_IDENTITY_UNAVAILABLE for a role
 * without a token source
 */
export function readFromEnvRequest(context: Context): FromEnvRequest {
  const { env } = context;
  const roleVariable = ROLE_VARIABLES.find((name) => valueIn(name, env));
  if (roleVariable === undefined) return ssoRequest(env, '');
  const tokenSource = presentTokenSource(context);
  if (tokenSource !== undefined) return roleRequest(roleVariable, tokenSource, env);
  if (!SSO_NAMES.some((name) => valueIn(name, env))) throw noTokenSource(roleVariable, context);
  return ssoRequest(env, `; ${roleVariable} is not used: ${whyNoToken(context)}`);
}

function ssoRequest(env: Environment, note: string): SsoRequest {
  const regionVariable = regionVariableOf(env);
  const names = ['AWS_SSO_URL', 'AWS_SSO_REGION', 'AWS_ACCOUNT_ID', 'AWS_ROLE_NAME', regionVariable] as const;
  const missing = names.filter((name) => !valueIn(name, env));
  if (missing.length > 0)
    throw notSet(
      missing,
      SSO_NAMES.every((name) => missing.includes(name)),
    );
  return {
    kind: 'sso',
    startUrl: checked('AWS_SSO_URL', env),
    ssoRegion: checked('AWS_SSO_REGION', env),
    accountId: checked('AWS_ACCOUNT_ID', env),
    roleName: checked('AWS_ROLE_NAME', env),
    region: checked(regionVariable, env),
    regionVariable,
    taken: `AWS SSO, by AWS_SSO_URL${note}`,
  };
}

function roleRequest(
  roleVariable: (typeof ROLE_VARIABLES)[number],
  { name, place }: TokenSource,
  env: Environment,
): RoleRequest {
  const regionVariable = regionVariableOf(env);
  const roleArn = checked(roleVariable, env, VARIABLES.AWS_ROLE_ARN);
  if (!valueIn(regionVariable, env)) throw notSet([regionVariable], false);
  const unused = SSO_NAMES.filter((variable) => valueIn(variable, env));
  const note =
    unused.length === 0
      ? ''
      : `; ${listed(unused)} ${unused.length > 1 ? 'are' : 'is'} not used, as a token wins over AWS SSO`;
  return {
    kind: 'role',
    roleArn,
    roleVariable,
    tokenSource: name,
    sessionName: environmentSessionName(env),
    accountId: roleArn.split(':')[4] ?? '',
    region: checked(regionVariable, env),
    regionVariable,
    taken: `the role in ${roleVariable}, with the token of ${place}${note}`,
  };
}

function regionVariableOf(env: Environment): 'AWS_REGION' | 'AWS_DEFAULT_REGION' {
  return !valueIn('AWS_REGION', env) && valueIn('AWS_DEFAULT_REGION', env)
    ? 'AWS_DEFAULT_REGION'
    : 'AWS_REGION';
}

function notSet(missing: readonly Name[], isNeither: boolean): HelperError {
  const shown = missing.map((name) => `${name} (${VARIABLES[name].meaning})`);
  const nor = isNeither ? ', and neither is AWS_ROLE_ARN or IDP_AWS_ROLE_ARN (the role for a token)' : '';
  const are = shown.length > 1 ? 'are' : 'is';
  return new HelperError('SETTING_MISSING', `install --from-env: ${listed(shown)} ${are} not set${nor}`, {
    hint: `set ${missing.length > 1 ? 'them as variables' : 'it as a variable'} of the workspace`,
  });
}

function noTokenSource(variable: string, context: Context): HelperError {
  if (variable === 'AWS_ROLE_ARN' && valueIn('AWS_WEB_IDENTITY_TOKEN_FILE', context.env)) {
    return new HelperError(
      'WEB_IDENTITY_UNAVAILABLE',
      'AWS_ROLE_ARN with AWS_WEB_IDENTITY_TOKEN_FILE gives credentials as it is, so there is no profile to set up',
      {
        hint: "put the registry into Docker's config: docker-credential-ecr install ACCOUNT.dkr.ecr.REGION.amazonaws.com",
      },
    );
  }
  const first = withheldToken(context) === undefined ? 'run it in the workspace' : 'let the job have it';
  return new HelperError(
    'WEB_IDENTITY_UNAVAILABLE',
    `${variable} is set, but there is no token for the role: ${whyNoToken(context)}`,
    { hint: `${first}, or set ${listed(SSO_NAMES)} for AWS SSO` },
  );
}

function whyNoToken(context: Context): string {
  const places = detectedPlaces().filter((place) => place !== 'the workspace');
  const workspace = `GITPOD_ or ONA_ variables, ${listed(GITPOD_PROGRAMS)} on PATH`;
  return (
    withheldToken(context) ??
    `no workspace or CI job that gives out tokens is recognised (looked for ${workspace}, ${listed(places)})`
  );
}
