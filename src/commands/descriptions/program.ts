import type { CommandDescription } from './description.ts';

export const VERSION: CommandDescription = {
  name: 'version',
  summary: 'print name and version',
  about: ['--version and -v do the same.'],
  options: {},
  examples: [
    { command: 'docker-credential-ecr version', does: 'docker-credential-ecr and its version' },
    { command: 'docker-credential-ecr --version', does: 'the same' },
  ],
  exitStatus: {},
};

export const HELP: CommandDescription = {
  name: 'help',
  summary: 'tell about the program, or about one command',
  about: ['--help and -h behind a command do the same.'],
  operand: { name: 'COMMAND', meaning: 'the command to tell about', most: 'one', names: 'command' },
  options: {},
  examples: [
    { command: 'docker-credential-ecr help', does: 'all commands and settings' },
    { command: 'docker-credential-ecr help login', does: 'the same page as login --help' },
  ],
  exitStatus: { 2: 'there is no such command' },
};

/** What the program is, in the words of its manual. */
export const PROGRAM = {
  name: 'docker-credential-ecr',
  summary: 'Docker credential helper for Amazon ECR',
  about: [
    "Docker asks it for a registry's password once ~/.docker/config.json names it:",
    '  { "credHelpers": { "111111111111.dkr.ecr.us-east-1.amazonaws.com": "ecr" } }',
  ],
} as const;

/** The environment variables that are the program's own settings, and the other helper's that it honours. */
export const SETTINGS: Readonly<Record<string, string>> = {
  DOCKER_CREDENTIAL_ECR_TIMEOUT: 'the longest a get may take, in seconds (30)',
  DOCKER_CREDENTIAL_ECR_CONFIG: 'the configuration file',
  DOCKER_CREDENTIAL_ECR_DEBUG: '1: say on stderr what is done',
  DOCKER_CREDENTIAL_ECR_INTERACTIVE: '0: never ask a person anything',
  DOCKER_CREDENTIAL_ECR_BACKGROUND: '0: never renew a token in the background',
  AWS_ECR_CACHE_DIR: 'where tokens are kept',
  AWS_ECR_DISABLE_CACHE: 'anything: keep and read no tokens',
  AWS_ECR_IGNORE_CREDS_STORAGE: 'true: store and erase do nothing',
};

/** The files that the program reads or writes. */
export const FILES: Readonly<Record<string, string>> = {
  '~/.docker/config.json': "Docker's config, or config.json in the directory that DOCKER_CONFIG names",
  '~/.config/docker-credential-ecr/config.json':
    'the configuration file: identities, and which of them serves which registry',
  '~/.aws/config, ~/.aws/credentials': 'the profiles and SSO sessions of the AWS CLI',
  '~/.aws/sso/cache': 'where signing in to SSO leaves its token, for this program and the AWS CLI',
  '~/.cache/docker-credential-ecr':
    'the tokens of registries; on macOS ~/Library/Caches/docker-credential-ecr',
};
