import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { succeeded } from './command.ts';
import { findDockerClients } from './docker-clients.ts';
import type { FrontedRegistry } from './ecr-front.ts';
import { createPersonWithKeys, createPersonWithTwoProfiles } from './people.ts';
import { importImage, removeImage } from './private-image.ts';
import { firstRegistry, type RealParts, secondRegistry, startRealParts } from './real-parts.ts';
import { expectNothingSecretShown } from './secrets.ts';

let parts: RealParts;
beforeAll(async () => {
  parts = await startRealParts();
}, 120_000);
afterAll(() => parts?.close(), 60_000);
beforeEach(() => parts.aws.clearRequests());

/** For which accounts a person's helper got authorization tokens. */
function accountsWithTokens(): (string | undefined)[] {
  return parts.aws.requests
    .filter(({ operation }) => operation === 'GetAuthorizationToken')
    .map(({ signedFor }) => signedFor?.accountId);
}

describe.each(findDockerClients())('%s', (docker) => {
  /** The name of an image that the registry has and Docker doesn't. */
  async function publishImage(registry: FrontedRegistry): Promise<string> {
    const { person } = await createPersonWithKeys(parts, { registry });
    const { name } = await importImage(person, docker, registry);
    succeeded(await person.run(docker, 'push', name));
    await removeImage(person, docker, name);
    parts.aws.clearRequests();
    return name;
  }

  test('serves two accounts of one person by their profiles', async () => {
    const inFirst = await publishImage(firstRegistry);
    const inSecond = await publishImage(secondRegistry);
    const who = await createPersonWithTwoProfiles(parts);
    const { person } = who;

    succeeded(await person.runWith({ AWS_PROFILE: 'first' }, docker, 'pull', inFirst));
    expect(accountsWithTokens()).toEqual([firstRegistry.accountId]);
    succeeded(await person.runWith({ AWS_PROFILE: 'second' }, docker, 'pull', inSecond));
    expect(accountsWithTokens()).toEqual([firstRegistry.accountId, secondRegistry.accountId]);
    await expectNothingSecretShown(parts, who);
  }, 120_000);

  test("does not get one account's image with the other account's identity", async () => {
    const inSecond = await publishImage(secondRegistry);
    const who = await createPersonWithTwoProfiles(parts);
    const { person } = who;
    // The right identity comes first: what is kept for it must not serve the wrong one.
    succeeded(await person.runWith({ AWS_PROFILE: 'second' }, docker, 'pull', inSecond));
    await removeImage(person, docker, inSecond);

    const visitsBefore = parts.front.visits.length;
    const { exitCode, output } = await person.runWith({ AWS_PROFILE: 'first' }, docker, 'pull', inSecond);
    expect(exitCode).toBe(1);
    expect(output).toMatch(/denied|not authorized|forbidden/i);
    const verdicts = new Set(parts.front.visits.slice(visitsBefore).map(({ verdict }) => verdict));
    expect(verdicts).toContain('wrong account');
    expect(verdicts).not.toContain('good');
    expect(accountsWithTokens()).toEqual([secondRegistry.accountId, firstRegistry.accountId]);
    await expectNothingSecretShown(parts, who);
  }, 120_000);
});
