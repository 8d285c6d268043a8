import { expect, test } from '@jest/globals';
import { personIsThere, quietReason } from '../src/interactive.ts';

test.each<[Record<string, string>, string | undefined]>([
  [{}, undefined],
  [{ DOCKER_CREDENTIAL_ECR_INTERACTIVE: '0' }, 'DOCKER_CREDENTIAL_ECR_INTERACTIVE'],
  [{ DOCKER_CREDENTIAL_ECR_INTERACTIVE: 'false' }, 'DOCKER_CREDENTIAL_ECR_INTERACTIVE'],
  [{ DOCKER_CREDENTIAL_ECR_INTERACTIVE: '1' }, undefined],
  [{ DOCKER_CREDENTIAL_ECR_INTERACTIVE: '' }, undefined],
  [{ CI: 'true' }, 'CI'],
  [{ CI: '1' }, 'CI'],
  [{ CI: 'woodpecker' }, 'CI'],
  [{ CI: 'false' }, undefined],
  [{ CI: '0' }, undefined],
  [{ CI: '' }, undefined],
  [{ GITPOD_HEADLESS: 'true' }, 'GITPOD_HEADLESS'],
  [{ GITPOD_HEADLESS: 'false' }, undefined],
])('with %j nobody is to be asked because of %s', (env, reason) => {
  expect(quietReason(env)).toBe(reason);
  expect(personIsThere({ env, stderrIsTerminal: true })).toBe(reason === undefined);
  expect(personIsThere({ env, stderrIsTerminal: false })).toBe(false);
});
