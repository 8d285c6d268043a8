import { copyFile, mkdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { runShell } from './as-person.ts';
import { forEachExecutable, type Scene } from './each-executable.ts';
import { useKeys } from './failure.ts';
import {
  cacheFiles,
  cacheNames,
  changeKept,
  type KeptToken,
  onlyCacheFile,
  readKept,
} from './kept-tokens.ts';
import { passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

const permissions = async (path: string) => (await stat(path)).mode & 0o7777;
const change = (part: Record<string, unknown>) => (file: string) =>
  changeKept(file, part as Partial<KeptToken>);
const text = (content: string) => (file: string) => writeFile(file, content);

/** What can have happened to a token's file; the next `get` has to mend it. */
const DAMAGES: readonly (readonly [name: string, damage: (file: string) => Promise<unknown>])[] = [
  ['empty', text('')],
  ['cut in half', async (file) => truncate(file, Math.floor((await stat(file)).size / 2))],
  ['without its last byte', async (file) => truncate(file, (await stat(file)).size - 1)],
  ['followed by garbage', async (file) => writeFile(file, `${await readFile(file)}}`)],
  ['bytes', text('\u0000\u00ff\u0001')],
  ['null', text('null')],
  ['an array', text('[]')],
  ['a string', text('"token"')],
  ['foreign JSON', text('{"accessToken":"t","expiresAt":"2099-01-01T00:00:00Z"}')],
  ['of version 0', change({ version: 0 })],
  ['of version 2', change({ version: 2 })],
  ['without a version', change({ version: undefined })],
  ['of another registry', change({ host: REGISTRY.replace(ACCOUNT, '222222222222') })],
  ['of another identity', change({ fingerprint: '0'.repeat(32) })],
  ['without a password', change({ password: undefined })],
  ['with an empty password', change({ password: '' })],
  ['with a password that is a number', change({ password: 7 })],
  ['with an expiry that is text', change({ expiresAt: '2099-01-01T00:00:00Z' })],
  ['without an expiry', change({ expiresAt: undefined })],
  ['with an expiry of null', change({ expiresAt: null })],
  ['without a time of issue', change({ issuedAt: undefined })],
];

forEachExecutable((scene) => {
  /** A first `get`, after which its token is kept. */
  const keepToken = async () => {
    await useKeys(scene.person, scene.aws);
    const ended = await scene.person.run('get');
    scene.aws.clearRequests();
    return { password: passwordIn(ended), file: await onlyCacheFile(scene.person) };
  };

  test('is a file of mode 0600 in a directory of mode 0700, whatever the umask', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    for (const umask of ['000', '022', '077']) {
      const { code } = await runShell(scene, `umask ${umask}; echo ${REGISTRY} | exec "$0" get`);
      expect(code).toBe(0);
      expect(await permissions(await onlyCacheFile(person))).toBe(0o600);
      expect(await permissions(person.cache)).toBe(0o700);
      await rm(join(person.home, '.cache'), { recursive: true });
    }
  });

  test('is in the directory that XDG_CACHE_HOME or AWS_ECR_CACHE_DIR names', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    const [xdg, own] = [join(person.folder, 'xdg'), join(person.folder, 'own')];
    await person.run('get', REGISTRY, { XDG_CACHE_HOME: xdg });
    expect(await treeOf(xdg)).toHaveLength(2);
    await person.run('get', REGISTRY, { XDG_CACHE_HOME: xdg, AWS_ECR_CACHE_DIR: own });
    expect(await treeOf(own)).toHaveLength(1);
    expect(aws.requests).toHaveLength(2);
    expect(await treeOf(person.home)).toEqual([]);
  });

  test.each(DAMAGES)('that is %s is a miss, and mended', async (_, damage) => {
    const { person, aws } = scene;
    const { password, file } = await keepToken();
    await damage(file);
    const ended = await person.run('get');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(passwordIn(ended)).not.toBe(password);
    expect(aws.requests).toHaveLength(1);
    expect(await person.run('get')).toEqual(ended);
    expect(aws.requests).toHaveLength(1);
    expect(await permissions(await onlyCacheFile(person))).toBe(0o600);
  });

  test('that is the file of another registry under this name is a miss', async () => {
    const { person, aws } = scene;
    const { file } = await keepToken();
    const other = REGISTRY.replace(ACCOUNT, '222222222222');
    const otherFile = join(person.cache, basename(file).replace(REGISTRY, other));
    await copyFile(file, otherFile);
    expect(await person.run('get', other)).toMatchObject({ code: 0, stderr: '' });
    expect(aws.requests).toHaveLength(1);
  });

  test('with a directory in its place: answered, nothing kept', async () => {
    const { person, aws } = scene;
    const { file } = await keepToken();
    await rm(file);
    await mkdir(file);
    for (const requests of [1, 2]) {
      expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
      expect(aws.requests).toHaveLength(requests);
    }
    expect(await cacheFiles(person)).toEqual([file]);
    expect(await treeOf(file)).toEqual([]);
  });

  test('with a pipe in its place: answered, no hang, and mended', async () => {
    const { person, aws } = scene;
    const { file } = await keepToken();
    await rm(file);
    await runShell(scene, `mkfifo -m 600 '${file}'`);
    const ended = await person.run('get');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(await person.run('get')).toEqual(ended);
    expect(aws.requests).toHaveLength(1);
  });

  test('a cache directory below a symlink is taken', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    await mkdir(join(person.folder, 'disk'));
    await symlink(join(person.folder, 'disk'), join(person.home, '.cache'));
    const ended = await person.run('get');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(await person.run('get')).toEqual(ended);
    expect(aws.requests).toHaveLength(1);
  });

  test('erase removes the files of its registry alone', async () => {
    const { person } = scene;
    await keepToken();
    const other = REGISTRY.replace('us-east-1', 'us-east-2');
    await person.run('get', other);
    await person.run('store', JSON.stringify({ ServerURL: REGISTRY, Username: 'AWS', Secret: 'pasted' }));
    expect(await cacheFiles(person)).toHaveLength(3);
    expect(await person.run('erase')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect((await readKept(await onlyCacheFile(person))).host).toBe(other);
  });

  test('30 helpers at once: one asks, all answer, and leave one whole file', async () => {
    await severalAtOnce(scene);
  });
});

async function severalAtOnce({ person, aws }: Scene): Promise<void> {
  await useKeys(person, aws);
  const all = await Promise.all(Array.from({ length: 30 }, () => person.run('get')));
  for (const ended of all) {
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
  }
  expect(aws.requests).toHaveLength(1);
  const { password } = await readKept(await onlyCacheFile(person));
  expect(all.map(passwordIn)).toContain(password);
  // Nothing half-written.
  expect((await cacheNames(person)).filter((name) => name.includes('.tmp'))).toEqual([]);
  aws.clearRequests();
  expect(passwordIn(await person.run('get'))).toBe(password);
  expect(aws.requests).toEqual([]);
}
