import { describe, expect, jest, test } from '@jest/globals';
import { startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { DECIDES, DECIDES_NOTHING, type Row } from './cache-key-changes.ts';
import { forEachExecutable } from './each-executable.ts';
import { identityNamed, useKeys } from './failure.ts';
import { leaveSeconds, onlyCacheFile } from './kept-tokens.ts';
import { passwordIn } from './one-line.ts';
import { REGISTRY } from './person.ts';

jest.setTimeout(30_000);

forEachExecutable((scene) => {
  const changed = async ({ identity, change }: Row) => {
    const { person, aws } = scene;
    await identityNamed(identity).setUp(person, aws);
    const first = await person.run('get');
    expect(first).toMatchObject({ code: 0, stderr: '' });
    const registry = (await change(person, aws)) ?? REGISTRY;
    aws.clearRequests();
    const second = await person.run('get', registry);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    const asked = aws.requests.filter(({ operation }) => operation === 'GetAuthorizationToken');
    expect(await person.run('get', registry)).toEqual(second);
    return { isSame: passwordIn(first) === passwordIn(second), asked: asked.length };
  };

  test.each(DECIDES)('asks AWS anew after a change that decides: $name', async (row) => {
    expect(await changed(row)).toEqual({ isSame: false, asked: 1 });
  });

  test.each(DECIDES_NOTHING)(
    'answers the kept token after a change that decides nothing: $name',
    async (row) => {
      expect(await changed(row)).toEqual({ isSame: true, asked: 0 });
      expect(scene.aws.requests).toEqual([]);
    },
  );

  test('keeps what another AWS answered apart', async () => {
    const { person, aws } = scene;
    const other = await startAwsStandIn();
    try {
      await useKeys(person, aws);
      await person.run('get');
      expect(await person.run('get', REGISTRY, { AWS_ENDPOINT_URL: other.url })).toMatchObject({ code: 1 });
      expect(other.requests).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  describe('a kept token', () => {
    const hours = 3600;
    test.each([
      ['fresh, and answered as it is', 11.9 * hours, 0],
      ['before half of its life, and answered as it is', 6.1 * hours, 0],
      ['expiring, and renewed first', 299, 1],
      ['just expired, and renewed', -1, 1],
      ['long expired, and renewed', -100 * hours, 1],
    ])('is %s', async (_, secondsLeft, requests) => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const first = await person.run('get');
      await leaveSeconds(await onlyCacheFile(person), secondsLeft);
      aws.clearRequests();
      const second = await person.run('get');
      expect(second).toMatchObject({ code: 0, stderr: '' });
      expect(aws.requests).toHaveLength(requests);
      expect(passwordIn(second) === passwordIn(first)).toBe(requests === 0);
      expect(await person.run('get')).toEqual(second);
      expect(aws.requests).toHaveLength(requests);
    });
  });
});
