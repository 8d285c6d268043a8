import { execFileSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fakeProgram } from './release-server.ts';
import { bootstrapScene } from './scene.ts';
import { awsCliZip, makeSigner, pluginDeb, type Signer } from './signed-packages.ts';
import { onThisMachine } from './workspace.ts';

const ZIP = 'awscli-exe-linux-x86_64.zip';
const DEB = 'ubuntu_64bit/session-manager-plugin.deb';
const PLUGIN = '#!/bin/sh\necho 1.2.3\n';

/** What makes the packages. A machine that lacks one of them can't run these tests. */
const missing = ['gpg', 'gpgconf', 'zip', 'dpkg-deb'].filter((name) => onThisMachine(name) === undefined);
const describeWhere = missing.length === 0 ? describe : describe.skip;

const scene = bootstrapScene();

let signer: Signer;
beforeAll(() => {
  if (missing.length === 0) signer = makeSigner();
});
afterAll(() => signer?.leave());

/** The environment of a workspace in which docker-credential-ecr itself is there. */
function env(): Record<string, string> {
  return {
    ...scene.env,
    DOCKER_CREDENTIAL_ECR_VERSION: '0.2.0',
    DOCKER_CREDENTIAL_ECR_AWS_CLI_URL: scene.server.url,
    DOCKER_CREDENTIAL_ECR_SESSION_MANAGER_PLUGIN_URL: `${scene.server.url}/`,
  };
}

/** Puts the test's key into the script in place of AWS's. */
function trust({ key, fingerprint }: Signer): Promise<void> {
  return scene.workspace.changeScript((text) =>
    text
      .replace(/(\w+_KEY)='[^']*'/g, `$1='${key}'`)
      .replace(/(\w+_FINGERPRINT)='[^']*'/g, `$1='${fingerprint}'`),
  );
}

function serve(path: string, bytes: Buffer, by = signer): void {
  scene.server.files.set(path, bytes);
  scene.server.files.set(`${path}.sig`, by.sign(bytes));
}

describeWhere(`what AWS publishes (${missing.join(', ') || 'nothing'} missing here)`, () => {
  beforeEach(async () => {
    await trust(signer);
    await scene.workspace.put(join(scene.workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.2.0'));
  });

  test.each([['gpgv'], ['gpg']])(
    'both programs are installed for the person, checked by %s',
    async (checker) => {
      const { workspace } = scene;
      if (checker === 'gpg') await workspace.remove('gpgv');
      serve(ZIP, awsCliZip('2.30.0'));
      serve(DEB, pluginDeb(PLUGIN));
      const args = ['--with-aws-cli', '--with-session-manager-plugin'];
      const { code, stderr } = await workspace.run({ env: env(), args });
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
      scene.server.requests.length = 0;
      expect(await workspace.run({ env: env(), args })).toMatchObject({ code: 0 });
      expect(scene.server.requests).toEqual([]);
    },
  );

  test('they are installed for everybody where that may be', async () => {
    const { workspace } = scene;
    const bin = await workspace.openSystem();
    serve(ZIP, awsCliZip('2.30.0'));
    serve(DEB, pluginDeb(PLUGIN));
    const args = ['--with-aws-cli', '--with-session-manager-plugin'];
    expect(await workspace.run({ env: env(), args })).toMatchObject({ code: 0 });
    expect(realpathSync(join(bin, 'aws'))).toBe(
      realpathSync(join(workspace.system, 'aws-cli/v2/2.30.0/dist/aws')),
    );
    expect(await readFile(join(bin, 'session-manager-plugin'), 'utf8')).toBe(PLUGIN);
  });

  test('arm64 has packages of its own', async () => {
    const { workspace, server } = scene;
    await workspace.fake('uname', '#!/bin/sh\n[ "$1" = -s ] && echo Linux || echo aarch64\n');
    serve('awscli-exe-linux-aarch64.zip', awsCliZip('2.30.0'));
    serve('ubuntu_arm64/session-manager-plugin.deb', pluginDeb(PLUGIN));
    const args = ['--with-aws-cli', '--with-session-manager-plugin'];
    expect(await workspace.run({ env: env(), args })).toMatchObject({ code: 0 });
    expect(server.requests).toHaveLength(4);
  });

  test('the package is unpacked without dpkg too', async () => {
    const { workspace } = scene;
    if (onThisMachine('ar') === undefined) return;
    await workspace.remove('dpkg-deb');
    serve(DEB, pluginDeb(PLUGIN));
    expect(await workspace.run({ env: env(), args: ['--with-session-manager-plugin'] })).toMatchObject({
      code: 0,
    });
  });

  test("what AWS's installer left half when it was killed is replaced", async () => {
    const { workspace } = scene;
    serve(ZIP, awsCliZip('2.30.0'));
    await workspace.put(join(workspace.home, '.local/aws-cli/v2/2.30.0/dist/half'), '');
    expect(await workspace.run({ env: env(), args: ['--with-aws-cli'] })).toMatchObject({ code: 0 });
    expect(`${execFileSync(join(workspace.ownBin, 'aws'), ['--version'])}`).toContain('aws-cli/2.30.0');
  });

  test('a signature by a key that has run out meanwhile counts: AWS puts the date off', async () => {
    const old = makeSigner({ ranOut: true });
    try {
      serve(DEB, pluginDeb(PLUGIN), old);
      await trust(old);
      const { code, stderr } = await scene.workspace.run({
        env: env(),
        args: ['--with-session-manager-plugin'],
      });
      expect({ code, stderr }).toMatchObject({ code: 0 });
    } finally {
      old.leave();
    }
  });

  const failures: readonly (readonly [string, () => unknown, RegExp, string])[] = [
    [
      'a zip that was changed',
      () => scene.server.files.set(ZIP, awsCliZip('6.6.6')),
      /has no good signature by AWS/,
      '--with-aws-cli',
    ],
    [
      'a package that was changed',
      () => scene.server.files.set(DEB, pluginDeb('#!/bin/sh\n')),
      /has no good signature by AWS/,
      '--with-session-manager-plugin',
    ],
    [
      'no signature',
      () => scene.server.files.delete(`${ZIP}.sig`),
      /can't download .*zip\.sig: .*404/,
      '--with-aws-cli',
    ],
    [
      'a signature that is none',
      () => scene.server.files.set(`${DEB}.sig`, Buffer.from('x')),
      /has no good signature by AWS/,
      '--with-session-manager-plugin',
    ],
    ['a zip that is cut', () => scene.server.cut.add(ZIP), /can't download .*\.zip: /, '--with-aws-cli'],
    [
      'a plugin that does not run here',
      () => serve(DEB, pluginDeb('#!/no/such/loader\n')),
      /does not run on this machine/,
      '--with-session-manager-plugin',
    ],
    ['no unzip', () => scene.workspace.remove('unzip'), /needs unzip/, '--with-aws-cli'],
    [
      'neither gpg nor gpgv',
      () => scene.workspace.remove('gpg', 'gpgv'),
      /needs gpgv or gpg/,
      '--with-session-manager-plugin',
    ],
    [
      'neither dpkg-deb nor ar',
      () => scene.workspace.remove('dpkg-deb', 'ar'),
      /needs dpkg-deb or ar/,
      '--with-session-manager-plugin',
    ],
    [
      'musl',
      () => scene.workspace.fake('ldd', '#!/bin/sh\necho musl\n'),
      /no AWS CLI for musl/,
      '--with-aws-cli',
    ],
    [
      'macOS',
      () => scene.workspace.fake('uname', '#!/bin/sh\n[ "$1" = -s ] && echo Darwin || echo arm64\n'),
      /on macOS: brew install/,
      '--with-aws-cli',
    ],
  ];
  test.each(failures)('%s: one line, and nothing of it is installed', async (_, set, says, option) => {
    const { workspace } = scene;
    serve(ZIP, awsCliZip('2.30.0'));
    serve(DEB, pluginDeb(PLUGIN));
    await set();
    const before = workspace.tree();
    const { code, stderr } = await workspace.run({ env: env(), args: [option] });
    const [line, ...more] = stderr
      .split('\n')
      .filter((each) => !/: downloading |is there already/.test(each));
    expect({ code, line, more }).toEqual({ code: 1, line: expect.stringMatching(says), more: [''] });
    expect(workspace.tree()).toEqual(before);
  });

  test("somebody else's signature does not count", async () => {
    const other = makeSigner();
    try {
      serve(DEB, pluginDeb(PLUGIN), other);
      const { code, stderr } = await scene.workspace.run({
        env: env(),
        args: ['--with-session-manager-plugin'],
      });
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/has no good signature by AWS/),
      });
      // Nor does it with the key at hand but another fingerprint.
      await trust({ ...other, fingerprint: signer.fingerprint });
      expect(
        await scene.workspace.run({ env: env(), args: ['--with-session-manager-plugin'] }),
      ).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(/has no good signature by AWS/),
      });
    } finally {
      other.leave();
    }
  });
});

test.each([
  ['AWS_CLI', 'FB5DB77FD5C118B80511ADA8A6310ACC4672475C'],
  ['PLUGIN', '7959637124CE093AD501D47A2C4D4AFF6F6757EE'],
])(
  'the key of %s in the script is the one with the fingerprint that AWS publishes',
  async (name, fingerprint) => {
    const text = await readFile(scene.workspace.script, 'utf8');
    const base64 = new RegExp(`^${name}_KEY='([^']+)'`, 'm').exec(text)?.[1] ?? '';
    if (onThisMachine('gpg') === undefined) return;
    const shown = execFileSync(
      'gpg',
      ['--homedir', scene.workspace.folder, '--batch', '--show-keys', '--with-colons'],
      {
        input: Buffer.from(base64, 'base64'),
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    expect(/^fpr:+(\w+):/m.exec(`${shown}`)?.[1]).toBe(fingerprint);
    expect(text).toContain(`${name}_FINGERPRINT='${fingerprint}'`);
  },
);
