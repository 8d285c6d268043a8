import { expect, test } from '@jest/globals';
import type { CredentialSource } from '../../../src/aws/credential-source.ts';
import { refuseCircle } from '../../../src/commands/env/circle.ts';
import { HelperError } from '../../../src/errors.ts';
import { thrownBy } from '../../fakes/thrown.ts';

const process = (profile: string, command: string): CredentialSource => ({
  kind: 'process',
  profile,
  command,
});
const KEY: CredentialSource = { kind: 'access-key', accessKeyId: 'AKIA', profile: undefined };
const role = (source: CredentialSource): CredentialSource => ({
  kind: 'role',
  profile: 'role',
  roleArn: 'arn:aws:iam::111111111111:role/x',
  source,
  externalId: undefined,
  sessionName: undefined,
  durationSeconds: undefined,
  mfaSerial: undefined,
});

/** Which profiles there are: the commands that give their credentials, and what is behind `key`. */
function profiles(commands: Readonly<Record<string, string>>) {
  const sourceOf = (name: string) => (name === 'key' ? KEY : process(name, commands[name] ?? ''));
  const refuse = (source: CredentialSource) =>
    refuseCircle(
      source,
      ([option, name = '']) => {
        if (option === '--broken') throw new HelperError('USAGE', 'no such option');
        const found = sourceOf(option === undefined ? 'default' : name);
        return { rule: 'named-profile', source: found, skipped: [] };
      },
      { programPath: '/opt/my-helper' },
    );
  return { sourceOf, refuse };
}

const OWN = 'docker-credential-ecr env --format process';

test.each([
  ['it asks for what the rules choose, which is itself', { default: 'docker-credential-ecr env' }],
  ['it names itself', { default: 'docker-credential-ecr env --profile default' }],
  ['it names itself in quotes', { default: `docker-credential-ecr env --profile 'default'` }],
  ['it is called by its path', { default: '/opt/docker-credential-ecr env --profile "default"' }],
  ['it is called by a path in quotes', { default: `"/my tools/docker-credential-ecr.exe" env` }],
  [
    'two name each other',
    { default: 'docker-credential-ecr env --profile b', b: 'docker-credential-ecr env' },
  ],
  [
    'one behind it names itself',
    { default: 'docker-credential-ecr env --profile b', b: 'docker-credential-ecr env --profile b' },
  ],
])('refused: %s', (_, commands) => {
  const { sourceOf, refuse } = profiles(commands);
  expect(thrownBy(() => refuse(sourceOf('default'))).code).toBe('CREDENTIAL_PROCESS_LOOPS');
  expect(thrownBy(() => refuse(role(role(sourceOf('default'))))).code).toBe('CREDENTIAL_PROCESS_LOOPS');
});

test.each([
  ['another identity', { default: 'docker-credential-ecr env --profile key' }],
  ['another profile with another program', { default: 'docker-credential-ecr env --profile b', b: 'vault' }],
  ['another program', { default: 'vault --like docker-credential-ecr env' }],
  ['another command of this program', { default: 'docker-credential-ecr status' }],
  ['a shell, which may change what is chosen', { default: `AWS_PROFILE=key; ${OWN}` }],
  [
    'arguments that make no sense, which the program will tell',
    { default: 'docker-credential-ecr env --broken x' },
  ],
])('not refused: %s', (_, commands) => {
  const { sourceOf, refuse } = profiles(commands);
  expect(() => refuse(sourceOf('default'))).not.toThrow();
});
