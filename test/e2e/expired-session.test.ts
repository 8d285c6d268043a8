import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { succeeded } from './command.ts';
import { findDockerClients } from './docker-clients.ts';
import { createPersonWithExpiredSso, createPersonWithKeys } from './people.ts';
import { importImage, removeImage } from './private-image.ts';
import { firstRegistry, type RealParts, startRealParts } from './real-parts.ts';
import { expectNothingSecretShown } from './secrets.ts';

/** What the helper says, on whichever stream a client lets through. */
const remedy = /aws sso login --(profile development|sso-session acme)/;

let parts: RealParts;
let imageName: string;
beforeAll(async () => {
  parts = await startRealParts();
  const [docker] = findDockerClients();
  const { person } = await createPersonWithKeys(parts);
  imageName = (await importImage(person, docker, firstRegistry)).name;
  succeeded(await person.run(docker, 'push', imageName));
  await removeImage(person, docker, imageName);
}, 180_000);
afterAll(() => parts?.close(), 60_000);

const commands = [
  ...findDockerClients().map((docker) => ({
    client: docker,
    pull: (name: string) => [docker, 'pull', name],
  })),
  { client: 'skopeo', pull: (name: string) => ['skopeo', 'inspect', `docker://${name}`] },
  { client: 'podman', pull: (name: string) => ['podman', '--storage-driver=vfs', 'pull', name] },
];

describe('an SSO session that is over', () => {
  test.each(commands)(
    '$client fails, and its terminal shows how to sign in again',
    async ({ pull }) => {
      const who = await createPersonWithExpiredSso(parts);
      const [executable = '', ...args] = pull(imageName);
      const { exitCode, output } = await who.person.run(executable, ...args);
      expect(exitCode).not.toBe(0);
      expect(output).toMatch(remedy);
      await expectNothingSecretShown(parts, who);
    },
    120_000,
  );
});
