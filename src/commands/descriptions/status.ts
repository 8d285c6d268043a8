import type { CommandDescription } from './description.ts';

export const STATUS = {
  name: 'status',
  summary: 'say who serves each registry, and what is wrong',
  about: [
    "Tells of every registry that the configuration file names, that Docker's config gives to this helper, or that a token is kept of: the identity that serves it and by which rule, when its token and its SSO session expire; and what a check-up found, each with the line that mends it.",
    'It changes nothing, and without --check it asks nobody anything.',
  ],
  operand: {
    name: 'REGISTRY',
    meaning: 'only these: hosts of registries, or their names in the configuration file',
    most: 'many',
    names: 'registry',
  },
  options: {
    json: {
      type: 'boolean',
      meaning: 'print one JSON object, as docs/status.schema.json describes it',
    },
    check: {
      type: 'boolean',
      meaning: 'ask AWS too: who am I, and may I get a token; the tokens are not kept',
    },
  },
  examples: [
    { command: 'docker-credential-ecr status --check', does: 'everything, and what AWS says to it' },
    {
      command: "docker-credential-ecr status --json | jq -r '.findings[].remedy'",
      does: 'what to do, one to a line',
    },
  ],
  exitStatus: { 1: 'something is wrong', 2: 'the arguments make no sense' },
} as const satisfies CommandDescription;
