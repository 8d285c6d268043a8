import type { CommandDescription } from './description.ts';

export const LOGIN = {
  name: 'login',
  summary: 'sign in to AWS SSO, and get the tokens of registries',
  about: [
    'With nothing named, what AWS_PROFILE or the default profile says. The sign-in is kept where the AWS CLI keeps it (~/.aws/sso/cache), so it serves aws and every SDK too, and theirs serves here. The tokens go into the cache of this program (AWS_ECR_CACHE_DIR).',
    'A registry that the configuration file gives autoProvision false is prepared only when it is named.',
  ],
  operand: {
    name: 'REGISTRY',
    meaning:
      'hosts of registries, or their names in the configuration file; each with the identity that a docker pull would have',
    most: 'many',
    names: 'registry',
  },
  options: {
    profile: {
      type: 'string',
      value: 'P',
      meaning: "the profile P of the AWS config; without REGISTRY, its account's registry in its region",
      names: 'profile',
    },
    identity: {
      type: 'string',
      value: 'I',
      meaning:
        "the identity I of the configuration file; without REGISTRY, the registries that it serves there, else its account's registry",
      names: 'identity',
    },
    all: {
      type: 'boolean',
      meaning:
        "every SSO session of the AWS config and the configuration file, and every registry that the configuration file names or Docker's config gives to this helper",
    },
    'write-auths': {
      type: 'boolean',
      meaning:
        "also write the tokens into Docker's config, under auths, for clients that know no helpers; they are good until they expire",
    },
    device: {
      type: 'boolean',
      meaning: 'show a code to approve in a browser anywhere, even if there is a browser here',
    },
    'no-browser': { type: 'boolean', meaning: "show the address, and don't open it" },
  },
  examples: [
    { command: 'docker-credential-ecr login --profile dev', does: 'one account, by a profile' },
    {
      command: 'docker-credential-ecr login 111111111111.dkr.ecr.us-east-1.amazonaws.com --device',
      does: 'one registry, by a code that is approved in a browser anywhere',
    },
    {
      command: 'docker-credential-ecr login dev/ecr --write-auths',
      does: 'a registry by its name in the configuration file, for clients without helpers too',
    },
  ],
  exitStatus: { 1: 'something failed', 2: 'the arguments make no sense', 130: 'it was ended with Ctrl-C' },
} as const satisfies CommandDescription;
