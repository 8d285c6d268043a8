import type { CommandDescription } from './description.ts';

const REGISTRY = '111111111111.dkr.ecr.us-east-1.amazonaws.com';

const REGISTRIES = {
  name: 'REGISTRY',
  meaning: 'hosts of registries, or their names in the configuration file',
  most: 'many',
  names: 'registry',
} as const;

export const INSTALL = {
  name: 'install',
  summary: "put this helper into Docker's config",
  about: [
    'Writes "<registry>": "ecr" under credHelpers in config.json of DOCKER_CONFIG, else of ~/.docker: for the registries named, or, with nothing named, for all that the configuration file names. Nothing else in the file changes, and what stood there before is remembered for uninstall.',
    'What is done is said, one line for each thing, with the file. A second run changes nothing.',
  ],
  operand: REGISTRIES,
  options: {
    'creds-store': {
      type: 'boolean',
      meaning:
        "be the helper of all registries (credsStore); the former one becomes the fallbackHelper of the configuration file, which is asked for every host that is no ECR registry. For clients that obey credsStore: Docker, buildx and Compose do, podman and skopeo don't",
    },
    alias: {
      type: 'string',
      value: 'NAME',
      meaning:
        'answer under the name NAME too, by a link docker-credential-NAME beside this program: "ecr-login" serves configs that were written for Amazon\'s helper',
    },
    'from-env': {
      type: 'boolean',
      meaning:
        "set up what the environment's variables say: a profile of the AWS config for AWS_SSO_URL, AWS_SSO_REGION, AWS_ACCOUNT_ID and AWS_ROLE_NAME, or for AWS_ROLE_ARN (or IDP_AWS_ROLE_ARN) with the token of this workspace or CI job; and the account's registry in AWS_REGION. What is there stays as it is",
    },
    profile: {
      type: 'string',
      value: 'NAME',
      meaning: 'with --from-env, set up the profile NAME instead of the default one',
    },
    'dry-run': { type: 'boolean', meaning: 'show the difference of each file, and change nothing' },
  },
  examples: [
    {
      command: `docker-credential-ecr install ${REGISTRY} public.ecr.aws`,
      does: 'two registries, by their hosts',
    },
    {
      command: 'docker-credential-ecr install --dry-run',
      does: 'what would change if all registries of the configuration file were put in',
    },
    {
      command: 'docker-credential-ecr install --creds-store --alias ecr-login',
      does: "every registry, and configs that name Amazon's helper",
    },
    {
      command: 'docker-credential-ecr install --from-env',
      does: 'all that a workspace needs, at each of its starts',
    },
  ],
  exitStatus: { 1: 'something failed, and then nothing was changed', 2: 'the arguments make no sense' },
} as const satisfies CommandDescription;

export const UNINSTALL = {
  name: 'uninstall',
  summary: 'undo what install has done',
  about: [
    'With nothing named, all that install has done, and every entry "ecr" in Docker\'s config: a file is as it was before, byte for byte, if nobody has changed it since. What somebody has changed since is left, and said.',
    'The tokens that are kept stay; "logout" removes them.',
  ],
  operand: REGISTRIES,
  options: {
    'creds-store': {
      type: 'boolean',
      meaning: 'put the former credsStore back, and take it out of the configuration file',
    },
    alias: { type: 'string', value: 'NAME', meaning: 'remove the link docker-credential-NAME' },
    'dry-run': { type: 'boolean', meaning: 'show the difference of each file, and change nothing' },
  },
  examples: [
    { command: 'docker-credential-ecr uninstall', does: 'all that install has done' },
    { command: `docker-credential-ecr uninstall ${REGISTRY}`, does: 'one registry' },
  ],
  exitStatus: { 1: 'something failed, and then nothing was changed', 2: 'the arguments make no sense' },
} as const satisfies CommandDescription;
