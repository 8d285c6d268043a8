import type { CommandDescription } from './description.ts';

export const LOGOUT = {
  name: 'logout',
  summary: 'forget the tokens of registries, and end SSO sessions',
  about: [
    "Forgets the tokens that are kept for the registries, of every identity and pasted ones, and removes their passwords from Docker's config (auths), where docker login or login --write-auths put them. What somebody else has put there stays.",
    'The next docker pull gets a new token, as long as there is an identity: --sso ends the sign-in as well.',
  ],
  operand: {
    name: 'REGISTRY',
    meaning: 'hosts of registries, or their names in the configuration file',
    most: 'many',
    names: 'registry',
  },
  options: {
    all: { type: 'boolean', meaning: 'everything that is kept, of whatever registry' },
    sso: {
      type: 'boolean',
      meaning:
        'also end the SSO sessions of the registries named, or else all that there are on this machine: at AWS, and here with the credentials that the AWS CLI keeps of them, so that aws and every SDK are signed out too',
    },
  },
  examples: [
    {
      command: 'docker-credential-ecr logout 111111111111.dkr.ecr.us-east-1.amazonaws.com',
      does: 'forget what is kept for one registry',
    },
    {
      command: 'docker-credential-ecr logout --all --sso',
      does: 'forget everything, and sign out of AWS SSO',
    },
  ],
  exitStatus: {
    1: 'something could not be forgotten, or AWS could not be told',
    2: 'the arguments make no sense',
  },
} as const satisfies CommandDescription;
