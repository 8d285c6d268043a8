import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { DEB, describeAwsPrograms, PLUGIN, ZIP } from './aws-programs-scene.ts';
import { awsCliZip, makeSigner, pluginDeb } from './signed-packages.ts';
import { onThisMachine } from './workspace.ts';

describeAwsPrograms('what AWS publishes', (scene) => {
  test.each([['gpgv'], ['gpg']])(
    'both programs are installed for the person, checked by %s',
    async (checker) => {
      const { workspace } = scene.base;
      if (checker === 'gpg') await workspace.remove('gpgv');
      scene.serve(ZIP, awsCliZip('2.30.0'));
      scene.serve(DEB, pluginDeb(PLUGIN));
      const args = ['--with-aws-cli', '--with-session-manager-plugin'];
      const { code, stderr } = await workspace.run({ env: scene.env(), args });
      expect({ code, stderr }).toEqual({
        code: 0,
        stderr: expect.stringMatching(
          /AWS CLI 2\.30\.0 is installed: .*\n.*\n.*plugin 1\.2\.3 is installed: /,
        ),
      });
      const aws = join(workspace.ownBin, 'aws');
      expect(await readlink(aws)).toBe(join(workspace.home, '.local/aws-cli/v2/current/bin/aws'));
      expect(realpathSync(aws)).toBe(realpathSync(join(workspace.home, '.local/aws-cli/v2/2.30.0/dist/aws')));
      expect(`${execFileSync(aws, ['--version'])}`).toContain('aws-cli/2.30.0');
      expect(await readFile(join(workspace.ownBin, 'session-manager-plugin'), 'utf8')).toBe(PLUGIN);
      expect(Object.keys(workspace.tree()).filter((path) => /temporary|\.docker-cred/.test(path))).toEqual(
        [],
      );

      // Once more: nothing is asked for.
      scene.base.server.requests.length = 0;
      expect(await workspace.run({ env: scene.env(), args })).toMatchObject({ code: 0 });
      expect(scene.base.server.requests).toEqual([]);
    },
  );

  test('they are installed for everybody where that may be', async () => {
    const { workspace } = scene.base;
    const bin = await workspace.openSystem();
    scene.serve(ZIP, awsCliZip('2.30.0'));
    scene.serve(DEB, pluginDeb(PLUGIN));
    const args = ['--with-aws-cli', '--with-session-manager-plugin'];
    expect(await workspace.run({ env: scene.env(), args })).toMatchObject({ code: 0 });
    expect(realpathSync(join(bin, 'aws'))).toBe(
      realpathSync(join(workspace.system, 'aws-cli/v2/2.30.0/dist/aws')),
    );
    expect(await readFile(join(bin, 'session-manager-plugin'), 'utf8')).toBe(PLUGIN);
  });

  test('arm64 has packages of its own', async () => {
    const { workspace, server } = scene.base;
    await workspace.fake('uname', '#!/bin/sh\n[ "$1" = -s ] && echo Linux || echo aarch64\n');
    scene.serve('awscli-exe-linux-aarch64.zip', awsCliZip('2.30.0'));
    scene.serve('ubuntu_arm64/session-manager-plugin.deb', pluginDeb(PLUGIN));
    const args = ['--with-aws-cli', '--with-session-manager-plugin'];
    expect(await workspace.run({ env: scene.env(), args })).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(4);
  });

  test('the package is unpacked without dpkg too', async () => {
    const { workspace } = scene.base;
    if (onThisMachine('ar') === undefined) return;
    await workspace.remove('dpkg-deb');
    scene.serve(DEB, pluginDeb(PLUGIN));
    expect(await workspace.run({ env: scene.env(), args: ['--with-session-manager-plugin'] })).toMatchObject({
      code: 0,
    });
  });

  test("what AWS's installer left half when it was killed is replaced", async () => {
    const { workspace } = scene.base;
    scene.serve(ZIP, awsCliZip('2.30.0'));
    await workspace.put(join(workspace.home, '.local/aws-cli/v2/2.30.0/dist/half'), '');
    expect(await workspace.run({ env: scene.env(), args: ['--with-aws-cli'] })).toMatchObject({ code: 0 });
    expect(`${execFileSync(join(workspace.ownBin, 'aws'), ['--version'])}`).toContain('aws-cli/2.30.0');
  });

  test('a signature by a key that has run out meanwhile counts: AWS puts the date off', async () => {
    const old = makeSigner({ ranOut: true });
    try {
      scene.serve(DEB, pluginDeb(PLUGIN), old);
      await scene.trust(old);
      const { code, stderr } = await scene.base.workspace.run({
        env: scene.env(),
        args: ['--with-session-manager-plugin'],
      });
      expect({ code, stderr }).toMatchObject({ code: 0 });
    } finally {
      old.leave();
    }
  });
});
