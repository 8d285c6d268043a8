import type { Context, Environment } from '../../context.ts';
import { HelperError } from '../../errors.ts';
import { findProgram } from '../../find-program.ts';
import type { Recipe } from './recipe.ts';

/** What the configuration file may say of a token source. */
export interface TokenOptions {
  /** The audience to ask for in place of the source's usual one. */
  readonly audience?: string | undefined;
  /** The file, for `file`. */
  readonly path?: string | undefined;
  /** The environment variable, for `variable` and `gitlab`. */
  readonly name?: string | undefined;
  /** The program and its words, for `command`. */
  readonly command?: readonly string[] | undefined;
}

/** A place that gives out a web identity token about the workspace or CI job. */
export interface TokenSource {
  /** As the configuration file names it. */
  readonly name: string;
  /** As messages name it. */
  readonly place: string;
  /**
   * Whether the program runs in such a place, by what its vendor documents. Offline and quick: every cache hit asks
   * it. Left out where nothing tells: the configuration file must name the source then.
   */
  readonly isPresent?: (context: Context) => boolean;
  /** The variable by which the place is known all the same when it gives this job no token, and why it gives none. */
  readonly withheld?: { readonly mark: string; readonly why: string };
  /** Whose choice the audience is: `asked` when the token is made for one, `fixed` when the place has decided. */
  readonly audience: 'asked' | 'asked-or-fixed' | 'fixed';
  /** The option without which there is no token. */
  readonly needs?: 'path' | 'name' | 'command';
  /** How the token is had. @param stsAudience what STS wants to see, for sources that make the token for an audience */
  readonly recipe: (options: TokenOptions, stsAudience: string) => Recipe;
}

/**
 * The token sources. A new one is a new row; of several that are present the first counts. A variable that holds a
 * token is not enough to be in a place, since people copy such variables to their own machines: the place's own
 * mark must stand beside it.
 */
const TOKEN_SOURCES: readonly TokenSource[] = [
  {
    // Gitpod Classic has `gp`; Ona has `ona`, formerly `gitpod`. All three take the same words.
    // Ona documentation, "OpenID Connect (OIDC)"; Gitpod documentation, "OpenID Connect (OIDC) in Gitpod".
    name: 'gitpod',
    place: 'the workspace',
    isPresent: ({ env }) => Object.keys(env).some((name) => /^(GITPOD|ONA)_/.test(name)),
    audience: 'asked',
    recipe: ({ audience }, stsAudience) => gitpodToken(audience ?? stsAudience),
  },
  {
    // The two variables are there in jobs with the permission alone. Forgejo has the same.
    // GitHub documentation, "OpenID Connect reference", methods for requesting the OIDC token.
    name: 'github-actions',
    place: 'GitHub Actions',
    isPresent: ({ env }) => isSet(env, 'ACTIONS_ID_TOKEN_REQUEST_URL', 'ACTIONS_ID_TOKEN_REQUEST_TOKEN'),
    withheld: {
      mark: 'GITHUB_ACTIONS',
      why: 'GitHub Actions gives this job no token without the permission `id-token: write`',
    },
    audience: 'asked',
    recipe: ({ audience }, stsAudience) => ({
      by: 'request',
      urlVariable: 'ACTIONS_ID_TOKEN_REQUEST_URL',
      bearerVariable: 'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
      audience: audience ?? stsAudience,
      remedy: 'give the job the permission `id-token: write`',
    }),
  },
  {
    // CircleCI documentation, "Using OpenID Connect tokens in jobs" (the audience is the organisation's id) and
    // "OIDC tokens with custom claims"; `CIRCLECI` is in "Built-in environment variables".
    name: 'circleci',
    place: 'CircleCI',
    isPresent: ({ env }) => isSet(env, 'CIRCLECI', 'CIRCLE_OIDC_TOKEN_V2'),
    withheld: { mark: 'CIRCLECI', why: 'CircleCI gives this job no CIRCLE_OIDC_TOKEN_V2' },
    audience: 'asked-or-fixed',
    recipe: ({ audience }) =>
      audience === undefined
        ? {
            by: 'variable',
            names: ['CIRCLE_OIDC_TOKEN_V2'],
            remedy: 'let the job run in CircleCI, which sets it in every job',
          }
        : {
            by: 'program',
            names: ['circleci'],
            words: ['run', 'oidc', 'get', '--claims', JSON.stringify({ aud: audience })],
            toSeeWhy: ' >/dev/null',
          },
  },
  {
    // Bitbucket documentation, "Integrate Pipelines with resource servers using OIDC" and "Variables and secrets".
    name: 'bitbucket',
    place: 'Bitbucket Pipelines',
    isPresent: ({ env }) => isSet(env, 'BITBUCKET_PIPELINE_UUID', 'BITBUCKET_STEP_OIDC_TOKEN'),
    withheld: {
      mark: 'BITBUCKET_PIPELINE_UUID',
      why: 'Bitbucket Pipelines gives this step no token without `oidc: true`',
    },
    audience: 'fixed',
    recipe: () => ({
      by: 'variable',
      names: ['BITBUCKET_STEP_OIDC_TOKEN'],
      remedy: 'write `oidc: true` in the step of bitbucket-pipelines.yml',
    }),
  },
  {
    // Buildkite documentation, "buildkite-agent oidc" and "Environment variables". Steps in containers may lack the agent.
    name: 'buildkite',
    place: 'Buildkite',
    isPresent: (context) =>
      isSet(context.env, 'BUILDKITE', 'BUILDKITE_JOB_ID') &&
      findProgram(['buildkite-agent'], context) !== undefined,
    withheld: {
      mark: 'BUILDKITE_JOB_ID',
      why: 'buildkite-agent, which gives out the tokens of Buildkite jobs, is not on PATH',
    },
    audience: 'asked',
    recipe: ({ audience }, stsAudience) => ({
      by: 'program',
      names: ['buildkite-agent'],
      words: ['oidc', 'request-token', '--audience', audience ?? stsAudience],
      toSeeWhy: ' >/dev/null',
    }),
  },
  {
    // Vercel documentation, "OIDC Federation Reference" (the audience is https://vercel.com/<team>) and
    // "System environment variables".
    name: 'vercel',
    place: 'Vercel',
    isPresent: ({ env }) => isSet(env, 'VERCEL', 'VERCEL_OIDC_TOKEN'),
    withheld: {
      mark: 'VERCEL',
      why: "Vercel gives no token until OIDC federation is switched on in the project's settings",
    },
    audience: 'fixed',
    recipe: () => ({
      by: 'variable',
      names: ['VERCEL_OIDC_TOKEN'],
      remedy: "switch on OIDC federation in the project's settings",
    }),
  },
  {
    // Spacelift documentation, "OpenID Connect (OIDC)" (the audience is the account's host) and "Environment", computed values.
    name: 'spacelift',
    place: 'Spacelift',
    isPresent: ({ env }) => isSet(env, 'TF_VAR_spacelift_run_id', 'SPACELIFT_OIDC_TOKEN'),
    audience: 'fixed',
    recipe: () => ({
      by: 'variable',
      names: ['SPACELIFT_OIDC_TOKEN'],
      remedy: 'let a run of a Spacelift account with OIDC do it',
    }),
  },
  {
    // HCP Terraform documentation, "Manually generate workload identity tokens" (the tag AWS makes the second variable)
    // and "HCP Terraform's run environment".
    name: 'terraform-cloud',
    place: 'HCP Terraform',
    isPresent: ({ env }) =>
      isSet(env, 'TFC_RUN_ID') && TERRAFORM_TOKENS.some((variable) => isSet(env, variable)),
    withheld: {
      mark: 'TFC_RUN_ID',
      why: 'HCP Terraform gives this run no token without TFC_WORKLOAD_IDENTITY_AUDIENCE_AWS',
    },
    audience: 'fixed',
    recipe: () => ({
      by: 'variable',
      names: TERRAFORM_TOKENS,
      remedy: 'set TFC_WORKLOAD_IDENTITY_AUDIENCE_AWS to sts.amazonaws.com in the workspace',
    }),
  },
  {
    // Last of those that are detected: a program of that name on PATH says less than the variables above.
    name: 'gitpod',
    place: 'the workspace',
    isPresent: (context) => findProgram(GITPOD_PROGRAMS, context) !== undefined,
    audience: 'asked',
    recipe: ({ audience }, stsAudience) => gitpodToken(audience ?? stsAudience),
  },
  {
    // The same place by its present name.
    name: 'ona',
    place: 'the workspace',
    audience: 'asked',
    recipe: ({ audience }, stsAudience) => gitpodToken(audience ?? stsAudience),
  },
  {
    // The job's `id_tokens` name the variable and its audience. GitLab documentation, "OpenID Connect (OIDC)
    // Authentication Using ID Tokens".
    name: 'gitlab',
    place: 'GitLab',
    withheld: {
      mark: 'GITLAB_CI',
      why: "no configuration file names the variable of the GitLab job's token",
    },
    audience: 'fixed',
    needs: 'name',
    recipe: ({ name = '' }) => ({
      by: 'variable',
      names: [name],
      remedy: `write ${name} with its aud under id_tokens of the job in .gitlab-ci.yml`,
    }),
  },
  {
    name: 'file',
    place: 'the file',
    audience: 'fixed',
    needs: 'path',
    recipe: ({ path = '' }) => ({ by: 'file', path }),
  },
  {
    name: 'variable',
    place: 'the environment',
    audience: 'fixed',
    needs: 'name',
    recipe: ({ name = '' }) => ({
      by: 'variable',
      names: [name],
      remedy: `set ${name} to a web identity token`,
    }),
  },
  {
    name: 'command',
    place: 'the command',
    audience: 'fixed',
    needs: 'command',
    recipe: ({ command = [] }) => ({ by: 'command', command }),
  },
];

/** The workspace's command line tool, by its names. */
export const GITPOD_PROGRAMS: readonly string[] = ['ona', 'gitpod', 'gp'];
const TERRAFORM_TOKENS = ['TFC_WORKLOAD_IDENTITY_TOKEN_AWS', 'TFC_WORKLOAD_IDENTITY_TOKEN'];

function gitpodToken(audience: string): Recipe {
  return {
    by: 'program',
    names: GITPOD_PROGRAMS,
    words: ['idp', 'token', '--audience', audience],
    toSeeWhy: ' --decode',
  };
}

/** Whether all of the variables are set to something. */
function isSet(env: Environment, ...names: readonly string[]): boolean {
  return names.every((name) => Boolean(env[name]));
}

/** The names of the token sources, as the configuration file may have them. */
export const TOKEN_SOURCE_NAMES: readonly string[] = [...new Set(TOKEN_SOURCES.map(({ name }) => name))];

/** The places in which {@link presentTokenSource} may find the program, as messages name them. */
export function detectedPlaces(): readonly string[] {
  return [...new Set(TOKEN_SOURCES.filter(({ isPresent }) => isPresent).map(({ place }) => place))];
}

/** The token source of the workspace or CI job that the program runs in, if there is one. */
export function presentTokenSource(context: Context): TokenSource | undefined {
  return TOKEN_SOURCES.find((source) => source.isPresent?.(context));
}

/** Why the CI job that the program runs in gives out no token, when it could; undefined anywhere else. */
export function withheldToken({ env }: Pick<Context, 'env'>): string | undefined {
  return TOKEN_SOURCES.find(({ withheld }) => withheld && isSet(env, withheld.mark))?.withheld?.why;
}

/** The token source of that name. */
export function tokenSourceNamed(name: string): TokenSource {
  const source = TOKEN_SOURCES.find((candidate) => candidate.name === name);
  if (source) return source;
  throw new HelperError('INTERNAL', `there is no token source "${name}"`);
}
