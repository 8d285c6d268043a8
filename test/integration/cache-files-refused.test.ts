import { chmod, chown, readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { forEachExecutable } from './each-executable.ts';
import { useKeys } from './failure.ts';
import { cacheFiles, onlyCacheFile } from './kept-tokens.ts';
import { expectCleanLine, expectFailure, expectWarning, passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

/** Only root can give a file to someone else. */
const asRoot = process.getuid?.() === 0 ? test : test.skip;
const SOMEBODY_ELSE = 65_534;

forEachExecutable((scene) => {
  /** A first `get`, after which its token is kept. */
  const keepToken = async () => {
    await useKeys(scene.person, scene.aws);
    const ended = await scene.person.run('get');
    scene.aws.clearRequests();
    return { password: passwordIn(ended), file: await onlyCacheFile(scene.person) };
  };

  /** Runs a `get` that must not use what is kept. Returns the line. */
  const refusedGet = async (kept: string) => {
    const { person, aws } = scene;
    const ended = await person.run('get');
    const line = expectWarning(ended);
    expect(passwordIn(ended)).not.toBe(kept);
    expect(aws.checkPassword(passwordIn(ended), ACCOUNT)).toBe('good');
    return line;
  };

  test('refuses with a clear line, and answers all the same: a directory that is a symlink, through which nothing is read or written', async () => {
    const { person } = scene;
    const { password } = await keepToken();
    const elsewhere = join(person.folder, 'elsewhere');
    await rename(person.cache, elsewhere);
    await symlink(elsewhere, person.cache);
    const before = await treeOf(elsewhere);

    expect(await refusedGet(password)).toContain(`docker-credential-ecr: ${person.cache} is a symlink`);
    const listed = await person.run('list');
    expect(listed).toMatchObject({ code: 0, stdout: '{}\n' });
    expectCleanLine(listed.stderr);
    const request = JSON.stringify({ ServerURL: REGISTRY, Username: 'AWS', Secret: 'pasted' });
    expect(expectFailure(await person.run('store', request))).toContain(`${person.cache} is a symlink`);
    await person.run('erase');
    expect(await treeOf(elsewhere)).toEqual(before);
  });

  test('refuses with a clear line, and answers all the same: a file that is a symlink, through which nothing is read or written', async () => {
    const { person } = scene;
    const { password, file } = await keepToken();
    const elsewhere = join(person.folder, 'elsewhere.json');
    await rename(file, elsewhere);
    await symlink(elsewhere, file);
    const before = await readFile(elsewhere, 'utf8');

    expect(await refusedGet(password)).toContain(`docker-credential-ecr: ${file} is a symlink`);
    expect(await readFile(elsewhere, 'utf8')).toBe(before);
    expect(await person.run('list')).toMatchObject({ code: 0, stderr: '' });
    expect(await person.run('erase')).toMatchObject({ code: 0, stderr: '' });
    expect(await cacheFiles(person)).toEqual([]);
    expect(await readFile(elsewhere, 'utf8')).toBe(before);
  });

  test.each([0o777, 0o720, 0o702, 0o1777])(
    'refuses with a clear line, and answers all the same: a directory of mode %#',
    async (mode) => {
      const { person } = scene;
      const { password, file } = await keepToken();
      const before = await readFile(file, 'utf8');
      await chmod(person.cache, mode);
      const line = await refusedGet(password);
      expect(line).toContain(`docker-credential-ecr: ${person.cache} can be written by others`);
      expect(line).toMatch(/; mend it: chmod 700 .*\n$/);
      expect(await readFile(file, 'utf8')).toBe(before);

      await chmod(person.cache, 0o700);
      expect(passwordIn(await person.run('get'))).toBe(password);
    },
  );

  test.each([0o666, 0o620, 0o602])(
    'refuses with a clear line, and answers all the same: a file of mode %#',
    async (mode) => {
      const { password, file } = await keepToken();
      await chmod(file, mode);
      const line = await refusedGet(password);
      expect(line).toContain(`docker-credential-ecr: ${file} can be written by others`);
      expect(line).toMatch(/; mend it: rm .*\n$/);
    },
  );

  asRoot('refuses with a clear line, and answers all the same: a directory of somebody else', async () => {
    const { person } = scene;
    const { password } = await keepToken();
    await chown(person.cache, SOMEBODY_ELSE, SOMEBODY_ELSE);
    const before = await treeOf(person.cache);
    const line = await refusedGet(password);
    expect(line).toContain(`${person.cache} belongs to user ${SOMEBODY_ELSE}, not to you`);
    expect(await treeOf(person.cache)).toEqual(before);
  });

  asRoot('refuses with a clear line, and answers all the same: a file of somebody else', async () => {
    const { password, file } = await keepToken();
    await chown(file, SOMEBODY_ELSE, SOMEBODY_ELSE);
    expect(await refusedGet(password)).toContain(`${file} belongs to user ${SOMEBODY_ELSE}, not to you`);
  });
});
