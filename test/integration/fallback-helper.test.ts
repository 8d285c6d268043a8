import { copyFile, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { runShell } from './as-person.ts';
import { forEachExecutable } from './each-executable.ts';
import { run } from './executables.ts';
import { useKeys } from './failure.ts';
import { expectCleanLine, expectFailure, passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { startAs } from './running.ts';

jest.setTimeout(60_000);

const CONFIG = '.config/docker-credential-ecr/config.json';
const DOCKER_HUB = 'https://index.docker.io/v1/';
const NOT_FOUND = { code: 1, stdout: 'credentials not found in native keychain\n', stderr: '' };

forEachExecutable((scene) => {
  /** The configuration file names the helper, which is this script, if there is one. */
  const useHelper = async (script: string | undefined, name = 'other') => {
    await scene.person.write(CONFIG, JSON.stringify({ fallbackHelper: name }));
    if (script !== undefined)
      await scene.person.addProgram(`docker-credential-${name}`, `#!/bin/sh\n${script}\n`);
  };
  const written = (name: string) => readFile(join(scene.person.folder, name));
  const wasAsked = () => written('asked').then(String, () => '');

  /** Notes what it was asked, answers with bytes that are no text, and fails in its own way. */
  const TALKER =
    "echo \"$@\" >>asked; cat >seen; printf 'out\\377\\000\\n'; printf 'err\\376\\n' >&2; exit 7";

  describe('passes on', () => {
    test.each([
      ['get', `${DOCKER_HUB}\\r\\n`],
      ['get', '  x.example.com\\377'],
      ['erase', DOCKER_HUB],
      ['store', ` {"ServerURL":"${DOCKER_HUB}", "Username":"jo\\377","Secret":"s", "More":[1]}\\n`],
      ['store', `{"ServerURL":"${DOCKER_HUB}","Username":"","Secret":""}`],
    ])('a %s of %s and its answer, byte by byte', async (verb, input) => {
      await useHelper(TALKER);
      const ended = await runShell(scene, `printf '${input}' >in; "$0" ${verb} <in >out 2>err`);
      expect(ended.code).toBe(7);
      expect(await wasAsked()).toBe(`${verb}\n`);
      expect(await written('seen')).toEqual(await written('in'));
      expect(await written('out')).toEqual(Buffer.from('out\xff\0\n', 'latin1'));
      expect(await written('err')).toEqual(Buffer.from('err\xfe\n', 'latin1'));
    });

    test('an answer before the helper ends', async () => {
      await useHelper('cat >/dev/null; echo first; read line <fifo; echo "$line"');
      const script = `mkfifo fifo; echo x.example.com | "$0" get | { read first; echo second >fifo; cat; }`;
      expect(await runShell(scene, script)).toEqual({ code: 0, stdout: 'second\n', stderr: '' });
    });

    test('a request that the helper does not read', async () => {
      await useHelper('echo no; exit 1');
      expect(await scene.person.run('get', DOCKER_HUB)).toEqual({ code: 1, stdout: 'no\n', stderr: '' });
    });

    test('that a signal ended the helper, as shells do', async () => {
      await useHelper('kill -9 $$');
      expect(await scene.person.run('get', DOCKER_HUB)).toEqual({ code: 137, stdout: '', stderr: '' });
    });

    test('the environment', async () => {
      await useHelper('echo "$HELLO $DOCKER_CONFIG"');
      const env = { HELLO: 'hello', DOCKER_CONFIG: '/etc/docker' };
      expect(await scene.person.run('get', DOCKER_HUB, env)).toMatchObject({ stdout: 'hello /etc/docker\n' });
    });
  });

  test('what has to do with no registry only is not kept from it by AWS_ECR_IGNORE_CREDS_STORAGE', async () => {
    await useHelper(TALKER);
    const env = { AWS_ECR_IGNORE_CREDS_STORAGE: 'true' };
    await scene.person.run('erase', DOCKER_HUB, env);
    await scene.person.run(
      'store',
      JSON.stringify({ ServerURL: DOCKER_HUB, Username: 'jo', Secret: 's' }),
      env,
    );
    expect(await wasAsked()).toBe('erase\nstore\n');
  });

  test('is not asked about registries, and not for input that names no host', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    await useHelper(TALKER);
    const got = await person.run('get');
    expect(aws.checkPassword(passwordIn(got), ACCOUNT, 'us-east-1')).toBe('good');
    const stored = JSON.stringify({ ServerURL: REGISTRY, Username: 'AWS', Secret: 'pasted' });
    expect(await person.run('store', stored)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await person.run('erase')).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await person.run('get', 'public.ecr.aws', { AWS_ACCESS_KEY_ID: undefined })).toEqual(NOT_FOUND);
    expect(await person.run('get', ' ')).toMatchObject({ stdout: 'no credentials server URL\n' });
    expect(await person.run('store', '{"Username":"jo"}')).toMatchObject({
      stdout: 'no credentials server URL\n',
    });
    expectFailure(await person.run('store', 'nonsense'));
    expect(await wasAsked()).toBe('');
  });

  test('has the time that a person needs', async () => {
    await useHelper('sleep 1.3; echo answer');
    const env = { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1' };
    expect(await scene.person.run('get', DOCKER_HUB, env)).toEqual({
      code: 0,
      stdout: 'answer\n',
      stderr: '',
    });
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends with this program on %s', async (signal) => {
    await useHelper('echo "helper $$"; exec sleep 60');
    // Not in a shell's background, where SIGINT is ignored.
    const running = startAs(
      scene.person,
      process.execPath,
      [
        '-e',
        `const child = require('node:child_process').spawn(process.env.HELPER, ['get'], { stdio: ['pipe', 'inherit', 'inherit'] });
       child.stdin.end('${DOCKER_HUB}');
       console.log('program ' + child.pid);
       child.on('exit', (code, signal) => console.log('status ' + (code ?? signal)));`,
      ],
      { HELPER: scene.path },
    );
    const [, program = ''] = await running.says(/program (\d+)/);
    const [, helper = ''] = await running.says(/helper (\d+)/);
    process.kill(Number(program), signal);
    const status = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal];
    expect((await running.ended).stdout).toContain(`status ${status}\n`);
    expect(() => process.kill(Number(helper), 0)).toThrow('ESRCH');
  });

  describe('list', () => {
    const kept = async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      await person.run('get');
    };
    const OURS = `"${REGISTRY}":"AWS"`;

    test('has what the helper lists, but for registries', async () => {
      await kept();
      const other = REGISTRY.replace('us-east-1', 'eu-west-1');
      await useHelper(
        `[ "$*" = list ] && cat && echo '{"${DOCKER_HUB}":"jo","https://${REGISTRY}":"old","${other}":"AWS","public.ecr.aws":"AWS"}'`,
      );
      const stdout = `{${OURS},"${DOCKER_HUB}":"jo"}\n`;
      expect(await scene.person.run('list', '')).toEqual({ code: 0, stdout, stderr: '' });
    });

    test.each([
      ['fails', 'echo locked; exit 1', 'could not list what it has: locked'],
      ['prints nonsense', 'echo hello', 'listed something else'],
      ['prints without end', 'yes', 'listed something else'],
      ['hangs', 'sleep 60', 'did not list what it has within 1 s'],
      ['is not there', undefined, 'is not on PATH'],
    ])('has what is kept here when the helper %s', async (_, script, says) => {
      await kept();
      await useHelper(script);
      const { stderr, ...rest } = await scene.person.run('list', '', { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1' });
      expect(rest).toEqual({ code: 0, stdout: `{${OURS}}\n` });
      expectCleanLine(stderr);
      expect(stderr).toContain(
        `docker-credential-other, the fallbackHelper of ${scene.person.home}/${CONFIG}, ${says}`,
      );
    });
  });

  test('a helper that is not there is told on both streams, with the file that names it', async () => {
    await useHelper(undefined);
    const line = expectFailure(await scene.person.run('get', DOCKER_HUB));
    const file = `${scene.person.home}/${CONFIG}`;
    expect(line).toBe(
      `docker-credential-ecr: docker-credential-other, the fallbackHelper of ${file}, is not on PATH; put it on PATH, or correct fallbackHelper in ${file}\n`,
    );
    expectFailure(await scene.person.run('erase', DOCKER_HUB));
    expectFailure(
      await scene.person.run('store', JSON.stringify({ ServerURL: DOCKER_HUB, Username: 'a', Secret: 'b' })),
    );
  });

  test('a helper that can not be started', async () => {
    await scene.person.addProgram('docker-credential-other', '#!/no/such/interpreter\n');
    await scene.person.write(CONFIG, '{"fallbackHelper":"other"}');
    expect(expectFailure(await scene.person.run('get', DOCKER_HUB))).toContain("can't be started (ENOENT)");
  });

  test('a helper that is no program for this machine', async () => {
    await scene.person.addProgram('docker-credential-other', '\x7fELF of another machine\n');
    await scene.person.write(CONFIG, '{"fallbackHelper":"other"}');
    const got = await scene.person.run('get', DOCKER_HUB);
    // Node.js hands it to a shell, whose words these are then.
    expect(got.code).toBeGreaterThan(0);
    expect(got.stderr).not.toContain('unexpected');
    const listed = await scene.person.run('list', '');
    expect(listed).toMatchObject({ code: 0, stdout: '{}\n' });
    expect(listed.stderr).toContain('the fallbackHelper of');
  });

  describe('never leads back here:', () => {
    const named = () => join(scene.person.programs, 'docker-credential-ecr-login');

    test('over a link', async () => {
      await symlink(scene.path, named());
      await useHelper(undefined, 'ecr-login');
      expect(expectFailure(await scene.person.run('get', DOCKER_HUB))).toContain(
        'is this program itself by another name',
      );
    });

    test('over a copy', async () => {
      await copyFile(scene.path, named());
      await useHelper(undefined, 'ecr-login');
      expect(expectFailure(await scene.person.run('get', DOCKER_HUB))).toContain(
        'is this program itself by another name',
      );
    });

    test('over a helper that asks this program', async () => {
      await useHelper(`exec '${scene.path}' "$@"`);
      expect(expectFailure(await scene.person.run('get', DOCKER_HUB))).toContain('has asked this program');
      const listed = await run(scene.path, ['list'], {
        cwd: scene.person.folder,
        env: scene.person.environment(),
      });
      expect(listed).toMatchObject({ code: 0, stdout: '{}\n' });
    });
  });
});
