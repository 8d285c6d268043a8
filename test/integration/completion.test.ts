import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runShell } from './as-person.ts';
import { forEachExecutable, type Scene } from './each-executable.ts';
import { REGISTRY } from './person.ts';

const IDENTITIES = { 'dev admin': { profile: 'dev' }, $USER: { profile: 'dev' } };
const REGISTRIES = { 'dev/ecr': { host: REGISTRY }, all: { host: '*.amazonaws.com' } };

/** Somebody with names of every kind, some of which a shell must not take at their word. */
async function prepare({ person, path }: Scene): Promise<void> {
  await symlink(path, join(person.programs, 'docker-credential-ecr'));
  await person.write('.aws/config', '[default]\nregion = a\n[profile $(touch ran)]\nregion = b\n');
  await person.write(
    '.config/docker-credential-ecr/config.json',
    JSON.stringify({ identities: IDENTITIES, registries: REGISTRIES }),
  );
  await person.write('.docker/config.json', '{"credHelpers":{"public.ecr.aws":"ecr","ghcr.io":"pass"}}');
}

/** What bash offers for the last of the words, as it would be put on the line. */
async function offered(scene: Scene, line: string): Promise<string[]> {
  const script = `eval "$(docker-credential-ecr completion bash)"
    COMP_WORDS=(docker-credential-ecr ${line}) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _docker_credential_ecr
    printf "%s\\n" "\${COMPREPLY[@]}"`;
  const { code, stdout, stderr } = await runShell(scene, `exec bash --norc -c '${script}'`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').filter((word) => word !== '');
}

forEachExecutable((scene) => {
  describe('completion in bash', () => {
    test.each<[string, string[]]>([
      ['ver', ['version']],
      ['login --pro', ['--profile']],
      ['login --profile ""', ['default', '\\$\\(touch\\ ran\\)']],
      ['login --identity ""', ['dev\\ admin', '\\$USER']],
      ['login d', ['dev/ecr']],
      ['login p', ['public.ecr.aws']],
      ['completion z', ['zsh']],
      ['help lo', expect.arrayContaining(['login']) as unknown as string[]],
      ['nonsense ""', []],
    ])('of: %s', async (line, expected) => {
      await prepare(scene);
      expect(await offered(scene, line)).toEqual(expected);
    });

    test('offers what can be read where something cannot', async () => {
      await prepare(scene);
      await scene.person.write('.config/docker-credential-ecr/config.json', '{');
      expect(await offered(scene, 'login p')).toEqual(['public.ecr.aws']);
      expect(await offered(scene, 'login --identity ""')).toEqual([]);
    });
  });

  test.each(['bash', 'zsh', 'fish'])('the script for %s is what that shell takes', async (shell) => {
    const { code, stdout } = await runShell(scene, `"$0" completion ${shell}`);
    expect(code).toBe(0);
    const isThere = (await runShell(scene, `command -v ${shell}`)).code === 0;
    if (!isThere) return expect(stdout).toContain('docker-credential-ecr');
    expect(await runShell(scene, `"$0" completion ${shell} > script && ${shell} -n script`)).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
  });

  test.each([
    ['', 'name a shell: bash, zsh, fish'],
    ['tcsh', 'there is no "tcsh"; there are bash, zsh, fish'],
  ])('refuses: completion %s', async (shell, why) => {
    const { code, stdout, stderr } = await runShell(scene, `"$0" completion ${shell}`);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      `docker-credential-ecr: completion: ${why}; run: docker-credential-ecr completion --help\n`,
    );
  });
});
