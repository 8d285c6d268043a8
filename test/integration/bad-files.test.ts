import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { forEachExecutable } from './each-executable.ts';
import { useKeys, useSso } from './failure.ts';
import { cacheFiles } from './kept-tokens.ts';
import { expectFailure, passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(30_000);

/** Root may read everything, so a file's mode says nothing to it. */
const asUser = process.getuid?.() === 0 ? test.skip : test;

const SECRET = 'secret-that-nobody-may-see';

/** Texts that are no AWS config, and the line that is wrong. */
const NO_CONFIGS: readonly (readonly [name: string, text: string, line: number])[] = [
  ['a setting before any section', `aws_secret_access_key = ${SECRET}\n[default]\n`, 1],
  ['a section that does not end', '[default]\nregion = eu-west-1\n[profile dev\nregion = x\n', 3],
  ['a section without a name', '[]\n', 1],
  ['words behind a section', `[default] ${SECRET}\n`, 1],
  ['a line that is no setting', `[default]\n\n# fine\n${SECRET}\n`, 4],
  ['a setting without a name', `[default]\n= ${SECRET}\n`, 2],
  ['JSON', `{\n  "accessToken": "${SECRET}"\n}\n`, 1],
  ['bytes', '\u0000\u0001\u0002\n', 1],
];

const whole = '{"accessToken":"t","expiresAt":"2099-01-01T00:00:00Z"}';
/** Texts that are no SSO token file. */
const NO_TOKENS: readonly (readonly [name: string, text: string])[] = [
  ['empty', ''],
  ['half', whole.slice(0, 30)],
  ['with trailing garbage', `${whole}"}`],
  ['twice', `${whole}${whole}`],
  ['an array', '[]'],
  ['null', 'null'],
  ['without a token', '{"expiresAt":"2099-01-01T00:00:00Z"}'],
  ['without an expiry', '{"accessToken":"t"}'],
  ['with an expiry that is no time', '{"accessToken":"t","expiresAt":"soon"}'],
  ['with numbers', '{"accessToken":1,"expiresAt":2}'],
  ['bytes', '\u0000\u00ff'],
];

forEachExecutable((scene) => {
  /** What the person has, without what the program keeps for itself. */
  const belongings = async () =>
    (await treeOf(scene.person.home)).filter(({ path }) => !/^\.cache(\/|$)/.test(path));

  /** Runs a `get` that fails because of a file, which stays as it is. Returns the line. */
  const failingGet = async (env: Record<string, string> = {}) => {
    const { person, aws } = scene;
    const before = await belongings();
    const line = expectFailure(await person.run('get', REGISTRY, env));
    expect(await belongings()).toEqual(before);
    expect(await cacheFiles(person)).toEqual([]);
    expect(aws.requests).toEqual([]);
    return line;
  };

  describe('the AWS config', () => {
    test.each(NO_CONFIGS)(
      'that is %s is an error that names the file and line',
      async (_, text, lineNumber) => {
        for (const name of ['config', 'credentials']) {
          const file = await scene.person.write(`.aws/${name}`, text);
          const line = await failingGet();
          expect(line).toContain(
            `${REGISTRY}: ${file}, line ${lineNumber}: this is no AWS config: expected `,
          );
          expect(line).toContain(`; correct line ${lineNumber} of ${file}\n`);
          expect(line).not.toContain(SECRET);
          await rm(file);
        }
      },
    );

    test.each(['config', 'credentials'])(
      'that is a directory (%s) is an error that names it',
      async (name) => {
        const path = join(scene.person.home, '.aws', name);
        await mkdir(path, { recursive: true });
        expect(await failingGet()).toContain(`${REGISTRY}: ${path} can't be read (EISDIR); `);
      },
    );

    asUser('that nobody may read is an error that names it', async () => {
      const file = await scene.person.write('.aws/config', '[default]\n');
      await chmod(file, 0);
      const line = expectFailure(await scene.person.run('get'));
      expect(line).toContain(`${file} can't be read (EACCES); `);
    });

    test('that is a link to itself is an error that names it', async () => {
      const path = join(scene.person.home, '.aws', 'config');
      await mkdir(join(scene.person.home, '.aws'));
      await symlink(path, path);
      expect(await failingGet()).toContain(`${REGISTRY}: ${path} can't be read (ELOOP); `);
    });

    test('that is a directory is no matter to store, list and erase', async () => {
      const { person } = scene;
      await mkdir(join(person.home, '.aws', 'config'), { recursive: true });
      const request = JSON.stringify({ ServerURL: REGISTRY, Username: 'AWS', Secret: 'pasted' });
      expect(await person.run('store', request)).toMatchObject({ code: 0, stderr: '' });
      expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
      expect(await person.run('list')).toMatchObject({ code: 0, stderr: '' });
      expect(await person.run('erase')).toMatchObject({ code: 0, stderr: '' });
    });

    test('with a mark of byte order, line ends of Windows and comments is read', async () => {
      const { person, aws } = scene;
      const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: ACCOUNT });
      await person.write(
        '.aws/credentials',
        `\uFEFF# mine\r\n[default] ; the usual one\r\naws_access_key_id=${accessKeyId}\r\n\r\naws_secret_access_key = ${secretAccessKey}\r\n`,
      );
      expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
    });
  });

  describe('the SSO token file', () => {
    test.each(NO_TOKENS)('that is %s is an error with the command that signs in', async (_, text) => {
      const { person, aws } = scene;
      const { tokenFile } = await useSso(person, aws);
      await writeFile(tokenFile, text);
      const line = await failingGet();
      expect(line).toContain(`${REGISTRY}: profile "dev" (AWS_PROFILE): the SSO token file ${tokenFile} `);
      expect(line).toContain(
        '; run: docker-credential-ecr login --profile dev (or: aws sso login --profile dev)\n',
      );
    });

    test('that is a directory is an error with the command that signs in', async () => {
      const { person, aws } = scene;
      const { tokenFile } = await useSso(person, aws);
      await rm(tokenFile);
      await mkdir(tokenFile);
      expect(await failingGet()).toMatch(
        / can't be read \(EISDIR\); run: docker-credential-ecr login --profile dev \(or: aws sso login --profile dev\)\n$/,
      );
    });
  });

  describe('the home directory', () => {
    const get = async (env: Record<string, string | undefined>) => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const ended = await person.run('get', REGISTRY, env);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(aws.checkPassword(passwordIn(ended), ACCOUNT)).toBe('good');
    };

    test('that does not exist: answered', () => get({ HOME: join(scene.person.folder, 'nobody') }));

    test('that is a file: answered', async () => {
      const home = await scene.person.write('a-file', 'untouched');
      await get({ HOME: home });
      expect(await treeOf(scene.person.home)).toEqual([expect.objectContaining({ content: 'untouched' })]);
    });

    test('that is not set: answered', () => {
      const nowhere = join(scene.person.folder, 'nowhere');
      // The machine's own home is not for tests.
      const files = {
        AWS_CONFIG_FILE: nowhere,
        AWS_SHARED_CREDENTIALS_FILE: nowhere,
        AWS_ECR_CACHE_DIR: nowhere,
      };
      return get({ HOME: undefined, ...files });
    });

    test('in which the cache cannot be made: answered, and the file in its place is untouched', async () => {
      const file = await scene.person.write('.cache', 'untouched');
      await get({});
      expect(await treeOf(scene.person.home)).toEqual([expect.objectContaining({ content: 'untouched' })]);
      expect(await scene.person.run('list')).toEqual({ code: 0, stdout: '{}\n', stderr: '' });
      const request = JSON.stringify({ ServerURL: REGISTRY, Username: 'AWS', Secret: 'pasted' });
      const line = expectFailure(await scene.person.run('store', request));
      expect(line).toContain(`${file}/docker-credential-ecr can't be written (`);
      expect(line).toMatch(/; set AWS_ECR_CACHE_DIR to a directory that you may write\n$/);
    });

    asUser('that may not be written: answered', async () => {
      await chmod(scene.person.home, 0o500);
      await get({});
      await chmod(scene.person.home, 0o700);
    });
  });

  describe('AWS_ECR_CACHE_DIR', () => {
    test.each(['cache', './cache', '../cache', '.', '~jo/cache'])('%s is refused', async (path) => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const before = await treeOf(person.folder);
      const line = await failingGet({ AWS_ECR_CACHE_DIR: path });
      expect(line).toContain(`AWS_ECR_CACHE_DIR is "${path}", which is no absolute path; `);
      expect(await treeOf(person.folder)).toEqual(before);
    });

    test.each([
      ['~/kept', 'home/kept'],
      ['FOLDER/deep/er', 'deep/er'],
    ])('%s is taken', async (setting, where) => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const env = { AWS_ECR_CACHE_DIR: setting.replace('FOLDER', person.folder) };
      expect(await person.run('get', REGISTRY, env)).toMatchObject({ code: 0, stderr: '' });
      expect(await treeOf(join(person.folder, where))).toHaveLength(1);
      expect(await treeOf(person.home)).toHaveLength(where.startsWith('home') ? 2 : 0);
    });
  });
});
