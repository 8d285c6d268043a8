import { createRequire } from 'node:module';
import { describe, expect, test } from '@jest/globals';
import { fileInPackage, packageVersion } from '../../build/npm-package.ts';
import { hostTarget, TARGETS, targetFor } from '../../build/targets.ts';

const require = createRequire(import.meta.url);
const { optionalDependencies: pinned } = require('../../package.json') as {
  optionalDependencies: Record<string, string>;
};
const { optionalDependencies: bunPrograms } = require(fileInPackage('bun', 'package.json')) as {
  optionalDependencies: Record<string, string>;
};

describe('the target for a machine', () => {
  test.each([
    [{ os: 'linux', cpu: 'x64', libc: 'glibc' }, 'linux-x64'],
    [{ os: 'linux', cpu: 'x64', libc: 'musl' }, 'linux-x64-musl'],
    [{ os: 'linux', cpu: 'arm64', libc: 'glibc' }, 'linux-arm64'],
    [{ os: 'darwin', cpu: 'arm64' }, 'darwin-arm64'],
  ] as const)('%j is %s', (machine, name) => {
    expect(targetFor(machine).name).toBe(name);
  });

  test.each([
    [{ os: 'linux', cpu: 'riscv64', libc: 'glibc' }, 'linux-riscv64-glibc'],
    [{ os: 'aix', cpu: 'x64' }, 'aix-x64'],
  ] as const)('that is not in the table is an error that names it: %j', (machine, name) => {
    expect(() => targetFor(machine)).toThrow(name);
  });

  test('that runs this has its operating system and processor', () => {
    expect(hostTarget()).toMatchObject({ os: process.platform, cpu: process.arch });
  });
});

describe('the table', () => {
  test('names each target once', () => {
    const names = TARGETS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test.each(TARGETS)('names a package of the pinned bun for $name', ({ bunPackage }) => {
    expect(bunPrograms).toHaveProperty([bunPackage]);
  });

  test.each(TARGETS.filter(({ nodePackage }) => nodePackage))(
    'names a pinned Node.js for $name',
    (target) => {
      expect(pinned[target.nodePackage ?? '']).toMatch(/^24\.\d+\.\d+$/);
    },
  );

  test('names each pinned Node.js', () => {
    expect(TARGETS.map(({ nodePackage }) => nodePackage)).toEqual(
      expect.arrayContaining(Object.keys(pinned).filter((name) => name.startsWith('node-'))),
    );
  });
});

describe('an npm package', () => {
  test('has the version that package.json pins', () => {
    const { nodePackage = '' } = hostTarget();
    expect(packageVersion(nodePackage)).toBe(pinned[nodePackage]);
  });

  test('that is not installed is an error that says what to do', () => {
    expect(() => fileInPackage('no-such-package', 'bin/node')).toThrow(/no-such-package.*make install/);
  });
});
