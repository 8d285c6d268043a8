import { readFile, rm, writeFile } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { fakeProgram, publish } from './release-server.ts';
import { bootstrapScene } from './scene.ts';

const scene = bootstrapScene();

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
