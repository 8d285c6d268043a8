import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { questionsToAws } from './aws-questions.ts';
import { succeeded } from './command.ts';
import { findDockerClients } from './docker-clients.ts';
import { createPersonInWorkspace, createPersonWithKeys, createPersonWithSso } from './people.ts';
import { findImageId, importImage, removeImage } from './private-image.ts';
import { firstRegistry, type RealParts, startRealParts } from './real-parts.ts';
import { expectNothingSecretShown } from './secrets.ts';

let parts: RealParts;
beforeAll(async () => {
  parts = await startRealParts();
}, 120_000);
afterAll(() => parts?.close(), 60_000);
beforeEach(() => parts.aws.clearRequests());

const kinds = [
  { kind: 'static keys', createPerson: createPersonWithKeys, asked: ['ecr GetAuthorizationToken'] },
  {
    kind: 'an SSO profile',
    createPerson: createPersonWithSso,
    asked: ['sso GetRoleCredentials', 'ecr GetAuthorizationToken'],
  },
  {
    kind: 'a workspace token',
    createPerson: createPersonInWorkspace,
    asked: ['sts AssumeRoleWithWebIdentity', 'ecr GetAuthorizationToken'],
  },
];

describe.each(findDockerClients())('%s', (docker) => {
  test.each(kinds)(
    'pushes and pulls a private image by $kind',
    async ({ createPerson, asked }) => {
      const who = await createPerson(parts);
      const { person } = who;
      const dockerConfig = await person.readDockerConfig();
      const { name } = await importImage(person, docker, firstRegistry);
      const id = await findImageId(person, docker, name);

      succeeded(await person.run(docker, 'push', name));
      expect(questionsToAws(parts)).toEqual(asked);

      for (const _pull of ['first', 'second']) {
        await removeImage(person, docker, name);
        const visitsBefore = parts.front.visits.length;
        succeeded(await person.run(docker, 'pull', name));
        expect(await findImageId(person, docker, name)).toBe(id);
        const fetched = parts.front.visits.slice(visitsBefore).filter(({ path }) => path.includes('/blobs/'));
        expect(fetched).not.toEqual([]);
        expect(fetched.every(({ verdict }) => verdict === 'good')).toBe(true);
      }
      // The password was in the cache: neither pull asked AWS anything.
      expect(questionsToAws(parts)).toEqual(asked);

      expect(await person.readDockerConfig()).toBe(dockerConfig);
      await expectNothingSecretShown(parts, who);
    },
    180_000,
  );
});
