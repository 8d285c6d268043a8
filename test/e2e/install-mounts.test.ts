import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { forEachInstaller } from '../integration/installing.ts';
import { REGISTRY } from '../integration/person.ts';
import { treeOf } from '../integration/tree.ts';

jest.setTimeout(60_000);

forEachInstaller((scene) => {
  // A block of its own: what is mounted goes before the person's home does.
  describe('install', () => {
    const mounted: string[] = [];
    const mount = (place: string, ...words: string[]) => {
      execFileSync('mount', [...words, place]);
      mounted.push(place);
    };
    afterEach(() => {
      for (const place of mounted.splice(0).reverse()) execFileSync('umount', [place]);
    });

    /** Runs an install that fails and changes nothing. Returns the line. */
    const failing = async (words: string) => {
      const before = await treeOf(scene.person.home);
      const line = await scene.fails(words, 1);
      expect(await treeOf(scene.person.home)).toEqual(before);
      return line;
    };

    test.each(['.docker', '.config'])('on a full disk (%s) nothing is half-done', async (name) => {
      const folder = join(scene.person.home, name);
      await mkdir(folder);
      mount(folder, '-t', 'tmpfs', '-o', 'mode=700,size=16k', 'tmpfs');
      // Enough that what replaces it needs room.
      if (name === '.docker')
        await scene.writeDockerConfig(`{"auths": {}, "detachKeys": "${'x'.repeat(3000)}"}`);
      expect(() => {
        for (;;) appendFileSync(join(folder, 'filler'), Buffer.alloc(4096));
      }).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
      const line = await failing(`install ${REGISTRY} --alias ecr-login`);
      expect(line).toContain(`${folder}/`);
      expect(line).toContain("can't be written (ENOSPC: the disk is full); make room");
      expect(await treeOf(scene.person.programs)).toHaveLength(1);
    });

    test('on a file system that is read-only nothing is done', async () => {
      const folder = join(scene.person.home, '.docker');
      await mkdir(folder);
      mount(folder, '-t', 'tmpfs', '-o', 'mode=700', 'tmpfs');
      const path = await scene.writeDockerConfig('{"credsStore": "pass"}');
      execFileSync('mount', ['-o', 'remount,ro', folder]);
      expect(await failing(`install ${REGISTRY} --creds-store`)).toContain(
        `${path} can't be written (EROFS); `,
      );
    });

    test('a file that is a mount of its own, as in dev containers, is left, and all others with it', async () => {
      const path = await scene.writeDockerConfig('{"credsStore": "pass"}');
      const real = join(scene.person.home, 'real.json');
      await writeFile(real, '{"credsStore": "pass"}');
      mount(path, '--bind', real);
      expect(await failing(`install ${REGISTRY} --creds-store --alias ecr-login`)).toContain(
        `${path} can't be written (it is a mount of its own, which no file can take the place of); change it where it is mounted from, or let`,
      );
      expect(await treeOf(scene.person.programs)).toHaveLength(1);
    });
  });
});
