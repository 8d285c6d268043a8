import type { CommandDescription } from './description.ts';

export const COMPLETION = {
  name: 'completion',
  summary: "print what makes a shell complete this program's arguments",
  about: [
    'Registries, identities and profiles are completed too: the shell asks this program for their names, which it reads from the configuration file, the Docker config and the AWS config.',
  ],
  operand: {
    name: 'SHELL',
    meaning: 'the shell: bash, zsh or fish',
    most: 'one',
    values: ['bash', 'zsh', 'fish'],
  },
  options: {},
  examples: [
    {
      command: 'eval "$(docker-credential-ecr completion bash)"',
      does: 'in ~/.bashrc; the same with zsh in ~/.zshrc, behind compinit',
    },
    {
      command:
        'docker-credential-ecr completion fish > ~/.config/fish/completions/docker-credential-ecr.fish',
      does: 'fish finds it there',
    },
  ],
  exitStatus: { 2: 'the shell is none of these' },
} as const satisfies CommandDescription;
