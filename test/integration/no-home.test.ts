import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { runShell } from './as-person.ts';
import { forEachExecutable } from './each-executable.ts';
import { REGISTRY } from './person.ts';

jest.setTimeout(30_000);

/** A user that no machine knows; only root may be somebody else. */
const UNKNOWN = 2_147_000_123;
const asRoot = process.getuid?.() === 0 ? test : test.skip;

forEachExecutable((scene) => {
  test('an empty HOME is as good as none: the system says where home is', async () => {
    const script = `"$0" install ${REGISTRY} --dry-run`;
    const ended = await runShell(scene, script, { HOME: '', XDG_CONFIG_HOME: scene.person.home });
    expect(ended.stdout).toContain(`+++ ${join(userInfo().homedir, '.docker/config.json')}\n`);
  });

  asRoot('a user whom the system does not know is told to set HOME', () => {
    const { folder } = scene.person;
    const program = join(folder, 'docker-credential-ecr');
    chmodSync(folder, 0o755);
    // Not every user may look into where the executable is.
    copyFileSync(scene.path, program);
    const runAsUnknown = (verb: string) => {
      const { status, stdout, stderr } = spawnSync(program, [verb], {
        input: REGISTRY,
        env: { PATH: '/usr/bin:/bin' },
        cwd: '/',
        uid: UNKNOWN,
        encoding: 'utf8',
      });
      return { status, stdout, stderr };
    };
    const line =
      'docker-credential-ecr: HOME is not set, and the system knows no home of this user; set HOME to a directory of your own\n';
    expect(runAsUnknown('version')).toMatchObject({ status: 0, stderr: '' });
    expect(runAsUnknown('get')).toEqual({ status: 1, stdout: line, stderr: line });
    expect(runAsUnknown('status')).toEqual({ status: 1, stdout: '', stderr: line });
  });
});
