import { type CommandDescription, ORDINARY_EXIT_STATUS } from './description.ts';

/** The forms in which `env` prints. */
export const ENV_FORMATS = [
  'sh',
  'fish',
  'powershell',
  'cmd',
  'dotenv',
  'json',
  'github',
  'process',
] as const;

export const ENV = {
  name: 'env',
  summary: "print an identity's AWS credentials, as environment variables",
  about: [
    'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_CREDENTIAL_EXPIRATION, AWS_REGION and AWS_DEFAULT_REGION, for programs that know no SSO or no workspace tokens. With nothing named, the identity that the rules choose where no registry is asked for; credentials in the environment are the first of them, so name the identity to replace those.',
    'No other command prints AWS credentials. In a shell, a variable that the identity has no value for is unset, so that no old session token stays.',
    "The format process is what credential_process in an AWS profile takes: the AWS CLI and every SDK then have the identity, and renew it by themselves. Name an identity there that isn't the profile itself.",
    'The format github is for a step of GitHub Actions: it masks the values in the log, and appends the variables to the file that GITHUB_ENV names, for the steps that follow.',
  ],
  options: {
    profile: { type: 'string', value: 'P', meaning: 'the profile P of the AWS config', names: 'profile' },
    identity: {
      type: 'string',
      value: 'I',
      meaning: 'the identity I of the configuration file',
      names: 'identity',
    },
    registry: {
      type: 'string',
      value: 'R',
      meaning: 'the identity that serves the registry R: a host, or a name of the configuration file',
      names: 'registry',
    },
    format: {
      type: 'string',
      value: 'F',
      meaning: 'how to print; without it sh, on Windows outside of a Unix shell powershell',
      values: ENV_FORMATS,
    },
  },
  examples: [
    { command: 'eval "$(docker-credential-ecr env --profile dev)"', does: 'sets them in this shell' },
    { command: 'docker-credential-ecr env --format fish | source', does: 'the same in fish' },
    {
      command: 'docker-credential-ecr env --format powershell | Out-String | Invoke-Expression',
      does: 'the same in PowerShell',
    },
    {
      command:
        'aws configure set credential_process "docker-credential-ecr env --identity workspace --format process"',
      does: 'lets the AWS CLI and every SDK use the identity workspace',
    },
  ],
  exitStatus: ORDINARY_EXIT_STATUS,
} as const satisfies CommandDescription;
