import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeProgram, publish } from './release-server.ts';
import { bootstrapScene } from './scene.ts';

const scene = bootstrapScene();

const FILE = 'docker-credential-ecr-0.2.0-linux-x64.gz';

test('a newer version takes the place of an older one', async () => {
  const { workspace, server, env } = scene;
  publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
  await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.1.0'));
  expect(await workspace.run({ env })).toMatchObject({ code: 0 });
  expect(await readFile(join(workspace.ownBin, 'docker-credential-ecr'), 'utf8')).toContain('0.2.0');
});

test('a program that does not run is replaced', async () => {
  const { workspace, server, env } = scene;
  publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
  await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), '#!/no/such/program\n');
  expect(await workspace.run({ env })).toMatchObject({ code: 0 });
});

describe('a version that is asked for', () => {
  test('is downloaded, though there is a newer one', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    publish(server, '0.3.0', { 'linux-x64': fakeProgram('0.3.0') });
    expect(await workspace.run({ env: { ...env, DOCKER_CREDENTIAL_ECR_VERSION: '0.2.0' } })).toMatchObject({
      code: 0,
    });
    expect(server.requests).toEqual(['docker-credential-ecr-0.2.0-SHA256SUMS', FILE]);
  });

  test('asks for nothing when it is there', async () => {
    const { workspace, server, env } = scene;
    await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.2.0'));
    expect(await workspace.run({ env: { ...env, DOCKER_CREDENTIAL_ECR_VERSION: 'v0.2.0' } })).toMatchObject({
      code: 0,
    });
    expect(server.requests).toEqual([]);
  });

  test("has an address of its own where the release's address is GitHub's", async () => {
    const { workspace, server } = scene;
    const env = {
      DOCKER_CREDENTIAL_ECR_BASE_URL: `${server.url}/releases/latest/download`,
      DOCKER_CREDENTIAL_ECR_VERSION: '0.2.0',
    };
    expect(await workspace.run({ env })).toMatchObject({ code: 1 });
    expect(server.requests).toEqual(['releases/download/v0.2.0/docker-credential-ecr-0.2.0-SHA256SUMS']);
  });

  test('must be a version', async () => {
    const { workspace, env } = scene;
    const { code, stderr } = await workspace.run({ env: { ...env, DOCKER_CREDENTIAL_ECR_VERSION: '../x' } });
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is no version: \.\.\/x/),
    });
  });
});
