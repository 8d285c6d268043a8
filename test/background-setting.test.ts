import { expect, test } from '@jest/globals';
import { readSettings } from '../src/config.ts';
import { fakeContext } from './fakes/context.ts';

// Whether a token may be renewed in the background.
test.each<[Record<string, string>, boolean]>([
  [{}, true],
  [{ DOCKER_CREDENTIAL_ECR_BACKGROUND: '' }, true],
  [{ DOCKER_CREDENTIAL_ECR_BACKGROUND: '1' }, true],
  [{ DOCKER_CREDENTIAL_ECR_BACKGROUND: '0' }, false],
  [{ CI: '' }, true],
  [{ CI: '0' }, true],
  [{ CI: 'false' }, true],
  [{ CI: 'False' }, true],
  [{ CI: 'true' }, false],
  [{ CI: '1' }, false],
  [{ CI: 'woodpecker' }, false],
  [{ CI: 'true', DOCKER_CREDENTIAL_ECR_BACKGROUND: '1' }, false],
])('%j: %s', (env, background) => expect(readSettings(fakeContext({ env })).background).toBe(background));
