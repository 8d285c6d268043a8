import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { lstat, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { ageFiles, ageTokens, keptFiles, LEFT } from './aged-tokens.ts';
import { runShell } from './as-person.ts';
import { forEachExecutable } from './each-executable.ts';
import { useKeys } from './failure.ts';
import { expectFailure, passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { endAll, getAtOnce, quiet } from './processes.ts';

jest.setTimeout(60_000);

const SOME = 10;
const SWAPPER = join(import.meta.dirname, '..', 'fakes', 'link-swapper.ts');
const KINDS = ['json', 'lock', 'outcome', 'renewing'] as const;

forEachExecutable((scene) => {
  /** Leaves the person with a token that has so much of its life left. Returns the path of its file without `json`. */
  const withKept = async (leftSeconds: number): Promise<string> => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    await person.run('get');
    await ageTokens(person, leftSeconds);
    aws.clearRequests();
    const [file = ''] = await keptFiles(person);
    return file.slice(0, -'json'.length);
  };

  describe('where files can be made and not written (a full disk)', () => {
    const get = `ulimit -f 0; echo ${REGISTRY} | "$0" get`;

    test('a get is answered at once each time, and leaves nothing that the next would wait for', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      for (const times of [1, 2, 3]) {
        const ended = await runShell(scene, get);
        expect(ended).toMatchObject({ code: 0, stderr: '' });
        expect(aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
        expect(aws.requests).toHaveLength(times);
        expect(await readdir(person.cache)).toEqual([]);
      }
    });

    test('many at once are answered, each by its own request', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const all = await Promise.all(Array.from({ length: SOME }, () => runShell(scene, get)));
      for (const ended of all) expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(aws.requests).toHaveLength(SOME);
      expect(await readdir(person.cache)).toEqual([]);
    });

    test('a kept token is answered, and stays as it was', async () => {
      const { person, aws } = scene;
      await withKept(LEFT.aging);
      const kept = await person.run('list');
      // The renewal in the background can't be kept either.
      expect(await runShell(scene, get)).toMatchObject({ code: 0, stderr: '' });
      await quiet(person);
      expect(await person.run('list')).toEqual(kept);
      expect(await keptFiles(person, 'tmp')).toEqual([]);
      await ageTokens(person, LEFT.expired);
      const ended = await runShell(scene, get);
      expect(aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
    });
  });

  describe('what lies in the place of the files by which processes agree', () => {
    test.each(['lock', 'outcome', 'renewing'])('a link: it is not followed: %s', async (kind) => {
      const { person, aws } = scene;
      for (const left of [LEFT.aging, LEFT.expired]) {
        const stem = await withKept(left);
        const target = await person.write('precious', 'precious');
        await ageFiles([target], 3600);
        const before = await stat(target);
        await symlink(target, stem + kind);
        expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
        await quiet(person);
        const { mtimeMs, mode, size } = await stat(target);
        expect({ mtimeMs, mode, size }).toEqual({
          mtimeMs: before.mtimeMs,
          mode: before.mode,
          size: before.size,
        });
        await rm(person.cache, { recursive: true });
        aws.clearFaults();
      }
    });

    test('a failure kept before the clock was set back is not believed either', async () => {
      const { person, aws } = scene;
      const stem = await withKept(LEFT.expired);
      aws.inject({ kind: 'denied', times: 1 });
      expectFailure(await person.run('get'));
      const { failure } = JSON.parse(await readFile(`${stem}outcome`, 'utf8'));
      expect(failure.code).toBe('ACCESS_DENIED');
      await writeFile(`${stem}outcome`, JSON.stringify({ at: Date.now() + 86_400_000, failure }));
      expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
    });
  });

  test('no write goes through a link that takes a file’s place while gets run', async () => {
    const { person, aws } = scene;
    const stem = await withKept(LEFT.expired);
    const target = await person.write('precious', 'precious', 0o640);
    await ageFiles([target], 3600);
    const before = await lstat(target);
    const paths = KINDS.map((kind) => stem + kind);
    const swapper = spawn(process.execPath, [SWAPPER, target, ...paths], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(swapper.stdout, 'data');
    try {
      for (const round of [1, 2, 3]) {
        const ended = await getAtOnce(scene, SOME);
        for (const one of ended) {
          expect({ round, code: one.code }).toEqual({ round, code: 0 });
          expect(aws.checkPassword(passwordIn(one), ACCOUNT, 'us-east-1')).toBe('good');
        }
      }
      expect(swapper.exitCode).toBeNull();
    } finally {
      swapper.kill('SIGKILL');
      await endAll(person);
    }
    const after = await lstat(target);
    expect([after.mtimeMs, after.mode, after.size, after.ino]).toEqual([
      before.mtimeMs,
      before.mode,
      before.size,
      before.ino,
    ]);
  });
});
