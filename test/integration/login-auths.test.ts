import { chmod, lstat, mkdir, readdir, readFile, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, jest, test } from '@jest/globals';
import { configure } from './configured-identities.ts';
import { forEachExecutable } from './each-executable.ts';
import { passwordIn } from './one-line.ts';
import { REGISTRY } from './person.ts';
import { startAs } from './running.ts';

jest.setTimeout(60_000);

const REGION = 'eu-central-1';
const hostOf = (accountId: string) => `${accountId}.dkr.ecr.${REGION}.amazonaws.com`;
const OTHER = hostOf('222222222222');

forEachExecutable((scene) => {
  const login = (args: readonly string[], env: Record<string, string> = {}) =>
    startAs(scene.person, scene.path, ['login', ...args], env).ended;
  const path = () => join(scene.person.home, '.docker/config.json');
  const text = () => readFile(path(), 'utf8');
  const mode = async () => (await stat(path())).mode & 0o777;
  /** What a client that knows no helpers finds. */
  const found = async (host: string) => {
    const { auth = '' } = JSON.parse(await text()).auths[host] ?? {};
    const [user, ...password] = Buffer.from(auth, 'base64').toString().split(':');
    return { user, password: password.join(':') };
  };

  beforeEach(async () => {
    const { person, aws } = scene;
    const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: '111111111111' });
    Object.assign(person.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    await configure(person, { registries: { 'dev/ecr': { host: REGISTRY } } });
  });

  test('writes the tokens of all registries, which logout takes away again', async () => {
    const { person, aws, secrets } = scene;
    const { code, stdout, stderr } = await login(['dev/ecr', OTHER, '--write-auths']);
    expect(stdout.split('\n').slice(2)).toEqual([
      `${path()}: wrote the passwords of ${REGISTRY}, ${OTHER} under auths`,
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await mode()).toBe(0o600);
    for (const host of [REGISTRY, OTHER]) {
      const password = passwordIn(await person.run('get', host));
      expect(await found(host)).toEqual({ user: 'AWS', password });
      expect(aws.findPassword(password)).toBeDefined();
    }
    expect(secrets.foundIn(stdout + stderr)).toEqual([]);
    expect(await readdir(join(person.home, '.docker'))).toEqual(['config.json']);

    const again = await login(['dev/ecr', OTHER, '--write-auths'], { DOCKER_CREDENTIAL_ECR_DEBUG: '1' });
    expect(secrets.foundIn(again.stdout + again.stderr)).toEqual([]);
    expect(again.stdout).toContain(
      `${path()}: has the passwords of ${REGISTRY}, ${OTHER} under auths already\n`,
    );
    await startAs(person, scene.path, ['logout', '--all']).ended;
    expect(await text()).toBe('{}\n');
  });

  test("keeps what else is in Docker's config, its layout and its link", async () => {
    const { person } = scene;
    const real = await person.write(
      'dotfiles/docker.json',
      `{\n  "auths": {\n    "example.com": {"auth": "am86d29yZA=="}\n  },\n  "currentContext": "x"\n}`,
    );
    await mkdir(join(person.home, '.docker'));
    await symlink(real, path());
    expect(await login([REGISTRY, '--write-auths'])).toMatchObject({ code: 0 });
    expect((await lstat(path())).isSymbolicLink()).toBe(true);
    const { auths } = JSON.parse(await text());
    expect(await text()).toBe(
      `{\n  "auths": {\n    "example.com": {"auth": "am86d29yZA=="},\n    "${REGISTRY}": {\n      "auth": "${auths[REGISTRY].auth}"\n    }\n  },\n  "currentContext": "x"\n}`,
    );
  });

  test('makes a file that others could read private, which is said, also when nothing new is written', async () => {
    const { person } = scene;
    await person.write('.docker/config.json', '{}', 0o644);
    const says = /; others could read the file, now you alone can \(0600\)\n/;
    expect((await login([REGISTRY, '--write-auths'])).stdout).toMatch(says);
    expect(await mode()).toBe(0o600);
    await chmod(path(), 0o664);
    expect((await login([REGISTRY, '--write-auths'])).stdout).toMatch(says);
    expect(await mode()).toBe(0o600);
    expect((await login([REGISTRY, '--write-auths'])).stdout).not.toMatch(says);
  });

  test('says of which registries Docker asks a helper instead', async () => {
    const { person } = scene;
    const helpers = { credHelpers: { [REGISTRY]: 'ecr' }, credsStore: 'pass' };
    await person.write('.docker/config.json', JSON.stringify(helpers));
    const { code, stderr } = await login([REGISTRY, OTHER, '--write-auths']);
    const line = (host: string, helper: string) =>
      `docker-credential-ecr: Docker itself does not use what is under auths for ${host}: it asks docker-credential-${helper} in ${path()})\n`;
    expect(stderr).toBe(line(REGISTRY, 'ecr (credHelpers') + line(OTHER, 'pass (credsStore'));
    expect(code).toBe(0);
    expect((await found(OTHER)).user).toBe('AWS');
  });

  test('writes those that it got, when others failed', async () => {
    const { aws } = scene;
    aws.inject({ kind: 'denied', service: 'ecr', times: 1 });
    const { code, stdout } = await login([REGISTRY, OTHER, '--write-auths']);
    const failed = /✗ (\S+)/.exec(stdout)?.[1] ?? '';
    const other = failed === REGISTRY ? OTHER : REGISTRY;
    expect(stdout).toContain(`: wrote the password of ${other} under auths\n`);
    expect(Object.keys(JSON.parse(await text()).auths)).toEqual([other]);
    expect(code).toBe(1);
  });

  test('of many at once none loses what another wrote', async () => {
    const { person } = scene;
    await person.write('.docker/config.json', '{"auths":{"example.com":{"auth":"am86d29yZA=="}},"x":1}');
    const hosts = Array.from({ length: 8 }, (_, index) => hostOf(`${index + 1}`.repeat(12)));
    const all = await Promise.all(hosts.map((host) => login([host, '--write-auths'])));
    expect(all.map(({ code, stderr }) => ({ code, stderr }))).toEqual(
      hosts.map(() => ({ code: 0, stderr: '' })),
    );
    const { auths, x } = JSON.parse(await text());
    expect(Object.keys(auths).sort()).toEqual([...hosts, 'example.com'].sort());
    expect(x).toBe(1);
    expect(await readdir(join(person.home, '.docker'))).toEqual(['config.json']);
  });

  test.each([
    ['is no JSON', '{"auths": {}', /, line 1, column \d+: this is no JSON/],
    ['has auths that are no object', '{"auths": [1]}', /has auths that are no object; correct /],
  ])("says before anything is asked that Docker's config %s", async (_, content, says) => {
    const { person, aws } = scene;
    await person.write('.docker/config.json', content);
    const { code, stdout, stderr } = await login([REGISTRY, '--write-auths']);
    expect(stderr).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(await text()).toBe(content);
    expect(aws.requests).toEqual([]);
  });

  test('calls it a mistake when there is no registry', async () => {
    const { person } = scene;
    await person.write(
      '.aws/config',
      '[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n',
    );
    await configure(person, {});
    expect(await login(['--all', '--write-auths'])).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'docker-credential-ecr: login: --write-auths is for registries, and there is none; run: docker-credential-ecr login --help\n',
    });
  });
});
