import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { executableFile, SUMS } from '../../../build/release/names.ts';
import { fakeProgram, publish, type ReleaseServer } from './release-server.ts';
import { bootstrapScene } from './scene.ts';
import type { Workspace } from './workspace.ts';

const scene = bootstrapScene();

const FILE = 'docker-credential-ecr-0.2.0-linux-x64.gz';

interface Failure {
  readonly name: string;
  readonly says: RegExp;
  readonly env?: Record<string, string>;
  set?(server: ReleaseServer, workspace: Workspace): unknown;
}

function sums(server: ReleaseServer, change: (text: string) => string): void {
  server.files.set(SUMS, Buffer.from(change(`${server.files.get(SUMS)}`)));
}

const FAILURES: readonly Failure[] = [
  {
    name: 'no sums at the address',
    says: /can't download http:\/\/127.0.0.1:\d+\/release\/SHA256SUMS: .*404/,
    set: (server) => server.files.delete(SUMS),
  },
  {
    name: 'no executable at the address',
    says: /can't download .*linux-x64\.gz: .*404/,
    set: (server) => server.files.delete(FILE),
  },
  {
    name: 'a download that is cut',
    says: /can't download .*linux-x64\.gz: \S/,
    set: (server) => server.cut.add(FILE),
  },
  {
    name: 'a list of sums that is cut',
    says: /can't download .*SHA256SUMS: \S/,
    set: (server) => server.cut.add(SUMS),
  },
  {
    name: 'a list without this machine',
    says: /SHA256SUMS names no build for linux-x64/,
    set: (server) => sums(server, (text) => text.replace('linux-x64', 'linux-x64-musl')),
  },
  {
    name: 'a page of something else instead of the list',
    says: /SHA256SUMS names no build for linux-x64/,
    set: (server) => sums(server, () => '<html>Sign in to the network</html>\n'),
  },
  {
    name: 'a list without the sum',
    says: /SHA256SUMS has no sum for docker-credential-ecr-0\.2\.0-linux-x64\.gz/,
    set: (server) => sums(server, (text) => text.replace(/^\w{64}/, 'none')),
  },
  {
    name: 'a sum that was cut',
    says: /SHA256SUMS has no sum for/,
    set: (server) => sums(server, (text) => text.replace(/^\w{10}/, '')),
  },
  {
    name: 'a name that leads elsewhere',
    says: /SHA256SUMS names no build for linux-x64/,
    set: (server) => sums(server, (text) => text.replace('0.2.0', '../0.2.0')),
  },
  {
    name: 'an executable that was packed wrongly',
    says: /can't unpack docker-credential-ecr-0\.2\.0-linux-x64\.gz into .*: \S/,
    async set(server) {
      server.files.set(FILE, Buffer.from('no gzip'));
      const { createHash } = await import('node:crypto');
      const sum = createHash('sha256').update('no gzip').digest('hex');
      sums(server, () => `${sum}  ${FILE}\n`);
    },
  },
  {
    name: 'an executable that does not run here',
    says: /linux-x64\.gz does not run on this machine: .*not found/i,
    set: (server) => publish(server, '0.2.0', { 'linux-x64': '#!/no/such/loader\n' }),
  },
  {
    name: 'an executable of another version',
    says: /does not run on this machine: docker-credential-ecr 0\.9\.9/,
    set: (server) => publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.9.9') }),
  },
  {
    name: 'neither curl nor wget',
    says: /neither curl nor GNU wget is here; install curl/,
    set: (_, workspace) => workspace.remove('curl', 'wget'),
  },
  {
    name: "busybox's wget alone, which checks no certificate",
    says: /neither curl nor GNU wget is here/,
    async set(_, workspace) {
      await workspace.remove('curl');
      await workspace.fake('wget', '#!/bin/sh\necho "BusyBox v1.36"\nexit 1\n');
    },
  },
  {
    name: 'no program that makes sums',
    says: /no sha256sum, shasum or openssl is here/,
    set: (_, workspace) => workspace.remove('sha256sum', 'shasum', 'openssl'),
  },
  {
    name: 'a server that nobody is at',
    says: /can't download http:\/\/127\.0\.0\.1:1\/SHA256SUMS: \S/,
    env: { DOCKER_CREDENTIAL_ECR_BASE_URL: 'http://127.0.0.1:1/' },
  },
  {
    name: 'a password in an address that fails, which is not told',
    says: /can't download http:\/\/127\.0\.0\.1:1\/SHA256SUMS: (?!.*s3cret)/,
    env: { DOCKER_CREDENTIAL_ECR_BASE_URL: 'http://me:s3cret@s3cret@127.0.0.1:1' },
  },
  {
    name: 'an address without https',
    says: /ftp:\/\/example\.com\/SHA256SUMS is no address/,
    env: { DOCKER_CREDENTIAL_ECR_BASE_URL: 'ftp://example.com' },
  },
  {
    name: 'an address with a quote in it',
    says: /holds characters that no address has/,
    env: { DOCKER_CREDENTIAL_ECR_BASE_URL: 'https://example.com/"\noutput = "x' },
  },
  {
    name: 'no address at all',
    says: /no release address is known; set DOCKER_CREDENTIAL_ECR_BASE_URL/,
    env: { DOCKER_CREDENTIAL_ECR_BASE_URL: '' },
  },
  {
    name: 'a full disk',
    says: /can't unpack .*: .*(No space left|write error)/,
    async set(_, workspace) {
      await workspace.fake('gzip', '#!/bin/sh\necho "gzip: stdout: No space left on device" >&2\nexit 1\n');
    },
  },
];

describe.each(FAILURES)('$name', ({ says, env: more, set }) => {
  test('is one line, and what was there stays', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.1.0'));
    await set?.(server, workspace);
    const before = workspace.tree();
    const { code, stdout, stderr } = await workspace.run({ env: { ...env, ...more } });
    const lines = stderr.split('\n').filter((line) => !line.includes(': downloading '));
    expect({ code, stdout, lines }).toEqual({
      code: 1,
      stdout: '',
      lines: [expect.stringMatching(says), ''],
    });
    expect(stderr).not.toContain('s3cret');
    expect(workspace.tree()).toEqual(before);
  });

  test('leaves nothing where nothing was', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    await set?.(server, workspace);
    expect(await workspace.run({ env: { ...env, ...more } })).toMatchObject({ code: 1 });
    expect(workspace.tree()).toEqual({});
  });
});

describe('GNU wget in place of curl', () => {
  test.each([
    ['that finds nothing', (server: ReleaseServer) => server.files.delete(FILE), /: .*404/],
    ['that is cut off', (server: ReleaseServer) => server.cut.add(FILE), /: \S/],
    ['that finds no list', (server: ReleaseServer) => server.files.delete(SUMS), /: .*404/],
  ])('%s is one line, and what was there stays', async (_, set, says) => {
    const { workspace, server, env } = scene;
    await workspace.remove('curl');
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.1.0'));
    set(server);
    const before = workspace.tree();
    const { code, stderr } = await workspace.run({ env });
    const [line, ...more] = stderr.split('\n').filter((each) => !each.includes(': downloading '));
    expect({ code, line, more }).toEqual({
      code: 1,
      line: expect.stringMatching(/can't download /),
      more: [''],
    });
    expect(line).toMatch(says);
    expect(workspace.tree()).toEqual(before);
  });
});

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

describe('a machine', () => {
  const glibc = 'echo "ldd (GNU libc) 2.36"';
  const musl = 'echo "musl libc (x86_64)" >&2; exit 1';
  test.each([
    ['Linux', 'x86_64', glibc, 'linux-x64'],
    ['Linux', 'amd64', glibc, 'linux-x64'],
    ['Linux', 'aarch64', glibc, 'linux-arm64'],
    ['Linux', 'x86_64', musl, 'linux-x64-musl'],
    ['Linux', 'arm64', musl, 'linux-arm64-musl'],
    ['Darwin', 'arm64', 'exit 1', 'darwin-arm64'],
    ['Darwin', 'x86_64', 'exit 1', 'darwin-x64'],
  ])('of %s on %s (%s) gets %s', async (system, cpu, ldd, target) => {
    const { workspace, server, env } = scene;
    const targets = [
      'linux-x64',
      'linux-arm64',
      'linux-x64-musl',
      'linux-arm64-musl',
      'darwin-arm64',
      'darwin-x64',
    ];
    publish(server, '0.2.0', Object.fromEntries(targets.map((name) => [name, fakeProgram('0.2.0')])));
    await workspace.fake('uname', `#!/bin/sh\n[ "$1" = -s ] && echo ${system} || echo ${cpu}\n`);
    await workspace.fake('ldd', `#!/bin/sh\n${ldd}\n`);
    await workspace.fake('sysctl', '#!/bin/sh\nexit 1\n');
    expect(await workspace.run({ env })).toMatchObject({ code: 0 });
    expect(server.requests).toEqual([SUMS, executableFile('0.2.0', { name: target })]);
  });

  test('that translates for an arm64 processor gets darwin-arm64', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'darwin-arm64': fakeProgram('0.2.0') });
    await workspace.fake('uname', '#!/bin/sh\n[ "$1" = -s ] && echo Darwin || echo x86_64\n');
    await workspace.fake('sysctl', '#!/bin/sh\necho 1\n');
    expect(await workspace.run({ env })).toMatchObject({ code: 0 });
  });

  test('of macOS on x86-64 that refuses the signature gets one that fits', async () => {
    const { workspace, server, env } = scene;
    await workspace.fake('uname', '#!/bin/sh\n[ "$1" = -s ] && echo Darwin || echo x86_64\n');
    await workspace.fake('sysctl', '#!/bin/sh\nexit 1\n');
    const refused = '#!/bin/sh\n[ -e "$0.signed" ] || kill -9 $$\necho docker-credential-ecr 0.2.0\n';
    publish(server, '0.2.0', { 'darwin-x64': refused });
    expect(await workspace.run({ env })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/does not run/),
    });
    await workspace.fake('codesign', '#!/bin/sh\n[ "$1 $2 $3" = "--force --sign -" ] && : >"$4.signed"\n');
    expect(await workspace.run({ env })).toMatchObject({ code: 0 });
  });

  test.each([
    ['FreeBSD', 'x86_64', /there is no build for FreeBSD/],
    ['Linux', 'riscv64', /there is no build for riscv64/],
  ])('of %s on %s has no build', async (system, cpu, says) => {
    const { workspace, server, env } = scene;
    await workspace.fake('uname', `#!/bin/sh\n[ "$1" = -s ] && echo ${system} || echo ${cpu}\n`);
    expect(await workspace.run({ env })).toMatchObject({ code: 1, stderr: expect.stringMatching(says) });
    expect(server.requests).toEqual([]);
  });
});

describe('arguments', () => {
  test('that are unknown end with 2, and the usage', async () => {
    const { workspace, server, env } = scene;
    const { code, stderr } = await workspace.run({ env, args: ['--with-everything'] });
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^bootstrap\.sh: unknown option --with-everything\nUsage: /),
    });
    expect(server.requests).toEqual([]);
  });

  test('--help tells of every setting', async () => {
    const { workspace } = scene;
    const { code, stdout, stderr } = await workspace.run({ args: ['--help'] });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const script = await readFile(workspace.script, 'utf8');
    const settings = new Set(script.match(/\bDOCKER_CREDENTIAL_ECR_[A-Z_]+/g));
    expect(settings.size).toBeGreaterThan(3);
    for (const setting of settings) expect(stdout).toContain(setting);
  });

  test('--no-from-env sets nothing up', async () => {
    const { workspace, server, env } = scene;
    publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
    const set = { ...env, AWS_SSO_URL: 'https://acme.awsapps.com/start' };
    expect(await workspace.run({ env: set, args: ['--no-from-env'] })).toMatchObject({ code: 0 });
    expect(await workspace.ran()).toBe('');
  });
});

test('a failure to set up is a failure', async () => {
  const { workspace, server, env } = scene;
  const program =
    '#!/bin/sh\n[ "$1" = --version ] && echo docker-credential-ecr 0.2.0 || { echo no >&2; exit 2; }\n';
  publish(server, '0.2.0', { 'linux-x64': program });
  const { code, stderr } = await workspace.run({ env: { ...env, IDP_AWS_ROLE_ARN: 'x' } });
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringMatching(/\nno\n$/) });
});

test('a script that was cut anywhere does nothing', async () => {
  const { workspace, server, env } = scene;
  publish(server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
  const lines = (await readFile(workspace.script, 'utf8')).trimEnd().split('\n');
  expect(lines.at(-1)).toBe('main "$@"');
  for (const part of [0.3, 0.6, 0.9, 0.99]) {
    await writeFile(workspace.script, lines.join('\n').slice(0, lines.join('\n').length * part));
    await workspace.run({ env });
  }
  expect(server.requests).toEqual([]);
  expect(workspace.tree()).toEqual({});
  await rm(workspace.script);
});
