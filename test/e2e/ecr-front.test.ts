import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { succeeded } from './command.ts';
import { findDockerClients } from './docker-clients.ts';
import { createPersonWithKeys } from './people.ts';
import { importImage, removeImage } from './private-image.ts';
import { firstRegistry, type RealParts, startRealParts } from './real-parts.ts';

// What the other tests show is worth something only because the front turns away whoever has no good password.
let parts: RealParts;
let imageName: string;
const [docker] = findDockerClients();
beforeAll(async () => {
  parts = await startRealParts();
  const { person } = await createPersonWithKeys(parts);
  imageName = (await importImage(person, docker, firstRegistry)).name;
  succeeded(await person.run(docker, 'push', imageName));
  await removeImage(person, docker, imageName);
}, 180_000);
afterAll(() => parts?.close(), 60_000);

/** The password that a person's helper gets. */
async function getPassword(): Promise<string> {
  const { person } = await createPersonWithKeys(parts);
  const ask = `echo ${firstRegistry.host} | docker-credential-ecr get`;
  return JSON.parse(succeeded(await person.run('sh', '-c', ask)).stdout).Secret;
}

/** Pulls without a helper, by a user and a password in the Docker config, or by none. */
async function pullBy(login: { user: string; password: string } | undefined) {
  const { person } = await createPersonWithKeys(parts, { helpedHosts: [] });
  if (login !== undefined) {
    const auth = Buffer.from(`${login.user}:${login.password}`).toString('base64');
    await person.writeDockerConfig({ auths: { [firstRegistry.host]: { auth } } });
  }
  const visitsBefore = parts.front.visits.length;
  const { exitCode } = await person.run(docker, 'pull', imageName);
  const verdicts = new Set(parts.front.visits.slice(visitsBefore).map(({ verdict }) => verdict));
  return { exitCode, verdicts };
}

describe('the front', () => {
  test('lets in who has an issued password', async () => {
    const { exitCode, verdicts } = await pullBy({ user: 'AWS', password: await getPassword() });
    expect(exitCode).toBe(0);
    expect(verdicts).toContain('good');
  }, 60_000);

  test('turns away who has no password', async () => {
    const { exitCode, verdicts } = await pullBy(undefined);
    expect(exitCode).toBe(1);
    expect([...verdicts]).toEqual(['no password']);
  }, 60_000);

  test('turns away who has a password that was never issued', async () => {
    const { exitCode, verdicts } = await pullBy({ user: 'AWS', password: `${await getPassword()}A` });
    expect(exitCode).toBe(1);
    expect(verdicts).toContain('unknown');
    expect(verdicts).not.toContain('good');
  }, 60_000);

  test('turns away a user that is not AWS', async () => {
    const { exitCode, verdicts } = await pullBy({ user: 'aws', password: await getPassword() });
    expect(exitCode).toBe(1);
    expect(verdicts).toContain('not AWS');
    expect(verdicts).not.toContain('good');
  }, 60_000);

  test('turns away an expired password', async () => {
    const password = await getPassword();
    parts.aws.clockOffsetMs = (12 * 3600 + 1) * 1000;
    try {
      const { exitCode, verdicts } = await pullBy({ user: 'AWS', password });
      expect(exitCode).toBe(1);
      expect(verdicts).toContain('expired');
      expect(verdicts).not.toContain('good');
    } finally {
      parts.aws.clockOffsetMs = 0;
    }
  }, 60_000);
});
