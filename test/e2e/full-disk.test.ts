import { execFileSync } from 'node:child_process';
import { appendFileSync, writeFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ageTokens, keptFiles, LEFT } from '../integration/aged-tokens.ts';
import { forEachExecutable } from '../integration/each-executable.ts';
import { useKeys } from '../integration/failure.ts';
import { passwordIn } from '../integration/one-line.ts';
import { ACCOUNT, REGISTRY } from '../integration/person.ts';
import { endAll, getAtOnce, lockHolder, quiet, startGet } from '../integration/processes.ts';

jest.setTimeout(60_000);

const SOME = 10;

/** Declares tests after each of which what they have mounted is taken away, before the person's home is. */
function describeMounted(name: string, declare: (mounted: string[]) => void): void {
  describe(name, () => {
    const mounted: string[] = [];
    afterEach(() => {
      for (const folder of mounted.splice(0).reverse()) execFileSync('umount', [folder]);
    });
    declare(mounted);
  });
}

forEachExecutable((scene) => {
  /** The folder above the person's cache, on a file system of its own. */
  const mountCaches = async (mounted: string[], options: string): Promise<string> => {
    const folder = join(scene.person.home, '.cache');
    await mkdir(folder);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `mode=700,${options}`, 'tmpfs', folder]);
    mounted.push(folder);
    await mkdir(scene.person.cache, { mode: 0o700 });
    return folder;
  };

  const expectGoodPassword = (ended: { code: number | null; stdout: string; stderr: string }) => {
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(scene.aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
  };

  beforeEach(() => useKeys(scene.person, scene.aws));

  describeMounted('on a full disk', (mounted) => {
    const fill = (folder: string) => {
      try {
        for (;;) appendFileSync(join(folder, 'filler'), Buffer.alloc(4096));
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      }
    };

    test('all are answered, at once each time, and nothing is left that the next would wait for', async () => {
      const { person, aws } = scene;
      fill(await mountCaches(mounted, 'size=64k'));
      for (const times of [1, 2, 3]) {
        expectGoodPassword(await person.run('get'));
        expect(aws.requests).toHaveLength(times);
        expect(await readdir(person.cache)).toEqual([]);
      }
      for (const ended of await getAtOnce(scene, SOME)) expectGoodPassword(ended);
      expect(await readdir(person.cache)).toEqual([]);
    });

    test('where not even a name can be made all are answered', async () => {
      const { person } = scene;
      const folder = await mountCaches(mounted, 'nr_inodes=8');
      expect(() => {
        for (let count = 0; ; count += 1) writeFileSync(join(folder, `filler-${count}`), '');
      }).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
      for (const ended of await getAtOnce(scene, SOME)) expectGoodPassword(ended);
      expect(await readdir(person.cache)).toEqual([]);
    });

    test('a kept token is not lost, and is renewed once there is room', async () => {
      const { person } = scene;
      const folder = await mountCaches(mounted, 'size=64k');
      const first = await person.run('get');
      await ageTokens(person, LEFT.aging);
      const [file = ''] = await keptFiles(person);
      const kept = await readFile(file, 'utf8');
      fill(folder);
      expect(await person.run('get')).toEqual(first);
      await quiet(person);
      expect(await readFile(file, 'utf8')).toBe(kept);
      expect(await keptFiles(person, 'tmp')).toEqual([]);

      await rm(join(folder, 'filler'));
      for (const claim of await keptFiles(person, 'renewing')) await rm(claim);
      expect(await person.run('get')).toEqual(first);
      await quiet(person);
      const second = await person.run('get');
      expectGoodPassword(second);
      expect(second.stdout).not.toBe(first.stdout);
    });
  });

  describeMounted('where the home is read-only', (mounted) => {
    const makeReadOnly = (folder: string) => execFileSync('mount', ['-o', 'remount,ro', folder]);
    const makeWritable = (folder: string) => execFileSync('mount', ['-o', 'remount,rw', folder]);

    test('all are answered by their own requests', async () => {
      makeReadOnly(await mountCaches(mounted, 'size=64k'));
      for (const ended of await getAtOnce(scene, SOME)) expectGoodPassword(ended);
      expect(scene.aws.requests).toHaveLength(SOME);
    });

    test('a kept token is answered without a request, until it has expired', async () => {
      const { person, aws } = scene;
      const folder = await mountCaches(mounted, 'size=64k');
      const first = await person.run('get');
      for (const left of [LEFT.fresh, LEFT.aging]) {
        makeWritable(folder);
        await ageTokens(person, left);
        makeReadOnly(folder);
        expect(await person.run('get')).toEqual(first);
        await quiet(person);
        expect(aws.requests).toHaveLength(1);
      }
      makeWritable(folder);
      await ageTokens(person, LEFT.expired);
      makeReadOnly(folder);
      const later = await person.run('get');
      expectGoodPassword(later);
      expect(later.stdout).not.toBe(first.stdout);
    });

    test('a lock that a killed process left there holds up nobody', async () => {
      const { person, aws } = scene;
      const folder = await mountCaches(mounted, 'size=64k');
      aws.inject({ kind: 'hang', times: 1 });
      const get = startGet(scene, REGISTRY);
      await aws.waitForRequest(() => true);
      expect(await lockHolder(person)).toBe(get.processId);
      get.kill('SIGKILL');
      await get.ended;
      makeReadOnly(folder);
      const shortly = { DOCKER_CREDENTIAL_ECR_TIMEOUT: '4' };
      for (const ended of await getAtOnce(scene, SOME, shortly)) expectGoodPassword(ended);
      await endAll(person);
      await expect(writeFile(join(person.cache, 'a'), '')).rejects.toMatchObject({ code: 'EROFS' });
    });
  });
});
