import { mkdir, rm } from 'node:fs/promises';
import { describe, expect, jest, test } from '@jest/globals';
import { ageTokens, keptFiles, LEFT } from './aged-tokens.ts';
import { forEachExecutable } from './each-executable.ts';
import type { Ended } from './executables.ts';
import { useKeys } from './failure.ts';
import { expectFailure, expectWarning, passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { getAtOnce, lockHolder, startGet, startGets } from './processes.ts';

jest.setTimeout(60_000);

const MANY = 40;
const SOME = 10;

/** The passwords of runs that all must have been answered, without a word. */
function passwords(ended: readonly Ended[]): Set<string> {
  for (const one of ended) expect(one).toMatchObject({ code: 0, stderr: '' });
  return new Set(ended.map(passwordIn));
}

forEachExecutable((scene) => {
  const expectOneGoodPassword = (ended: readonly Ended[]) => {
    const [password = '', ...more] = passwords(ended);
    expect(more).toEqual([]);
    expect(scene.aws.checkPassword(password, ACCOUNT, 'us-east-1')).toBe('good');
  };

  test('many at once make one request, and have the same answer', async () => {
    await useKeys(scene.person, scene.aws);
    expectOneGoodPassword(await getAtOnce(scene, MANY));
    expect(scene.aws.requests).toHaveLength(1);
    expect(await keptFiles(scene.person, 'lock')).toEqual([]);
  });

  test('many at once that find an expired token make one request', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    const first = await person.run('get');
    await ageTokens(person, LEFT.expired);
    aws.clearRequests();
    const ended = await getAtOnce(scene, SOME);
    expectOneGoodPassword(ended);
    expect(passwords(ended)).not.toContain(passwordIn(first));
    expect(aws.requests).toHaveLength(1);
  });

  test('many at once that are refused hear the same line, and AWS hears hardly more than one of them', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    aws.inject({ kind: 'denied' });
    const ended = await getAtOnce(scene, MANY);
    const lines = new Set(ended.map(expectFailure));
    expect([...lines]).toEqual([expect.stringContaining('may not call ecr:GetAuthorizationToken')]);
    // Who starts when the first has failed already asks again.
    expect(aws.requests.length).toBeLessThanOrEqual(MANY / 4);

    aws.clearFaults();
    expectOneGoodPassword([await person.run('get')]);
  });

  describe('whoever asks for all', () => {
    test('is killed: another asks', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      aws.inject({ kind: 'hang', times: 1 });
      const gets = startGets(scene, SOME);
      await aws.waitForRequest(() => true);
      const holder = await lockHolder(person);
      gets.find(({ processId }) => processId === holder)?.kill('SIGKILL');
      const ended = await Promise.all(gets.map((get) => get.ended));
      expect(ended.filter(({ code }) => code === null)).toHaveLength(1);
      expectOneGoodPassword(ended.filter(({ code }) => code !== null));
      expect(aws.requests).toHaveLength(2);
    });

    test('is stopped: another asks when it has shown no life for 5 seconds', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      aws.inject({ kind: 'hang', times: 1 });
      const gets = startGets(scene, SOME);
      await aws.waitForRequest(() => true);
      const holder = await lockHolder(person);
      const stopped = gets.find(({ processId }) => processId === holder);
      const others = gets.filter((get) => get !== stopped);
      stopped?.kill('SIGSTOP');
      expectOneGoodPassword(await Promise.all(others.map((get) => get.ended)));
      expect(aws.requests).toHaveLength(2);
      stopped?.kill('SIGKILL');
    });

    test('runs out of its own time: another asks', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      aws.inject({ kind: 'hang', times: 1 });
      const first = startGet(scene, REGISTRY, { DOCKER_CREDENTIAL_ECR_TIMEOUT: '2' });
      await aws.waitForRequest(() => true);
      const ended = await getAtOnce(scene, SOME);
      expect(expectFailure(await first.ended)).toContain('no answer from ECR in us-east-1 within 2 s; ');
      expectOneGoodPassword(ended);
      expect(aws.requests).toHaveLength(2);
    });

    test('gets no answer: nobody waits longer than their own time, and they say for whom', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      aws.inject({ kind: 'hang' });
      const first = startGet(scene);
      await aws.waitForRequest(() => true);
      const second = await startGet(scene, REGISTRY, { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1' }).ended;
      expect(expectFailure(second)).toContain(
        'no answer from another docker-credential-ecr, which asks for the same token, within 1 s; ',
      );
      expect(aws.requests).toHaveLength(1);
      first.kill('SIGKILL');
      await first.ended;
    });

    test('gets no answer: who wants another registry’s token does not wait for it', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      aws.inject({ kind: 'hang', times: 1 });
      const first = startGet(scene);
      await aws.waitForRequest(() => true);
      const other = await person.run('get', REGISTRY.replace('us-east-1', 'eu-west-1'));
      expect(aws.checkPassword(passwordIn(other), ACCOUNT, 'eu-west-1')).toBe('good');
      first.kill('SIGKILL');
      await first.ended;
    });
  });

  describe('a token that can’t be everybody’s', () => {
    test('with less than 5 minutes to live it is', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      aws.tokenLifetimeSeconds = 120;
      // Slow, so that all have started when it comes.
      aws.inject({ kind: 'delay', milliseconds: 2000 });
      expectOneGoodPassword(await getAtOnce(scene, SOME));
      expect(aws.requests).toHaveLength(1);
    });

    test('born expired, each asks for its own, all at once, and is told that the clock is wrong', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      aws.tokenLifetimeSeconds = -60;
      const delayMs = 1000;
      aws.inject({ kind: 'delay', milliseconds: delayMs });
      const ended = await getAtOnce(scene, SOME);
      for (const one of ended) {
        expect(expectWarning(one)).toContain('; set the clock ');
        expect(aws.findPassword(passwordIn(one))?.accountId).toBe(ACCOUNT);
      }
      expect(aws.requests).toHaveLength(SOME);
      // One first; then all the others, who don't wait for each other's answers.
      const times = aws.requests.map(({ at }) => at).slice(1);
      expect(Math.max(...times) - Math.min(...times)).toBeLessThan((delayMs * SOME) / 2);
      expect(await keptFiles(person)).toEqual([]);
    });
  });

  describe('where no lock can be made all are answered, with more requests', () => {
    test('a directory in its place', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      await person.run('get');
      const [file = ''] = await keptFiles(person);
      await rm(file);
      await mkdir(file.replace(/json$/, 'lock'));
      aws.clearRequests();
      const found = passwords(await getAtOnce(scene, SOME));
      for (const password of found) expect(aws.checkPassword(password, ACCOUNT, 'us-east-1')).toBe('good');
      expect(aws.requests).toHaveLength(found.size);
      // The next ones find what was kept.
      aws.clearRequests();
      expectOneGoodPassword(await getAtOnce(scene, SOME));
      expect(aws.requests).toEqual([]);
    });

    test('a file in the place of the cache’s directory', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      await person.write('.cache', '');
      expect(passwords(await getAtOnce(scene, SOME)).size).toBe(SOME);
      expect(aws.requests).toHaveLength(SOME);
    });
  });
});
