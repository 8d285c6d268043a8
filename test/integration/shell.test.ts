import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { EXECUTABLES, plainEnvironment, run } from './executables.ts';

jest.setTimeout(30_000);

const ANSWER = { code: 0, stdout: expect.stringMatching(/^docker-credential-ecr \d+\.\d+\.\d+/), stderr: '' };

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shell-test-'));
  await mkdir(join(folder, 'home'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** The writing end of a pipe that nobody reads any more: what is written there fails with EPIPE. */
function pipeWithoutReader(): number {
  const path = join(folder, 'pipe');
  spawnSync('mkfifo', [path]);
  const reader = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  closeSync(reader);
  return writer;
}

describe.each(EXECUTABLES)('$name', ({ path }) => {
  const start = () => ({ cwd: folder, env: plainEnvironment(folder) });

  test('starts by its path', async () => {
    expect(await run(path, ['version'], start())).toEqual(ANSWER);
  });

  test('starts by a symbolic link of another name', async () => {
    const link = join(folder, 'docker-credential-ecr-login');
    await symlink(path, link);
    expect(await run(link, ['version'], start())).toEqual(ANSWER);
  });

  test('starts with an empty environment', async () => {
    expect(await run(path, ['version'], { cwd: folder, env: {} })).toEqual(ANSWER);
  });

  test('in a working directory that is gone, starts or says so in one line', async () => {
    const script = 'mkdir gone && cd gone && rmdir ../gone && exec "$0" version';
    const ended = await run('/bin/sh', ['-c', script, path], start());
    // bun itself refuses, before any of this program's code runs.
    const refused = { code: 1, stdout: '', stderr: expect.stringMatching(/^.*working directory.*\n$/) };
    expect([ANSWER, refused]).toContainEqual(ended);
  });

  test('does not take the options of its runtime for its own', async () => {
    const { code, stdout } = await run(path, ['--eval', 'console.log(6 * 7)'], start());
    expect(code).not.toBe(0);
    expect(stdout).not.toContain('42');
  });

  test.each([
    ['version', ''],
    ['get', ''],
    ['get', 'registry.example.com'],
  ])('ends quietly when nobody reads the answer of %s to %j', async (verb, input) => {
    const writer = pipeWithoutReader();
    const child = spawn(path, [verb], { ...start(), stdio: ['pipe', writer, 'pipe'] });
    closeSync(writer);
    const errors: Buffer[] = [];
    child.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
    child.stdin?.on('error', () => {}); // it may end without reading
    child.stdin?.end(input);
    const [, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    expect(`${Buffer.concat(errors)}`).toBe('');
    expect([null, 'SIGPIPE']).toContain(signal);
  });

  test('ends quietly when stdout is closed', async () => {
    const { stderr } = await run('/bin/sh', ['-c', 'exec "$0" version >&-', path], start());
    expect(stderr).toBe('');
  });
});
