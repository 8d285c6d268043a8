import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { githubLines, maskLines, openGithubFile } from '../../../src/commands/env/github.ts';
import { fakeContext } from '../../fakes/context.ts';
import { thrownBy } from '../../fakes/thrown.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'env-github-'));
  file = join(folder, 'env');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const variables = { set: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_REGION: 'eu-west-1' }, removed: [] };

test.each([
  ['nothing', '', 'AWS_ACCESS_KEY_ID=AKIA\nAWS_REGION=eu-west-1\n'],
  ['a line', 'A=1\n', 'A=1\nAWS_ACCESS_KEY_ID=AKIA\nAWS_REGION=eu-west-1\n'],
  ['a line without its end', 'A=1', 'A=1\nAWS_ACCESS_KEY_ID=AKIA\nAWS_REGION=eu-west-1\n'],
])('appends to %s', (_, before, after) => {
  writeFileSync(file, before);
  const context = fakeContext({ env: { GITHUB_ENV: file } });
  openGithubFile(context).append(variables);
  expect(readFileSync(file, 'utf8')).toBe(after);
  expect(context.stdout()).toBe('::add-mask::AKIA\n');
});

test('masks before it writes', () => {
  writeFileSync(file, '');
  let written: string | undefined;
  const context = {
    ...fakeContext({ env: { GITHUB_ENV: file } }),
    writeStdout: () => {
      written = readFileSync(file, 'utf8');
    },
  };
  openGithubFile(context).append(variables);
  expect(written).toBe('');
});

test('masks every line of every secret, escaped as commands are', () => {
  const set = {
    AWS_ACCESS_KEY_ID: 'AKIA',
    AWS_SECRET_ACCESS_KEY: '50%off',
    AWS_SESSION_TOKEN: 'one\r\ntwo\n',
    AWS_REGION: 'eu-west-1',
  };
  expect(maskLines({ set, removed: [] })).toBe(
    '::add-mask::AKIA\n::add-mask::50%25off\n::add-mask::one\n::add-mask::two\n',
  );
});

test('a value of several lines stands between marks that nobody can guess', () => {
  const set = { AWS_SESSION_TOKEN: 'a\nEVIL=1', AWS_REGION: 'x\nend_name1' };
  expect(githubLines({ set, removed: [] }, fakeContext())).toBe(
    'AWS_SESSION_TOKEN<<end_name1\na\nEVIL=1\nend_name1\nAWS_REGION<<end_name2\nx\nend_name1\nend_name2\n',
  );
});

test('what an earlier step has left is emptied, since nothing removes it', () => {
  const context = fakeContext({ env: { AWS_SESSION_TOKEN: 'old' } });
  const removed = ['AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION'];
  expect(githubLines({ set: { AWS_REGION: 'x' }, removed }, context)).toBe(
    'AWS_SESSION_TOKEN=\nAWS_REGION=x\n',
  );
});

test.each([
  ['is not set', {}, 'SETTING_INVALID'],
  ['is relative', { GITHUB_ENV: 'env' }, 'SETTING_INVALID'],
  ['names no file', { GITHUB_ENV: '/nowhere/env' }, 'FILE_UNWRITABLE'],
  ['names a directory', { GITHUB_ENV: '/' }, 'FILE_UNWRITABLE'],
])('GITHUB_ENV %s', (_, env, code) => {
  const context = fakeContext({ env });
  const error = thrownBy(() => openGithubFile(context));
  expect(error).toMatchObject({ code, message: expect.stringContaining('GITHUB_ENV') });
  expect(context.stdout()).toBe('');
});

test('a file that may not be written', () => {
  if (process.geteuid?.() === 0) return; // root may
  writeFileSync(file, '');
  chmodSync(file, 0o400);
  expect(thrownBy(() => openGithubFile(fakeContext({ env: { GITHUB_ENV: file } }))).code).toBe(
    'FILE_UNWRITABLE',
  );
});
