import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { questionsToAws } from './aws-questions.ts';
import { succeeded } from './command.ts';
import { findBuildKitClient, findDockerClients } from './docker-clients.ts';
import { createPersonWithKeys } from './people.ts';
import { importImage, removeImage } from './private-image.ts';
import { firstRegistry, type RealParts, startRealParts } from './real-parts.ts';
import { expectNothingSecretShown } from './secrets.ts';

let parts: RealParts;
beforeAll(async () => {
  parts = await startRealParts();
}, 120_000);
afterAll(() => parts?.close(), 60_000);
beforeEach(() => parts.aws.clearRequests());

/** Builds on a private image that Docker doesn't have, and looks whether the result came out of it. */
async function buildOnPrivateImage(docker: string, builder: { DOCKER_BUILDKIT: string }): Promise<string> {
  // One host only: the legacy builder wants the passwords of all that the Docker config names, needed or not.
  const helpedHosts = [firstRegistry.host];
  const who = await createPersonWithKeys(parts, { helpedHosts, env: builder });
  const { person } = who;
  const { name, content } = await importImage(person, docker, firstRegistry);
  succeeded(await person.run(docker, 'push', name));
  await removeImage(person, docker, name);
  parts.aws.clearRequests();

  const folder = path.join(person.home, 'project');
  succeeded(await person.run('mkdir', folder));
  await writeFile(path.join(folder, 'Dockerfile'), `FROM ${name}\nCOPY added /added\n`);
  await writeFile(path.join(folder, 'added'), 'by the build');
  const built = succeeded(await person.run(docker, 'build', '--tag', `built-${content}`, folder));

  succeeded(await person.run(docker, 'create', '--name', `c-${content}`, `built-${content}`, 'no command'));
  succeeded(await person.run(docker, 'cp', `c-${content}:/content`, `${person.home}/content`));
  expect(succeeded(await person.run('cat', `${person.home}/content`)).stdout).toBe(content);
  succeeded(await person.run(docker, 'rm', `c-${content}`));

  // The push has asked already.
  expect(questionsToAws(parts)).toEqual([]);
  await expectNothingSecretShown(parts, who);
  return built.output;
}

describe.each(findDockerClients())('%s', (docker) => {
  test('builds on a private image with the legacy builder', async () => {
    expect(await buildOnPrivateImage(docker, { DOCKER_BUILDKIT: '0' })).toMatch(/^Step 1\/2 : FROM/m);
  }, 180_000);
});

test('builds on a private image with BuildKit', async () => {
  const docker = await findBuildKitClient(parts.folder);
  expect(await buildOnPrivateImage(docker, { DOCKER_BUILDKIT: '1' })).toMatch(/^#\d+ .*load metadata for/m);
}, 180_000);
