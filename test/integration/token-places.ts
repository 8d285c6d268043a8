import { startGitHubActions } from '../fakes/github-actions.ts';
import type { Person } from './person.ts';

/** What a place is set up with. */
export interface Setting {
  readonly person: Person;
  /** Makes a token that STS takes, with these claims. */
  readonly sign: (claims: { aud: string; iss?: string; sub?: string }) => string;
  /** Called when the test is over. */
  readonly afterwards: (close: () => Promise<void>) => void;
}

/** A workspace or CI job, as its vendor documents it. */
export interface TokenPlace {
  readonly name: string;
  /** Makes the person's environment such a place. */
  readonly setUp: (setting: Setting) => Promise<void> | void;
  /** The audience of the token that must reach STS. */
  readonly audience: string;
  /** What CloudTrail is to show. */
  readonly sessionName: string;
  /** The program that is asked for the token, and its words. */
  readonly command?: string;
}

/** What every run of a recorded program is written to, below the person's home. */
export const COMMANDS = 'commands';

/** Puts a program on the person's PATH that prints what `answer` says and remembers how it was called. */
export async function addRecorded(person: Person, name: string, answer: string): Promise<void> {
  const file = `${person.home}/${COMMANDS}`;
  await person.addProgram(
    name,
    `#!/bin/sh\nprintf '%s' '${name}' >>${file}\nfor word; do printf ' <%s>' "$word" >>${file}; done\necho >>${file}\n${answer}\n`,
  );
}

const STS = 'sts.amazonaws.com';

function inVariable(variable: string, audience: string, mark: Record<string, string>): TokenPlace['setUp'] {
  return ({ person, sign }) => {
    Object.assign(person.env, mark, { [variable]: sign({ aud: audience }) });
  };
}

function byProgram(name: string, mark: Record<string, string>): TokenPlace['setUp'] {
  return async ({ person, sign }) => {
    Object.assign(person.env, mark);
    await addRecorded(person, name, `echo '${sign({ aud: STS })}'`);
  };
}

/** Every place whose token source is detected. */
export const TOKEN_PLACES: readonly TokenPlace[] = [
  {
    name: 'a Gitpod Classic workspace',
    setUp: byProgram('gp', { GITPOD_WORKSPACE_ID: 'acme-shop-0123456789a' }),
    audience: STS,
    sessionName: 'docker-credential-ecr-acme-shop-0123456789a',
    command: `gp <idp> <token> <--audience> <${STS}>`,
  },
  {
    name: 'an Ona environment',
    setUp: async (setting) => {
      const environment = '0191e223-1c3c-7607-badf-303c98b52d2f';
      await byProgram('ona', { GITPOD_ENVIRONMENT_ID: environment })(setting);
      await addRecorded(setting.person, 'gp', 'exit 1');
    },
    audience: STS,
    sessionName: 'docker-credential-ecr-0191e223-1c3c-7607-badf-303c98b52d2f',
    command: `ona <idp> <token> <--audience> <${STS}>`,
  },
  {
    name: 'an Ona environment with the older program',
    setUp: byProgram('gitpod', { USER: 'vscode' }),
    audience: STS,
    sessionName: 'docker-credential-ecr-vscode',
    command: `gitpod <idp> <token> <--audience> <${STS}>`,
  },
  {
    name: 'a GitHub Actions job',
    setUp: async ({ person, sign, afterwards }) => {
      const github = await startGitHubActions(sign);
      afterwards(github.close);
      Object.assign(person.env, github.env, { GITHUB_RUN_ID: '1658821493', USER: 'runner' });
    },
    audience: STS,
    sessionName: 'docker-credential-ecr-1658821493',
  },
  {
    name: 'a CircleCI job',
    setUp: inVariable('CIRCLE_OIDC_TOKEN_V2', 'organization-id', {
      CIRCLECI: 'true',
      CIRCLE_WORKFLOW_ID: 'w-1',
    }),
    audience: 'organization-id',
    sessionName: 'docker-credential-ecr-w-1',
  },
  {
    name: 'a Bitbucket step',
    setUp: inVariable('BITBUCKET_STEP_OIDC_TOKEN', 'ari:cloud:bitbucket::workspace/1', {
      BITBUCKET_PIPELINE_UUID: '{6fa459ea-ee8a-3ca4-894e-db77e160355e}',
    }),
    audience: 'ari:cloud:bitbucket::workspace/1',
    sessionName: 'docker-credential-ecr-6fa459ea-ee8a-3ca4-894e-db77e160355e',
  },
  {
    name: 'a Buildkite job',
    setUp: byProgram('buildkite-agent', { BUILDKITE: 'true', BUILDKITE_JOB_ID: 'job 1/2' }),
    audience: STS,
    sessionName: 'docker-credential-ecr-job-1-2',
    command: `buildkite-agent <oidc> <request-token> <--audience> <${STS}>`,
  },
  {
    name: 'a Vercel build',
    setUp: inVariable('VERCEL_OIDC_TOKEN', 'https://vercel.com/acme', { VERCEL: '1' }),
    audience: 'https://vercel.com/acme',
    sessionName: 'docker-credential-ecr',
  },
  {
    name: 'a Spacelift run',
    setUp: inVariable('SPACELIFT_OIDC_TOKEN', 'acme.app.spacelift.io', {
      TF_VAR_spacelift_run_id: '01JKZAH',
    }),
    audience: 'acme.app.spacelift.io',
    sessionName: 'docker-credential-ecr-01JKZAH',
  },
  {
    name: 'an HCP Terraform run',
    setUp: inVariable('TFC_WORKLOAD_IDENTITY_TOKEN', 'aws.workload.identity', { TFC_RUN_ID: 'run-x' }),
    audience: 'aws.workload.identity',
    sessionName: 'docker-credential-ecr-run-x',
  },
  {
    name: 'an HCP Terraform run with a token for AWS',
    setUp: ({ person, sign }) => {
      const token = sign({ aud: 'for-aws' });
      Object.assign(person.env, {
        TFC_RUN_ID: 'run-x',
        TFC_WORKLOAD_IDENTITY_TOKEN: sign({ aud: 'for-others' }),
        TFC_WORKLOAD_IDENTITY_TOKEN_AWS: token,
      });
    },
    audience: 'for-aws',
    sessionName: 'docker-credential-ecr-run-x',
  },
];
