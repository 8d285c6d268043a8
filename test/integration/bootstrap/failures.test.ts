import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { SUMS } from '../../../build/release/names.ts';
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

describe('where the newest version can not be had', () => {
  const SSO = { AWS_SSO_URL: 'https://acme.awsapps.com/start' };
  const offline = { DOCKER_CREDENTIAL_ECR_BASE_URL: 'http://127.0.0.1:1', ...SSO };

  test('the version that is there is set up all the same', async () => {
    const { workspace } = scene;
    await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.1.0'));
    const { code, stderr } = await workspace.run({ env: offline });
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(/can't download .*0\.1\.0 stays in/),
    });
    expect(await workspace.ran()).toBe('install --from-env\n');
  });

  test.each([
    { name: 'not with --no-from-env', args: ['--no-from-env'], version: '0.1.0' },
    { name: 'not where there is none', args: [], version: undefined },
  ])('$name', async ({ args, version }) => {
    const { workspace } = scene;
    if (version) await workspace.put(join(workspace.ownBin, 'docker-credential-ecr'), fakeProgram(version));
    expect(await workspace.run({ args, env: offline })).toMatchObject({ code: 1 });
    expect(await workspace.ran()).toBe('');
  });
});
