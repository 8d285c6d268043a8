import { chmod, copyFile, link, lstat, mkdir, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { run } from './executables.ts';
import { forEachInstaller } from './installing.ts';
import { REGISTRY } from './person.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

/** Root may write everything, so that a mode says nothing to it. */
const asUser = process.getuid?.() === 0 ? test.skip : test;

forEachInstaller((scene) => {
  const belongings = () => treeOf(scene.person.folder);
  const program = (name: string) => join(scene.person.programs, `docker-credential-${name}`);

  describe('install --alias', () => {
    test('makes a relative link beside the program, that answers, and nothing else', async () => {
      const before = await belongings();
      expect(await scene.says('install --alias ecr-login')).toEqual([
        `${program('ecr-login')} is now a link to docker-credential-ecr`,
        '~/.config/docker-credential-ecr/installed.json: remembers what uninstall has to undo',
      ]);
      expect(await readlink(program('ecr-login'))).toBe('docker-credential-ecr');
      const start = { cwd: scene.person.folder, env: scene.person.environment() };
      expect(await run(program('ecr-login'), ['list'], start)).toEqual({
        code: 0,
        stdout: '{}\n',
        stderr: '',
      });
      expect(await scene.says('install --alias ecr-login')).toEqual([
        `${program('ecr-login')} is there already`,
      ]);
      expect(await scene.says('uninstall --alias ecr-login')).toContain(`${program('ecr-login')} is removed`);
      expect(await belongings()).toEqual(before);
    });

    test('is what entries of that name mean', async () => {
      await scene.writeDockerConfig(
        `{"credHelpers": {"${REGISTRY}": "ecr-login"}, "credsStore": "ecr-login"}`,
      );
      const before = await belongings();
      await scene.says('install --alias ecr-login');
      expect(await scene.says(`install ${REGISTRY} --creds-store`)).toEqual([
        'nothing to change in ~/.docker/config.json',
      ]);
      expect(await scene.says('uninstall')).toContain(
        `~/.docker/config.json: "${REGISTRY}" under credHelpers and credsStore still name "ecr-login"`,
      );
      expect(await belongings()).toEqual(before);
    });

    test('of the store that is replaced leaves no fallbackHelper, which would be this program', async () => {
      await scene.writeDockerConfig('{"credsStore": "ecr-login"}');
      await scene.says('install --creds-store --alias ecr-login');
      expect((await belongings()).map(({ path }) => path)).not.toContain(
        'home/.config/docker-credential-ecr/config.json',
      );
    });

    test('refuses the name of the fallbackHelper', async () => {
      await scene.person.write(
        '.config/docker-credential-ecr/config.json',
        '{"fallbackHelper": "ecr-login"}',
      );
      const before = await belongings();
      expect(await scene.fails('install --alias ecr-login', 1)).toContain(
        '"ecr-login" is the fallbackHelper in ',
      );
      expect(await belongings()).toEqual(before);
    });

    test.each<[string, (path: string) => Promise<unknown>]>([
      ['a file', (path) => writeFile(path, '#!/bin/sh\n', { mode: 0o755 })],
      ['another program', (path) => copyFile('/bin/sh', path)],
      ['a link to something else', (path) => symlink('/bin/sh', path)],
      ['a link to nothing', (path) => symlink('nothing', path)],
      ['a directory', (path) => mkdir(path)],
    ])('refuses to replace %s, and changes nothing', async (_, make) => {
      await make(program('ecr-login'));
      await scene.writeDockerConfig('{}');
      const before = await belongings();
      expect(await scene.fails(`install ${REGISTRY} --alias ecr-login`, 1)).toContain(
        `${program('ecr-login')} is there already, Amazon's helper or something else that is not this program; if nobody needs it, remove it: rm `,
      );
      expect(await belongings()).toEqual(before);
      await scene.says('uninstall');
      expect(await belongings()).toEqual(before);
    });

    test('says what is before it on PATH', async () => {
      const { person } = scene;
      const other = join(person.folder, 'other', 'docker-credential-ecr-login');
      await mkdir(join(person.folder, 'other'));
      await writeFile(other, '#!/bin/sh\n', { mode: 0o755 });
      const [before, behind] = [
        `${join(person.folder, 'other')}/:${person.programs}`,
        `${person.programs}:${join(person.folder, 'other')}`,
      ];
      expect(await scene.fails('install --alias ecr-login', 1, { PATH: before })).toContain(
        `${other} is there already`,
      );
      await scene.says('install --alias ecr-login', { PATH: behind });
    });

    test('takes another name of the file for itself', async () => {
      await rm(program('ecr'));
      await link(scene.path, program('ecr')).catch(() => copyFile(scene.path, program('ecr')));
      await link(program('ecr'), program('ecr-login'));
      expect(await scene.says('install --alias ecr-login')).toEqual([
        `${program('ecr-login')} is there already`,
      ]);
    });

    asUser('where no link can be made says how, and changes nothing', async () => {
      await chmod(scene.person.programs, 0o500);
      await scene.writeDockerConfig('{}');
      const before = await belongings();
      expect(await scene.fails(`install ${REGISTRY} --alias ecr-login`, 1)).toContain(
        `the link ${program('ecr-login')} can't be made (EACCES); run: sudo ln -s docker-credential-ecr ${program('ecr-login')}`,
      );
      expect(await belongings()).toEqual(before);
      await chmod(scene.person.programs, 0o700);
    });
  });

  describe('uninstall --alias', () => {
    test('leaves what a person has put in the place of the link', async () => {
      await scene.says('install --alias ecr-login');
      await rm(program('ecr-login'));
      await writeFile(program('ecr-login'), 'mine');
      expect(await scene.says('uninstall --alias ecr-login')).toContain(
        `${program('ecr-login')} is no link to this program, so it is left`,
      );
      expect((await lstat(program('ecr-login'))).isFile()).toBe(true);
    });

    test('removes a link that nobody has remembered, and says where there is none', async () => {
      await symlink(scene.path, program('x'));
      const before = (await belongings()).filter(({ path }) => !path.endsWith('-x'));
      expect(await scene.says('uninstall --alias x')).toEqual([`${program('x')} is removed`]);
      expect(await scene.says('uninstall --alias x')).toEqual([`${program('x')} is not there`]);
      expect(await belongings()).toEqual(before);
    });
  });
});
