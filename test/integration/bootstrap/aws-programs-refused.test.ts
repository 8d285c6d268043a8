import { expect, test } from '@jest/globals';
import { DEB, describeAwsPrograms, PLUGIN, ZIP } from './aws-programs-scene.ts';
import { awsCliZip, makeSigner, pluginDeb } from './signed-packages.ts';

describeAwsPrograms('what is not as AWS publishes it', (scene) => {
  const failures: readonly (readonly [string, () => unknown, RegExp, string])[] = [
    [
      'a zip that was changed',
      () => scene.base.server.files.set(ZIP, awsCliZip('6.6.6')),
      /has no good signature by AWS/,
      '--with-aws-cli',
    ],
    [
      'a package that was changed',
      () => scene.base.server.files.set(DEB, pluginDeb('#!/bin/sh\n')),
      /has no good signature by AWS/,
      '--with-session-manager-plugin',
    ],
    [
      'no signature',
      () => scene.base.server.files.delete(`${ZIP}.sig`),
      /can't download .*zip\.sig: .*404/,
      '--with-aws-cli',
    ],
    [
      'a signature that is none',
      () => scene.base.server.files.set(`${DEB}.sig`, Buffer.from('x')),
      /has no good signature by AWS/,
      '--with-session-manager-plugin',
    ],
    ['a zip that is cut', () => scene.base.server.cut.add(ZIP), /can't download .*\.zip: /, '--with-aws-cli'],
    [
      'a plugin that does not run here',
      () => scene.serve(DEB, pluginDeb('#!/no/such/loader\n')),
      /does not run on this machine/,
      '--with-session-manager-plugin',
    ],
    ['no unzip', () => scene.base.workspace.remove('unzip'), /needs unzip/, '--with-aws-cli'],
    [
      'neither gpg nor gpgv',
      () => scene.base.workspace.remove('gpg', 'gpgv'),
      /needs gpgv or gpg/,
      '--with-session-manager-plugin',
    ],
    [
      'neither dpkg-deb nor ar',
      () => scene.base.workspace.remove('dpkg-deb', 'ar'),
      /needs dpkg-deb or ar/,
      '--with-session-manager-plugin',
    ],
    [
      'musl',
      () => scene.base.workspace.fake('ldd', '#!/bin/sh\necho musl\n'),
      /no AWS CLI for musl/,
      '--with-aws-cli',
    ],
    [
      'macOS',
      () => scene.base.workspace.fake('uname', '#!/bin/sh\n[ "$1" = -s ] && echo Darwin || echo arm64\n'),
      /on macOS: brew install/,
      '--with-aws-cli',
    ],
  ];
  test.each(failures)('%s: one line, and nothing of it is installed', async (_, set, says, option) => {
    const { workspace } = scene.base;
    scene.serve(ZIP, awsCliZip('2.30.0'));
    scene.serve(DEB, pluginDeb(PLUGIN));
    await set();
    const before = workspace.tree();
    const { code, stderr } = await workspace.run({ env: scene.env(), args: [option] });
    const [line, ...more] = stderr
      .split('\n')
      .filter((each) => !/: downloading |is there already/.test(each));
    expect({ code, line, more }).toEqual({ code: 1, line: expect.stringMatching(says), more: [''] });
    expect(workspace.tree()).toEqual(before);
  });

  test("somebody else's signature does not count", async () => {
    const other = makeSigner();
    try {
      scene.serve(DEB, pluginDeb(PLUGIN), other);
      const { code, stderr } = await scene.base.workspace.run({
        env: scene.env(),
        args: ['--with-session-manager-plugin'],
      });
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/has no good signature by AWS/),
      });
      // Nor does it with the key at hand but another fingerprint.
      await scene.trust({ ...other, fingerprint: scene.signer.fingerprint });
      expect(
        await scene.base.workspace.run({ env: scene.env(), args: ['--with-session-manager-plugin'] }),
      ).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/has no good signature by AWS/),
      });
    } finally {
      other.leave();
    }
  });
});
