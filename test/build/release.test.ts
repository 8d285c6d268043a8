import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { PROJECT } from '../../build/paths.ts';
import { assertIntegrity, lockedPackage } from '../../build/release/bun-of-target.ts';
import { executableFile, sumsOfVersion, sumsText, withReleaseAddress } from '../../build/release/names.ts';
import { namedTargets, TARGETS } from '../../build/targets.ts';

describe('the names of a release', () => {
  test.each([
    ['linux-x64', 'docker-credential-ecr-1.2.3-linux-x64.gz'],
    ['linux-arm64-musl', 'docker-credential-ecr-1.2.3-linux-arm64-musl.gz'],
    ['darwin-arm64', 'docker-credential-ecr-1.2.3-darwin-arm64.gz'],
  ])('for %s is %s', (name, file) => {
    expect(executableFile('1.2.3', { name })).toBe(file);
  });

  test('has a list of its own for each version', () => {
    expect(sumsOfVersion('1.2.3')).toBe('docker-credential-ecr-1.2.3-SHA256SUMS');
  });

  test('are in the list with their sums, as sha256sum writes it', () => {
    expect(sumsText({ 'b.gz': 'bb', 'a.gz': 'aa' })).toBe('aa  a.gz\nbb  b.gz\n');
  });
});

describe('the targets of a release', () => {
  test('are all when none is named', () => {
    expect(namedTargets([])).toBe(TARGETS);
  });

  test('are those that are named', () => {
    expect(namedTargets(['darwin-x64', 'linux-x64']).map(({ name }) => name)).toEqual([
      'linux-x64',
      'darwin-x64',
    ]);
  });

  test('must exist', () => {
    expect(() => namedTargets(['linux-x86'])).toThrow(/no target "linux-x86"\. There are: linux-x64, /);
  });
});

describe("the release's address", () => {
  const script = () => readFile(join(PROJECT, 'scripts', 'bootstrap.sh'), 'utf8');

  test('is not known to the script of the repository', async () => {
    expect(await script()).toMatch(/^RELEASE_URL=''$/m);
  });

  test('is written into that of a release', async () => {
    const text = withReleaseAddress(await script(), 'https://example.com/releases/latest/download/');
    expect(text).toMatch(/^RELEASE_URL='https:\/\/example\.com\/releases\/latest\/download'$/m);
    expect(text.replace(/^RELEASE_URL=.*$/m, "RELEASE_URL=''")).toBe(await script());
  });

  test.each([
    ['http://example.com'],
    ['example.com'],
    ["https://example.com/'; rm -rf /; '"],
    ['https://me:secret@example.com/'],
    ['https://example.com/$&'],
  ])('can not be %s', async (address) => {
    const text = await script();
    expect(() => withReleaseAddress(text, address)).toThrow(/RELEASE_URL must be an https address/);
  });

  test('needs a place in the script', () => {
    expect(() => withReleaseAddress('#!/bin/sh\n', 'https://example.com')).toThrow(/no line RELEASE_URL/);
  });
});

describe("bun's program for another machine", () => {
  test.each(TARGETS)('is in the lock file for $name', async ({ bunPackage }) => {
    const [locked, bun] = await Promise.all([lockedPackage(bunPackage), lockedPackage('bun')]);
    expect(locked.version).toBe(bun.version);
    expect(locked.integrity).toMatch(/^sha512-/);
  });

  test('must have the sum that is there', () => {
    const sum = `sha512-${createHash('sha512').update('right').digest('base64')}`;
    expect(() => assertIntegrity(Buffer.from('right'), sum, 'bun')).not.toThrow();
    expect(() => assertIntegrity(Buffer.from('wrong'), sum, 'bun')).toThrow(
      /bun: package-lock\.json has sha512-/,
    );
  });

  test('must be a package that is there', async () => {
    await expect(lockedPackage('@oven/bun-none')).rejects.toThrow(/no @oven\/bun-none/);
  });
});
