import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { runShell } from './as-person.ts';
import { forEachExecutable } from './each-executable.ts';
import { useKeys } from './failure.ts';
import { expectCleanLine, expectFailure } from './one-line.ts';
import { REGISTRY } from './person.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(30_000);

const NOT_FOUND = { code: 1, stdout: 'credentials not found in native keychain\n', stderr: '' };
const NO_SERVER_URL = { code: 1, stdout: 'no credentials server URL\n', stderr: '' };
const SECRET = 'secret-that-nobody-may-see';

const MALFORMED: readonly string[] = [
  'http://',
  '://',
  '/',
  ':443',
  'https:///v2/',
  'https://[::1',
  '%00',
  '%',
  '\u0000',
  '\u001b[31mred',
  '"><script>',
  '../../../../etc/passwd',
  '$HOME',
  '$(touch sprung)',
  '日本.example.com',
  '{"ServerURL":"x"}',
  `${'a'.repeat(60_000)}.example.com`,
  'ecr.'.repeat(10_000),
];

const MEGABYTE = 'x'.repeat(1_000_000);

/** Texts that `store` cannot take, each with a secret in it. */
const NO_REQUESTS: readonly string[] = [
  SECRET,
  `{"ServerURL":"${REGISTRY}","Username":"AWS","Secret":"${SECRET}"`,
  `{"ServerURL":"${REGISTRY}","Username":"AWS","Secret":"${SECRET}"} trailing`,
  `["${REGISTRY}","AWS","${SECRET}"]`,
  `"${SECRET}"`,
  `{"ServerURL":"${REGISTRY}","Username":["${SECRET}"],"Secret":"x"}`,
  `{"ServerURL":{"${SECRET}":1},"Username":"AWS","Secret":"x"}`,
  `{"ServerURL":"${REGISTRY}","Username":"${SECRET}"}`,
  `{"ServerURL":"${REGISTRY}","Username":"AWS","Secret":7,"x":"${SECRET}"}`,
  'null',
  '7',
  '\u0000',
];

forEachExecutable((scene) => {
  describe('standard input', () => {
    test.each(MALFORMED)('get, erase: %j is no registry', async (input) => {
      const { person, aws } = scene;
      expect(await person.run('get', input)).toEqual(NOT_FOUND);
      expect(await person.run('erase', input)).toEqual({ code: 0, stdout: '', stderr: '' });
      expect(aws.requests).toEqual([]);
    });

    test.each(['get', 'store', 'erase'])('of 1 MB is refused by %s', async (verb) => {
      const { person } = scene;
      const line = expectFailure(await person.run(verb, `${REGISTRY}${MEGABYTE}`));
      expect(line).toContain('standard input is longer than 65536 bytes; ');
      expect(await treeOf(person.home)).toEqual([]);
    });

    test('of 1 MB does not trouble list and version', async () => {
      const { person } = scene;
      expect(await person.run('list', MEGABYTE)).toMatchObject({ code: 0, stdout: '{}\n', stderr: '' });
      expect(await person.run('version', MEGABYTE)).toMatchObject({ code: 0, stderr: '' });
    });

    test.each(['get', 'store', 'erase'])('of every byte there is: %s', async (verb) => {
      const { person } = scene;
      const bytes = Buffer.from(Array.from({ length: 4096 }, (_, index) => index & 0xff));
      await writeFile(join(person.folder, 'binary'), bytes);
      const { code, stdout, stderr } = await runShell(scene, `exec "$0" ${verb} <binary`);
      expect(code).toBe(verb === 'erase' ? 0 : 1);
      for (const text of [stdout, stderr]) expect(text).toMatch(/^([^\p{Cc}]+\n)?$/u);
      expect(await treeOf(person.home)).toEqual([]);
    });

    test.each([
      ['closed', '<&-'],
      ['/dev/null', '</dev/null'],
    ])('that is %s is an empty one', async (_, redirection) => {
      expect(await runShell(scene, `exec "$0" get ${redirection}`)).toEqual(NO_SERVER_URL);
      expect(await runShell(scene, `exec "$0" erase ${redirection}`)).toEqual(NO_SERVER_URL);
      expect(expectFailure(await runShell(scene, `exec "$0" store ${redirection}`))).toContain(
        'no JSON object',
      );
      expect(await runShell(scene, `exec "$0" list ${redirection}`)).toMatchObject({ code: 0, stderr: '' });
    });

    test('that is a directory cannot be read', async () => {
      for (const verb of ['get', 'store', 'erase']) {
        const line = expectFailure(await runShell(scene, `exec "$0" ${verb} <.`));
        expect(line).toContain("standard input can't be read (EISDIR); ");
      }
    });

    test('that can only be written cannot be read', async () => {
      // To Go's helpers, and to this one, a stream that is not open for reading is an empty one.
      expect(await runShell(scene, 'exec "$0" get 0>file')).toEqual(NO_SERVER_URL);
    });

    test.each(NO_REQUESTS)('of store is never repeated: %j', async (input) => {
      const { person } = scene;
      const line = expectFailure(await person.run('store', input));
      expect(line).toContain('; store takes {"ServerURL":"…","Username":"…","Secret":"…"}\n');
      expect(line).not.toContain(SECRET);
      expect(await treeOf(person.home)).toEqual([]);
    });
  });

  describe('streams for the answer', () => {
    test('closed stderr: the answer is whole', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      aws.tokenLifetimeSeconds = -60; // would be warned about
      const { code, stdout } = await runShell(scene, `echo ${REGISTRY} | "$0" get 2>&-`);
      expect({ code, user: JSON.parse(stdout).Username }).toEqual({ code: 0, user: 'AWS' });
    });

    test('closed stdout: the token is kept all the same', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const { stdout, stderr } = await runShell(scene, `echo ${REGISTRY} | "$0" get >&-`);
      expect({ stdout, stderr }).toEqual({ stdout: '', stderr: '' });
      expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
      expect(aws.requests).toHaveLength(1);
    });

    test('full stdout: no half answer is taken for one', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const { code, stderr } = await runShell(scene, `echo ${REGISTRY} | "$0" get >/dev/full`);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: "docker-credential-ecr: the output can't be written (ENOSPC); make room where it goes\n",
      });
    });

    test.each(['get', 'list', 'nonsense'])('full streams: %s only exits with a status', async (verb) => {
      const { code } = await runShell(scene, `echo | "$0" ${verb} >/dev/full 2>/dev/full`);
      expect(code).toBe(verb === 'nonsense' ? 2 : 1);
      const { stderr } = await runShell(scene, `echo x | "$0" ${verb} >/dev/full`);
      expect(stderr.split('\n').length).toBeLessThanOrEqual(2);
    });

    test('full stderr: the answer is given all the same', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const debug = { DOCKER_CREDENTIAL_ECR_DEBUG: '1' };
      const { code, stdout } = await runShell(scene, `echo ${REGISTRY} | "$0" get 2>/dev/full`, debug);
      expect({ code, user: JSON.parse(stdout).Username }).toEqual({ code: 0, user: 'AWS' });
    });
  });

  describe('arguments', () => {
    test.each([
      ['none', '', 'no command given'],
      ['an unknown command', 'fetch', 'there is no command "fetch"'],
      ['an empty command', '""', 'there is no command ""'],
      ['upper case', 'GET', 'there is no command "GET"'],
      ['an unknown switch', '--verbose', 'there is no command "--verbose"'],
      ['a name that every object has', 'constructor', 'there is no command "constructor"'],
      ['a name that paints', '"$(printf "\\033[31mred\\n")"', 'there is no command "'],
      ['one too many', 'version now', 'version takes no arguments, but there is "now"'],
    ])('%s: exit status 2 and the way to help on stderr', async (_, words, why) => {
      const { code, stdout, stderr } = await runShell(scene, `exec "$0" ${words} </dev/null`);
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
      expectCleanLine(stderr);
      expect(stderr).toContain(why);
      expect(stderr).toMatch(/; run: docker-credential-ecr ([a-z]+ )?--help\n$/);
    });

    test.each(['get', 'store', 'erase', 'list'])('%s with one too many: exit status 2', async (verb) => {
      const { person } = scene;
      const { code, stdout, stderr } = await runShell(scene, `echo ${REGISTRY} | "$0" ${verb} ${REGISTRY}`);
      expect({ code, stdout }).toEqual({ code: 2, stdout: stderr });
      expect(stderr).toContain(`${verb} takes no arguments`);
      expect(await treeOf(person.home)).toEqual([]);
    });

    test.each(['help', '--help', '-h'])('%s: the commands and settings', async (word) => {
      const { code, stdout, stderr } = await scene.person.run(word, '');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      for (const name of ['get', 'store', 'erase', 'list', 'version', 'DOCKER_CREDENTIAL_ECR_TIMEOUT']) {
        expect(stdout).toContain(name);
      }
    });
  });
});
