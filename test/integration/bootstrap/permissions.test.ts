import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { SUMS } from '../../../build/release/names.ts';
import { fakeProgram, publish } from './release-server.ts';
import { bootstrapScene } from './scene.ts';

const scene = bootstrapScene();

describe('no permission', () => {
  test('to write the programs is one line', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    await writeFile(join(workspace.home, '.local'), 'a file, so that there can be no directory');
    const before = workspace.tree();
    const { code, stderr } = await workspace.run({ env });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^bootstrap\.sh: can't write to .*\/\.local\/bin; give \w+ the permission/,
      ),
    });
    expect(server.requests).toEqual([SUMS]);
    expect(workspace.tree()).toEqual(before);
  });

  test('to write temporary files is one line', async () => {
    const { workspace, env } = scene;
    const { code, stderr } = await workspace.run({ env: { ...env, TMPDIR: join(workspace.folder, 'none') } });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/^bootstrap\.sh: can't write to .*\/none; set TMPDIR .*\n$/),
    });
  });

  test('a directory of that name is left alone', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    await workspace.put(join(workspace.ownBin, 'docker-credential-ecr', 'kept'), 'kept');
    const before = workspace.tree();
    const { code, stderr } = await workspace.run({ env });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('is a directory') });
    expect(workspace.tree()).toEqual(before);
  });

  test('and no HOME either is one line', async () => {
    const { workspace, env } = scene;
    const { code, stderr } = await workspace.run({ env: { ...env, HOME: '' } });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/HOME is not set/) });
  });
});
