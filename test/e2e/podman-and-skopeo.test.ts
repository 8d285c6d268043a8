import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { questionsToAws } from './aws-questions.ts';
import { succeeded } from './command.ts';
import { findDockerClients } from './docker-clients.ts';
import { createPersonWithKeys } from './people.ts';
import { importImage } from './private-image.ts';
import { firstRegistry, type RealParts, startRealParts } from './real-parts.ts';
import { expectNothingSecretShown } from './secrets.ts';

let parts: RealParts;
let imageName: string;
beforeAll(async () => {
  parts = await startRealParts();
  const [docker] = findDockerClients();
  const { person } = await createPersonWithKeys(parts);
  imageName = (await importImage(person, docker, firstRegistry)).name;
  succeeded(await person.run(docker, 'push', imageName));
}, 180_000);
afterAll(() => parts?.close(), 60_000);
beforeEach(() => parts.aws.clearRequests());

test('skopeo copies a private image', async () => {
  const who = await createPersonWithKeys(parts);
  const { person } = who;
  const copy = path.join(person.home, 'copy');
  for (const _copy of ['first', 'second']) {
    succeeded(await person.run('skopeo', 'copy', `docker://${imageName}`, `dir:${copy}`));
  }
  const manifest = JSON.parse(await readFile(path.join(copy, 'manifest.json'), 'utf8'));
  expect(manifest.layers).toHaveLength(1);
  expect(questionsToAws(parts)).toEqual(['ecr GetAuthorizationToken']);
  await expectNothingSecretShown(parts, who);
}, 120_000);

test('podman pulls a private image', async () => {
  const who = await createPersonWithKeys(parts);
  const { person } = who;
  // What podman keeps is in memory, as all of /var and /run is here.
  const podman = (...args: string[]) =>
    person.run(
      'podman',
      '--storage-driver=vfs',
      '--cgroup-manager=cgroupfs',
      '--events-backend=none',
      ...args,
    );
  for (const _pull of ['first', 'second']) {
    const { stdout } = succeeded(await podman('pull', '--quiet', imageName));
    expect(stdout).toMatch(/^[0-9a-f]{64}\n$/);
    succeeded(await podman('image', 'rm', imageName));
  }
  expect(questionsToAws(parts)).toEqual(['ecr GetAuthorizationToken']);
  await expectNothingSecretShown(parts, who);
}, 120_000);
