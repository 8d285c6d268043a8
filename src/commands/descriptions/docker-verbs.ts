import type { CommandDescription } from './description.ts';

const REGISTRY = '111111111111.dkr.ecr.us-east-1.amazonaws.com';

export const GET: CommandDescription = {
  name: 'get',
  summary: 'answer with the password of a registry',
  about: [
    "Docker runs it for every pull and push: the registry's server URL comes on standard input, and the answer is one line of JSON on standard output. While a kept token is good it is answered at once; else the identity that serves the registry gets a new one.",
    'When it fails, the reason and what mends it are one line on standard output and standard error alike, since some clients show only one of them. A host that is no ECR registry is answered with the protocol\'s "credentials not found in native keychain", or by the fallbackHelper of the configuration file.',
  ],
  options: {},
  examples: [
    {
      command: `echo ${REGISTRY} | docker-credential-ecr get`,
      does: 'what Docker would be answered; it holds a password',
    },
    {
      command: 'echo public.ecr.aws | AWS_PROFILE=dev docker-credential-ecr get',
      does: 'the same for ECR Public, with the profile dev',
    },
  ],
  exitStatus: { 1: 'there is no password; the line says why' },
};

export const STORE: CommandDescription = {
  name: 'store',
  summary: 'keep a password from docker login until it expires',
  about: [
    'docker login runs it. The pasted password is answered before any identity is tried, until it expires or is erased. The request is one JSON object on standard input. That for another host goes to the fallbackHelper of the configuration file.',
  ],
  options: {},
  examples: [
    {
      command: `aws ecr get-login-password | docker login --username AWS --password-stdin ${REGISTRY}`,
      does: 'Docker hands the password to this command',
    },
    {
      command: 'docker-credential-ecr store < request.json',
      does: 'the same by hand, with {"ServerURL":"…","Username":"AWS","Secret":"…"} in the file',
    },
  ],
  exitStatus: { 1: 'it could not be kept; the line says why' },
};

export const ERASE: CommandDescription = {
  name: 'erase',
  summary: 'forget the passwords of a registry',
  about: [
    'docker logout runs it, with the server URL on standard input. What is not known is no error; another host is the fallbackHelper\'s. "logout" is the same for people.',
  ],
  options: {},
  examples: [
    { command: `docker logout ${REGISTRY}`, does: 'Docker hands the registry to this command' },
    { command: `echo ${REGISTRY} | docker-credential-ecr erase`, does: 'the same by hand' },
  ],
  exitStatus: { 1: 'it could not be done; the line says why' },
};

export const LIST: CommandDescription = {
  name: 'list',
  summary: 'list the registries with a password that has not expired',
  about: [
    'One line of JSON: the server URLs and their user name, and what the fallbackHelper lists of other hosts. It never asks AWS anything.',
  ],
  options: {},
  examples: [
    { command: 'docker-credential-ecr list', does: 'the registries that a docker build may ask for' },
    { command: "docker-credential-ecr list | jq -r 'keys[]'", does: 'one to a line' },
  ],
  exitStatus: { 1: 'it could not be done; the line says why' },
};
