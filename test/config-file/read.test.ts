import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { readConfiguration } from '../../src/config-file/read.ts';
import type { Context } from '../../src/context.ts';
import { fakeContext } from '../fakes/context.ts';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';
import { rejectionOf } from '../fakes/thrown.ts';
import { configurationOf, writeConfig } from './write-config.ts';

const at = temporaryDirectory();
const read = (more: Partial<Context> = {}) => readConfiguration({ ...fakeContext({ home: at() }), ...more });

test('a default file that is not there says nothing', async () => {
  const path = at('.config/docker-credential-ecr/config.json');
  expect(await read()).toEqual({ path, exists: false });
});

test('a named file that is not there is an error', async () => {
  const error = await rejectionOf(read({ env: { DOCKER_CREDENTIAL_ECR_CONFIG: at('there.json') } }));
  expect(error).toMatchObject({
    code: 'CONFIG_NOT_FOUND',
    message: expect.stringContaining(at('there.json')),
  });
});

test('a named file counts in place of the default one', async () => {
  writeConfig(at(), 'this is no JSON');
  writeFileSync(at('mine.json'), '{"fallbackHelper":"pass"}', { mode: 0o600 });
  const configuration = await read({ env: { DOCKER_CREDENTIAL_ECR_CONFIG: at('mine.json') } });
  expect(configuration).toEqual({ fallbackHelper: 'pass', path: at('mine.json'), exists: true });
});

test('a byte order mark before it is passed over', async () => {
  expect(await configurationOf(at(), '\uFEFF{"fallbackHelper":"pass"}')).toMatchObject({
    fallbackHelper: 'pass',
  });
});

test('the working directory has no say', async () => {
  const before = process.cwd();
  writeConfig(at('repository'), '{"fallbackHelper":"evil"}');
  writeFileSync(at('repository/config.json'), '{"fallbackHelper":"evil"}');
  try {
    process.chdir(at('repository'));
    expect((await read()).fallbackHelper).toBeUndefined();
  } finally {
    process.chdir(before);
  }
});

test('a link is followed, to a file of one’s own', async () => {
  const path = writeConfig(at(), '{}');
  rmSync(path);
  writeFileSync(at('dotfiles.json'), '{"fallbackHelper":"pass"}', { mode: 0o644 });
  symlinkSync(at('dotfiles.json'), path);
  expect(await read()).toMatchObject({ fallbackHelper: 'pass', exists: true });
});

test.each([0o620, 0o602, 0o666])('a file that others may write is refused: %i', async (mode) => {
  const path = writeConfig(at(), '{}');
  chmodSync(path, mode);
  const error = await rejectionOf(read());
  expect(error).toMatchObject({ code: 'FILE_REFUSED', hint: `run: chmod go-w ${path}` });
});

test('a file that is somebody else’s is refused', async () => {
  writeConfig(at(), '{}');
  const me = process.geteuid?.() ?? 0;
  // Root's own files are taken by everyone: root decides what runs in any case.
  const outcome = read({ userId: me + 1 }).catch((error: unknown) => error);
  expect(await outcome).toMatchObject(me === 0 ? { exists: true } : { code: 'FILE_REFUSED' });
});

test('where there are no user ids, no mode is asked for', async () => {
  chmodSync(writeConfig(at(), '{}'), 0o666);
  expect(await read({ userId: undefined })).toMatchObject({ exists: true });
});

test.each([
  ['a directory', (path: string) => mkdirSync(path)],
  ['a device', (path: string) => symlinkSync('/dev/zero', path)],
  ['a file without end', (path: string) => writeFileSync(path, ' '.repeat(1024 * 1024 + 1), { mode: 0o600 })],
])('%s is no configuration file', async (_, make) => {
  const path = writeConfig(at(), '{}');
  rmSync(path);
  make(path);
  expect(await rejectionOf(read())).toMatchObject({
    code: 'CONFIG_UNREADABLE',
    message: expect.stringContaining(path),
  });
});

test('a mistake in the JSON is told with its line and column', async () => {
  const error = await rejectionOf(configurationOf(at(), '{\n  "identities": {},\n}'));
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.message).toContain(
    'config.json, line 3, column 1: this is no JSON: there is a comma too many',
  );
});
