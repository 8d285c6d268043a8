import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { webIdentityToken } from '../../../src/aws/token-sources/get-token.ts';
import type { TokenOptions } from '../../../src/aws/token-sources/table.ts';
import { fakeTools } from './fake-tools.ts';

const ROLE = 'arn:aws:iam::111111111111:role/puller';
const TOKEN = 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJzIn0.c2lnbmF0dXJl';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'get-token-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Gets a token of a source that the configuration file names, in this environment. */
async function tokenOf(source: string, options: TokenOptions, env: Record<string, string> = {}) {
  const tools = fakeTools({ env: { PATH: `${folder}:/usr/bin:/bin`, ...env }, home: folder });
  try {
    return await webIdentityToken(source, options, ROLE, tools);
  } finally {
    tools.end();
  }
}

/** Puts a program into the folder that prints what the script says and remembers its words, one a line. */
async function addProgram(name: string, script: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\nprintf '%s\\n' "$@" > ${folder}/words\n${script}\n`);
  await chmod(file, 0o755);
  return file;
}

const words = () => readFile(`${folder}/words`, 'utf8');

test.each(['gitlab', 'variable'])('%s: the variable that the configuration file names', async (source) => {
  expect(await tokenOf(source, { name: 'MY_ID' }, { MY_ID: ` ${TOKEN}\n` })).toBe(TOKEN);
});

test('file: what is in it but for blanks around, below the home too', async () => {
  await writeFile(join(folder, 'token'), `${TOKEN}\n`);
  expect(await tokenOf('file', { path: join(folder, 'token') })).toBe(TOKEN);
  expect(await tokenOf('file', { path: '~/token' })).toBe(TOKEN);
});

test('command: its words as they are, with no shell between', async () => {
  const program = await addProgram('vault', `echo ${TOKEN}`);
  expect(await tokenOf('command', { command: ['vault', 'a b', '$HOME', ';id'] })).toBe(TOKEN);
  expect(await words()).toBe('a b\n$HOME\n;id\n');
  expect(await tokenOf('command', { command: [program, 'x'] })).toBe(TOKEN);
  expect(await tokenOf('command', { command: ['~/vault', 'y'] })).toBe(TOKEN);
  expect(await words()).toBe('y\n');
});

test.each<[string, string, string]>([
  ['circleci', 'circleci', 'run\noidc\nget\n--claims\n{"aud":"my-aud"}\n'],
  ['buildkite', 'buildkite-agent', 'oidc\nrequest-token\n--audience\nmy-aud\n'],
  ['gitpod', 'gp', 'idp\ntoken\n--audience\nmy-aud\n'],
  ['ona', 'ona', 'idp\ntoken\n--audience\nmy-aud\n'],
])('%s: %s is asked for the audience that the configuration file names', async (source, program, said) => {
  await addProgram(program, `echo ${TOKEN}`);
  expect(await tokenOf(source, { audience: 'my-aud' })).toBe(TOKEN);
  expect(await words()).toBe(said);
});

test.each<[string, string, TokenOptions, Record<string, string>, string, string]>([
  [
    'no variable',
    'gitlab',
    { name: 'MY_ID' },
    {},
    'GitLab gave no web identity token: MY_ID is not set',
    '.gitlab-ci.yml',
  ],
  [
    'two words in it',
    'variable',
    { name: 'V' },
    { V: `${TOKEN} x` },
    'V holds more than a token',
    'set V to',
  ],
  ['blanks in it', 'variable', { name: 'V' }, { V: '  ' }, 'V holds nothing', 'set V to'],
  ['no file', 'file', { path: '/no/file' }, {}, "/no/file can't be read (ENOENT)", 'correct path'],
  ['no such program', 'command', { command: ['no-such'] }, {}, 'it is not on PATH', 'put no-such on PATH'],
  ['a program that is missing', 'command', { command: ['/no/such'] }, {}, 'it failed (ENOENT)', 'by hand'],
  [
    'a program that fails',
    'command',
    { command: ['false', 'hunter2-secret'] },
    {},
    'it failed (1)',
    'by hand',
  ],
  [
    'no agent',
    'buildkite',
    {},
    { PATH: '/none' },
    'no buildkite-agent is on PATH',
    "put Buildkite's command line tool",
  ],
  ['no variable of CircleCI', 'circleci', {}, {}, 'CIRCLE_OIDC_TOKEN_V2 is not set', 'CircleCI'],
  ['no permission', 'github-actions', {}, {}, 'ACTIONS_ID_TOKEN_REQUEST_URL is not set', 'id-token: write'],
])('%s: one line with what mends it', async (_, source, options, env, says, mends) => {
  const error = await tokenOf(source, options, env).catch((reason) => reason);
  expect(error).toMatchObject({
    code: 'WEB_IDENTITY_UNAVAILABLE',
    message: expect.stringContaining(says),
    hint: expect.stringContaining(mends),
  });
  expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
  expect(`${error.message} ${error.hint}`).not.toContain(TOKEN);
});

test('a program that prints a token and fails has said nothing that is shown', async () => {
  await addProgram('circleci', `echo ${TOKEN}; echo "bad ${TOKEN}" >&2; exit 3`);
  const error = await tokenOf('circleci', { audience: 'a' }).catch((reason) => reason);
  expect(error.message).toContain(`run oidc get --claims '{"aud":"a"}'\` failed: bad [redacted]`);
  expect(error.hint).toContain('>/dev/null` to see why');
});
