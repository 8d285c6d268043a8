import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { PROJECT } from '../../../build/paths.ts';
import { WORKSPACES, yaml } from '../../workspaces/read.ts';
import type { Ended } from '../executables.ts';
import { fakeProgram, publish } from './release-server.ts';
import { bootstrapScene } from './scene.ts';

const scene = bootstrapScene();

/** The version of the project, which the ready-made files name. */
let version: string;

beforeEach(async () => {
  version = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')).version;
  publish(scene.server, version, { 'linux-x64': fakeProgram(version) });
  scene.server.files.set('bootstrap.sh', await readFile(scene.workspace.script));
});

/** Runs lines of a file as its workspace does. */
async function runLines(lines: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { workspace } = scene;
  return workspace.run({ script: await workspace.write('lines.sh', lines), env: { ...scene.env, ...env } });
}

describe('Gitpod Classic', () => {
  const [{ command }] = yaml('gitpod/.gitpod.yml').tasks;

  test('has docker set up at the start of a workspace, and again at the next', async () => {
    const env = { AWS_SSO_URL: 'https://acme.awsapps.com/start' };
    expect(await runLines(command, env)).toMatchObject({ code: 0 });
    scene.server.requests.length = 0;
    expect(await runLines(command, env)).toMatchObject({ code: 0 });
    expect(await scene.workspace.ran()).toBe('install --from-env\ninstall --from-env\n');
    expect(scene.server.requests).toEqual(['bootstrap.sh', 'SHA256SUMS']);
  });

  test('has nothing to say where no variable is set', async () => {
    expect(await runLines(command)).toMatchObject({ code: 0 });
    expect(await scene.workspace.ran()).toBe('');
  });
});

describe('Ona', () => {
  const { ecr, ecrProgram } = yaml('ona/automations.yaml').tasks;

  test('has the program in the prebuild, and docker set up at the start', async () => {
    const env = { AWS_ROLE_ARN: 'arn:aws:iam::111111111111:role/workspace' };
    expect(await runLines(ecrProgram.command, env)).toMatchObject({ code: 0 });
    expect(await scene.workspace.ran()).toBe('');
    expect(await runLines(ecr.command, env)).toMatchObject({ code: 0 });
    expect(await scene.workspace.ran()).toBe('install --from-env\n');
  });
});

describe('GitLab CI', () => {
  test('installs what its configuration names, for the person alone to read', async () => {
    const { build } = yaml('gitlab/.gitlab-ci.yml');
    await scene.workspace.fake('apk', '#!/bin/sh\n');
    const lines = `umask 0\nset -e\n${build.before_script.join('\n')}\nls -l ~/.config/docker-credential-ecr/config.json\n`;
    const { code, stdout, stderr } = await runLines(lines, build.variables);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toMatch(/^-rw-------/);
    const { home } = scene.workspace;
    const config = await readFile(join(home, '.config/docker-credential-ecr/config.json'), 'utf8');
    expect(JSON.parse(config)).toEqual({
      identities: {
        ci: { roleArn: build.variables.AWS_ROLE, webIdentity: { source: 'gitlab', name: 'AWS_ID_TOKEN' } },
      },
      registries: { images: { host: build.variables.REGISTRY, identity: 'ci' } },
    });
    expect(await scene.workspace.ran()).toBe('install\n');
  });
});

describe('the dev container Feature', () => {
  const FOLDER = join(WORKSPACES, 'devcontainer', 'docker-credential-ecr');

  /** Runs install.sh as the image's build does; /usr/local is this workspace's. */
  async function install(env: Readonly<Record<string, string>> = {}): Promise<Ended> {
    const { workspace } = scene;
    const text = (await readFile(join(FOLDER, 'install.sh'), 'utf8'))
      .replaceAll('/usr/local', workspace.system)
      .replaceAll('/var/lib/apt', join(workspace.folder, 'temporary'));
    const script = await workspace.write('feature/install.sh', text);
    return workspace.run({ script, env });
  }

  beforeEach(async () => {
    await scene.workspace.openSystem();
  });

  test('installs for everybody, and each start sets up what the environment says', async () => {
    const { workspace, server } = scene;
    expect(await install({ VERSION: version, BASEURL: `${server.url}/` })).toMatchObject({ code: 0 });
    expect(Object.keys(workspace.tree())).toEqual([
      'system/bin',
      'system/share',
      'system/bin/docker-credential-ecr',
      'system/share/docker-credential-ecr',
      'system/share/docker-credential-ecr/set-up',
    ]);
    const setUp = join(workspace.system, 'share/docker-credential-ecr/set-up');
    expect(await workspace.run({ script: setUp })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await workspace.ran()).toBe('');
    expect(await workspace.run({ script: setUp, env: { AWS_ROLE_NAME: 'x' } })).toMatchObject({ code: 0 });
    expect(await workspace.ran()).toBe('install --from-env\n');
  });

  test('runs the bootstrap.sh beside it', async () => {
    const { workspace, server, env } = scene;
    await mkdir(join(workspace.folder, 'feature'));
    await copyFile(workspace.script, join(workspace.folder, 'feature', 'bootstrap.sh'));
    expect(await install(env)).toMatchObject({ code: 0 });
    expect(server.requests).not.toContain('bootstrap.sh');
  });

  test.each([
    [{}, /the option baseUrl must say where the release is/],
    [{ BASEURL: 'http://127.0.0.1:1' }, /can't download http:\/\/127\.0\.0\.1:1\/bootstrap\.sh/],
  ])('fails with one clear line for %j', async (env, says) => {
    const { code, stderr } = await install(env);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(says) });
    expect(Object.keys(scene.workspace.tree())).toEqual(['system/bin']);
  });

  test('adds the packages that are missing, by what the image has', async () => {
    const { workspace, server } = scene;
    await workspace.remove('unzip', 'gpgv', 'gpg');
    await workspace.fake('apt-get', '#!/bin/sh\necho "$*" >>"$HOME/apt"\n');
    const env = { BASEURL: server.url, WITHAWSCLI: 'true', WITHSESSIONMANAGERPLUGIN: 'true' };
    const { code, stderr } = await install(env);
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/--with-aws-cli needs unzip/),
    });
    expect(await readFile(join(workspace.home, 'apt'), 'utf8')).toMatch(
      /^update -q\ninstall .* unzip gnupg\n$/,
    );
  });

  test('says what is missing where nothing can be added', async () => {
    await scene.workspace.remove('curl');
    const { code, stderr } = await install({ BASEURL: scene.server.url });
    expect({ code, stderr }).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/no apt-get, apk or dnf .*: curl/),
    });
  });
});
