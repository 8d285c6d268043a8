import { describe, expect, jest, test } from '@jest/globals';
import { runAtTerminal } from './at-terminal.ts';
import { configure } from './configured-identities.ts';
import { forEachExecutable } from './each-executable.ts';
import { useKeys } from './failure.ts';
import { IDENTITIES } from './identities.ts';
import { leaveSeconds, onlyCacheFile } from './kept-tokens.ts';
import { REGISTRY } from './person.ts';
import { useUnsignedSso } from './sso-person.ts';
import { statusRuns } from './status-run.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

forEachExecutable((scene) => {
  const { status, statusJson, install } = statusRuns(scene);

  describe('offline', () => {
    test.each(IDENTITIES)('tells who serves a registry: $name', async ({ setUp }) => {
      const { person, aws } = scene;
      await setUp(person, aws);
      await install(REGISTRY);
      const before = await treeOf(person.folder);
      const { registries, codes } = await statusJson();
      expect(registries).toMatchObject([{ registry: REGISTRY, identity: expect.any(String) }]);
      expect(registries[0]).not.toHaveProperty('check');
      expect(codes).toEqual([]);
      expect(aws.requests).toEqual([]);
      expect(await treeOf(person.folder)).toEqual(before);
    });

    test('tells how old the token is', async () => {
      const { person, aws } = scene;
      await useKeys(scene.person, scene.aws);
      await install(REGISTRY);
      await person.run('get');
      aws.clearRequests();
      const states = [];
      for (const seconds of [43_000, 20_000, 60, -60]) {
        await leaveSeconds(await onlyCacheFile(person), seconds);
        const { registries } = await statusJson();
        states.push(registries[0]?.token.state);
      }
      expect(states).toEqual(['fresh', 'aging', 'expiring', 'expired']);
      expect(aws.requests).toEqual([]);
    });

    test('tells of a pasted token', async () => {
      await useKeys(scene.person, scene.aws);
      await install(REGISTRY);
      const pasted = { ServerURL: REGISTRY, Username: 'AWS', Secret: 'pasted-secret' };
      await scene.person.run('store', JSON.stringify(pasted));
      const { stdout } = await status();
      expect(stdout).toMatch(/ {2}token +expires in 11h59m; it was pasted/);
      expect(stdout).not.toContain('pasted-secret');
    });

    test('tells of an SSO session that nobody signed in to', async () => {
      const { person, aws } = scene;
      await useUnsignedSso(person, aws);
      await install(REGISTRY);
      const { code, codes, findings, registries } = await statusJson();
      expect({ code, codes }).toEqual({ code: 1, codes: ['sso-sign-in-needed'] });
      expect(findings[0]?.remedy).toContain('docker-credential-ecr login --profile dev');
      expect(registries[0]?.sso).toEqual({ session: 'acme', expiresAt: null, renewable: false });
    });

    test('reports the rest where a file is wrong', async () => {
      await useKeys(scene.person, scene.aws);
      await install(REGISTRY);
      await configure(scene.person, '{"registries":');
      const { code, codes, registries } = await statusJson();
      expect({ code, codes }).toEqual({ code: 1, codes: ['config-invalid'] });
      expect(registries).toMatchObject([{ registry: REGISTRY, identity: null }]);
    });

    test('says that it is not on PATH, or that another is', async () => {
      await useKeys(scene.person, scene.aws);
      expect((await statusJson()).codes).toEqual(['helper-not-on-path']);
      await scene.person.addProgram('docker-credential-ecr', '#!/bin/sh\nexit 1\n');
      expect((await statusJson()).codes).toEqual(['helper-shadowed']);
    });
  });

  test('is coloured on a terminal, unless NO_COLOR says otherwise', async () => {
    await install(REGISTRY);
    const env = scene.person.environment();
    const shown = async (more: Record<string, string>) => {
      const run = runAtTerminal(`TERM=xterm '${scene.path}' status`, {
        cwd: scene.person.folder,
        env: { ...env, ...more },
      });
      await run.ended;
      return run.shown();
    };
    expect(await shown({})).toContain('\u001b[1m');
    expect(await shown({ NO_COLOR: '1' })).not.toContain('\u001b');
    expect((await status()).stdout).not.toContain('\u001b');
  });

  test.each<[readonly string[], string]>([
    [['--jsn'], 'there is no option --jsn (did you mean --json?)'],
    [['example.com'], '"example.com" is no ECR registry'],
    [['--json=yes'], '--json'],
  ])('calls %j a mistake', async (args, says) => {
    const { code, stdout, stderr } = await status(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(
      /^docker-credential-ecr: status: [^\n]*; run: docker-credential-ecr status --help\n$/,
    );
    expect(stderr).toContain(says);
  });
});
