import { describe, expect, test } from '@jest/globals';
import { executableFile, SUMS } from '../../../build/release/names.ts';
import { fakeProgram, publish } from './release-server.ts';
import { bootstrapScene } from './scene.ts';

const scene = bootstrapScene();

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
