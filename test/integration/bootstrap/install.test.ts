import { readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { fakeProgram, publish } from './release-server.ts';
import { bootstrapScene } from './scene.ts';
import { ended, onThisMachine } from './workspace.ts';

const scene = bootstrapScene();

/** The shells of this machine that the script must work in. */
const SHELLS = [
  ['dash', 'dash'],
  ['bash', 'bash'],
  ['busybox', 'busybox', 'sh'],
].flatMap(([name = '', program = '', ...words]) => {
  const path = onThisMachine(program);
  return path === undefined ? [] : [{ name, shell: [path, ...words] }];
});

const FILE = 'docker-credential-ecr-0.2.0-linux-x64.gz';

describe.each(SHELLS)('run by $name', ({ shell }) => {
  test('installs for the person where the system folder can not be written to', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    const { code, stderr } = await workspace.run({ shell, env });
    const program = join(workspace.ownBin, 'docker-credential-ecr');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: [
        'bootstrap.sh: downloading docker-credential-ecr 0.2.0 for linux-x64',
        `bootstrap.sh: docker-credential-ecr 0.2.0 is installed: ${program}`,
        'bootstrap.sh: neither AWS_SSO_URL nor AWS_ROLE_ARN is set, so nothing was set up; later: docker-credential-ecr install --from-env',
        '',
      ].join('\n'),
    });
    expect(await readFile(program, 'utf8')).toBe(fakeProgram('0.2.0'));
    expect((await stat(program)).mode & 0o777).toBe(0o755);
    expect(Object.keys(workspace.tree())).toEqual(
      expect.not.arrayContaining([expect.stringMatching(/temporary\/|\.docker-credential-ecr\./)]),
    );
  });

  test('installs for everybody where it may, and sets up what the environment says', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    const bin = await workspace.openSystem();
    const { code, stderr } = await workspace.run({
      shell,
      env: { ...env, AWS_ROLE_ARN: 'arn:aws:iam::1:role/r' },
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await readFile(join(bin, 'docker-credential-ecr'), 'utf8')).toBe(fakeProgram('0.2.0'));
    expect(await workspace.ran()).toBe('install --from-env\n');
  });

  test('downloads nothing but the sums when the newest version is there', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.2.0'));
    const before = workspace.tree();
    const { code, stderr } = await workspace.run({ shell, env });
    expect({ code, stderr }).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('0.2.0 is there already'),
    });
    expect(server.requests).toEqual(['SHA256SUMS']);
    expect(workspace.tree()).toEqual(before);
  });

  test('changes nothing when the sum is wrong', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    server.files.set(FILE, Buffer.from('something else'));
    await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.1.0'));
    const before = workspace.tree();
    const { code, stderr } = await workspace.run({ shell, env });
    expect(code).toBe(1);
    expect(stderr).toMatch(/is not what SHA256SUMS says: expected .*docker-credential-ecr 0\.1\.0 stays in/);
    expect(workspace.tree()).toEqual(before);
  });

  test('changes nothing, and leaves nothing, when it is interrupted', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.1.0'));
    const before = workspace.tree();
    const stalled = server.stall(FILE);
    const child = workspace.begin({ shell, env });
    const end = ended(child);
    await stalled;
    child.kill('SIGTERM');
    expect(await end).toMatchObject({ code: 143, stderr: expect.stringContaining('interrupted') });
    expect(workspace.tree()).toEqual(before);
  });
});

test.each<[Record<string, string>, string]>([
  [{}, ''],
  [{ AWS_REGION: 'us-east-1', AWS_ACCOUNT_ID: '111111111111' }, ''],
  [{ AWS_ROLE_ARN: 'r', AWS_WEB_IDENTITY_TOKEN_FILE: '/run/token' }, ''],
  [{ AWS_ROLE_ARN: 'r' }, 'install --from-env\n'],
  [{ IDP_AWS_ROLE_ARN: 'r', AWS_WEB_IDENTITY_TOKEN_FILE: '/run/token' }, 'install --from-env\n'],
  [{ AWS_SSO_URL: 'u' }, 'install --from-env\n'],
  [{ AWS_ROLE_NAME: 'n' }, 'install --from-env\n'],
])('with %j, what is run is "%s"', async (more, ran) => {
  const { workspace, server, env } = scene;
  publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
  expect(await workspace.run({ env: { ...env, ...more } })).toMatchObject({ code: 0 });
  expect(await workspace.ran()).toBe(ran);
});

test('two runs at once both succeed', async () => {
  const { workspace, server, env } = scene;
  publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
  const runs = await Promise.all([1, 2, 3, 4].map(() => workspace.run({ env })));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
  expect(Object.keys(workspace.tree())).toEqual([
    'home/.local',
    'home/.local/bin',
    'home/.local/bin/docker-credential-ecr',
  ]);
});

describe('what was found on PATH', () => {
  test('a directory that is not on it is named', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    const { code, stderr } = await workspace.run({ env: { ...env, PATH: workspace.tools } });
    expect(code).toBe(0);
    expect(stderr).toContain(
      `is not on PATH, and Docker looks for it there: export PATH="${workspace.ownBin}:$PATH"`,
    );
  });

  test('a program that comes before the new one is named', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    await workspace.fake('docker-credential-ecr', fakeProgram('0.1.0'));
    const PATH = `${workspace.tools}:${workspace.ownBin}`;
    const { code, stderr } = await workspace.run({ env: { ...env, PATH } });
    expect(code).toBe(0);
    expect(stderr).toContain(`PATH finds ${workspace.tools}/docker-credential-ecr first`);
  });
});

test.each([['curl'], ['wget']])('%s alone is enough', async (kept) => {
  const { workspace, server, env } = scene;
  if (onThisMachine(kept) === undefined) return;
  await workspace.remove(...['curl', 'wget'].filter((tool) => tool !== kept));
  publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
  expect(await workspace.run({ env })).toMatchObject({ code: 0 });
});

test.each([['sha256sum'], ['shasum'], ['openssl']])('%s alone is enough', async (kept) => {
  const { workspace, server, env } = scene;
  if (onThisMachine(kept) === undefined) return;
  await workspace.remove(...['sha256sum', 'shasum', 'openssl'].filter((tool) => tool !== kept));
  // shasum is a script of perl's, which it looks for on PATH.
  const perl = onThisMachine('perl');
  if (kept === 'shasum' && perl !== undefined) await symlink(perl, join(workspace.tools, 'perl'));
  publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
  expect(await workspace.run({ env })).toMatchObject({ code: 0 });
});
