import { chmod, lstat, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ssoCacheName } from '../../src/aws/cli-cache.ts';
import { ageTokens, LEFT } from './aged-tokens.ts';
import { configure } from './configured-identities.ts';
import { forEachExecutable } from './each-executable.ts';
import { cacheFiles, cacheNames } from './kept-tokens.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { quiet } from './processes.ts';
import { startAs } from './running.ts';
import { keptToken, START_URL, ssoCacheFiles } from './sso-person.ts';

jest.setTimeout(60_000);

const OTHER = '222222222222.dkr.ecr.eu-central-1.amazonaws.com';
const MIRROR = 'images.example.com';
const OURS = Buffer.from('AWS:word').toString('base64');
const THEIRS = Buffer.from('jo:word').toString('base64');

forEachExecutable((scene) => {
  const logout = (args: readonly string[], env: Record<string, string | undefined> = {}) =>
    startAs(scene.person, scene.path, ['logout', ...args], env).ended;
  const dockerConfig = () => readFile(join(scene.person.home, '.docker/config.json'), 'utf8');
  const keep = async (registry: string, env: Record<string, string> = {}) =>
    expect(await scene.person.run('get', registry, env)).toMatchObject({ code: 0 });

  describe('tokens', () => {
    beforeEach(async () => {
      const { person, aws } = scene;
      const key = (accountId: string) => {
        const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId });
        return `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
      };
      await person.write(
        '.aws/config',
        `[profile dev]\n${key(ACCOUNT)}[profile ops]\n${key('222222222222')}`,
      );
      await configure(person, {
        registries: { 'dev/ecr': { host: REGISTRY }, mirror: { host: MIRROR, registry: REGISTRY } },
      });
      await keep(REGISTRY, { AWS_PROFILE: 'dev' });
      await keep(REGISTRY, { AWS_PROFILE: 'ops' });
      await keep(OTHER, { AWS_PROFILE: 'ops' });
      await keep(MIRROR, { AWS_PROFILE: 'dev' });
      const pasted = { ServerURL: REGISTRY, Username: 'AWS', Secret: 'word' };
      await person.run('store', JSON.stringify(pasted));
      aws.clearRequests();
    });

    test.each([REGISTRY, `https://${REGISTRY.toUpperCase()}:443/v2/`, 'dev/ecr'])(
      'of a registry are forgotten, of every identity and pasted, when it is named %s',
      async (name) => {
        const { person } = scene;
        expect(await cacheFiles(person)).toHaveLength(5);
        expect(await logout([name])).toEqual({
          code: 0,
          stdout: `✓ ${REGISTRY}  forgot its 3 tokens in ${person.cache}\n`,
          stderr: '',
        });
        expect(JSON.parse((await person.run('list', '')).stdout)).toEqual({
          [OTHER]: 'AWS',
          [MIRROR]: 'AWS',
        });
        expect(await logout([name])).toEqual({
          code: 0,
          stdout: `- ${REGISTRY}  nothing is kept for it\n`,
          stderr: '',
        });
      },
    );

    test('of all registries are forgotten, also of those in no configuration', async () => {
      const { person, aws } = scene;
      await configure(person, {});
      const { code, stdout } = await logout(['--all']);
      expect(code).toBe(0);
      expect(stdout.trimEnd().split('\n')).toEqual([
        `✓ ${REGISTRY.padEnd(OTHER.length)}  forgot its 3 tokens in ${person.cache}`,
        `✓ ${OTHER}  forgot its token in ${person.cache}`,
        `✓ ${MIRROR.padEnd(OTHER.length)}  forgot its token in ${person.cache}`,
      ]);
      expect(await cacheNames(person)).toEqual([]);
      expect(await logout(['--all'])).toEqual({ code: 0, stdout: 'no tokens are kept here\n', stderr: '' });
      expect(aws.requests).toEqual([]);
    });

    test("are removed from Docker's config, and nothing else is", async () => {
      const { person } = scene;
      const before = `{\n  "auths": {\n    "example.com": {"auth": "${THEIRS}"},\n    "https://${REGISTRY}": {\n      "auth": "${OURS}"\n    },\n    "${OTHER}": { "auth": "${OURS}" }\n  },\n  "x": [1,2]\n}`;
      const path = await person.write('.docker/config.json', before, 0o640);
      const { stdout, code } = await logout(['dev/ecr', MIRROR]);
      expect(stdout).toContain(`✓ https://${REGISTRY}  removed its password from auths in ${path}\n`);
      expect(code).toBe(0);
      expect(await dockerConfig()).toBe(
        `{\n  "auths": {\n    "example.com": {"auth": "${THEIRS}"},\n    "${OTHER}": { "auth": "${OURS}" }\n  },\n  "x": [1,2]\n}`,
      );
      expect((await logout(['--all'])).stdout).toContain(`✓ ${OTHER}`);
      expect(await dockerConfig()).toBe(
        `{\n  "auths": {\n    "example.com": {"auth": "${THEIRS}"}\n  },\n  "x": [1,2]\n}`,
      );
    });

    test("are forgotten although Docker's config is no JSON, which is said", async () => {
      const { person } = scene;
      await person.write('.docker/config.json', '{\n"auths": oops }');
      const { code, stdout } = await logout([REGISTRY]);
      expect(stdout).toMatch(
        /^✓ .* forgot its 3 tokens in .*\n✗ Docker's config .*\/config\.json, line 2, column 10/,
      );
      expect(code).toBe(1);
      expect(await dockerConfig()).toBe('{\n"auths": oops }');
    });

    test('are not looked at where the cache is switched off, which is said', async () => {
      const { code, stdout, stderr } = await logout([REGISTRY], { AWS_ECR_DISABLE_CACHE: '1' });
      expect(stdout).toBe('');
      expect(stderr).toMatch(/AWS_ECR_DISABLE_CACHE is set\n$/);
      expect(code).toBe(0);
      expect(await cacheFiles(scene.person)).toHaveLength(5);
    });

    test('are not forgotten in a directory that others may write, which is said', async () => {
      const { person } = scene;
      await chmod(person.cache, 0o777);
      const { code, stdout } = await logout([REGISTRY]);
      expect(stdout).toMatch(/^✗ tokens {2}\S+ can be written by others, .*\n$/);
      expect(code).toBe(1);
    });

    test('are not brought back by a renewal in the background', async () => {
      const { person, aws } = scene;
      await ageTokens(person, LEFT.aging);
      aws.inject({ kind: 'delay', milliseconds: 700 });
      await keep(OTHER, { AWS_PROFILE: 'ops' });
      await aws.waitForRequest(() => true);
      expect(await logout([OTHER])).toMatchObject({ code: 0 });
      await quiet(person);
      expect((await cacheFiles(person)).filter((path) => path.includes(OTHER))).toEqual([]);
      aws.clearFaults();
      // Who asks after that has it kept again.
      await keep(OTHER, { AWS_PROFILE: 'ops' });
      expect((await cacheFiles(person)).filter((path) => path.includes(OTHER))).toHaveLength(1);
    });
  });

  describe('SSO sessions', () => {
    const OTHER_URL = 'https://other.awsapps.com/start';
    const ROLE = { accountId: ACCOUNT, roleName: 'Developer' };
    let accessToken: string;

    beforeEach(async () => {
      const { person, aws } = scene;
      const assignments = [ROLE, { accountId: '222222222222', roleName: 'Developer' }];
      const acme = aws.addSsoSession({ startUrl: START_URL, region: 'eu-west-1', assignments });
      const other = aws.addSsoSession({ startUrl: OTHER_URL, region: 'us-west-2', assignments });
      accessToken = acme.accessToken;
      await person.writeSsoToken('acme', { startUrl: START_URL, region: 'eu-west-1', ...acme });
      await person.writeSsoToken(OTHER_URL, { startUrl: OTHER_URL, region: 'us-west-2', ...other });
      await person.write('.aws/sso/cache/registration.json', '{"clientId":"x","clientSecret":"y"}');
      await person.write(
        '.aws/config',
        `[profile dev]\nsso_session = acme\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\n` +
          `[sso-session acme]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n` +
          `[profile old]\nsso_start_url = ${OTHER_URL}\nsso_region = us-west-2\nsso_account_id = 222222222222\nsso_role_name = Developer\n`,
      );
      const cli = (name: string, provider: string) =>
        person.write(`.aws/cli/cache/${name}`, JSON.stringify({ ProviderType: provider, Credentials: {} }));
      const base = { kind: 'sso', profile: 'dev', region: 'eu-west-1', roleName: 'Developer' } as const;
      await cli(ssoCacheName({ ...base, session: 'acme', startUrl: START_URL, accountId: ACCOUNT }), 'sso');
      await cli('unknown.json', 'sso');
      await cli('role.json', 'assume-role');
    });

    const cliCache = async () => (await readdir(join(scene.person.home, '.aws/cli/cache'))).sort();
    const sent = () => scene.aws.requests.map(({ operation, status }) => `${operation} ${status}`);

    test('all are ended at AWS and forgotten here, but not the tokens of registries', async () => {
      const { person, secrets } = scene;
      await keep(REGISTRY, { AWS_PROFILE: 'dev' });
      scene.aws.clearRequests();
      const { code, stdout, stderr } = await logout(['--sso'], { DOCKER_CREDENTIAL_ECR_DEBUG: '1' });
      expect(stdout.split('\n')).toEqual([
        expect.stringMatching(
          /^✓ SSO session \S+ +signed out, and removed \/.*\/\.aws\/sso\/cache\/\w{40}\.json$/,
        ),
        expect.stringMatching(
          /^✓ SSO session \S+ +signed out, and removed \/.*\/\.aws\/sso\/cache\/\w{40}\.json$/,
        ),
        expect.stringMatching(/^✓ AWS CLI +removed 2 credentials that it kept \(~\/\.aws\/cli\/cache\)$/),
        `still kept, and good until they expire: the tokens of ${REGISTRY}; to forget them: docker-credential-ecr logout --all`,
        '',
      ]);
      expect(stdout).toContain('✓ SSO session "acme" ');
      expect(stdout).toContain(`✓ SSO session ${OTHER_URL} `);
      expect(code).toBe(0);
      expect(sent()).toEqual(['Logout 200', 'Logout 200']);
      expect(await ssoCacheFiles(person)).toEqual(['registration.json']);
      expect(await cliCache()).toEqual(['role.json']);
      expect(secrets.foundIn(stdout + stderr)).toEqual([]);

      expect(await logout(['--sso'])).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^nobody is signed in to SSO here\nstill kept, .*\n$/),
      });
      await logout(['--all']);
      const refused = await person.run('get', REGISTRY, { AWS_PROFILE: 'dev' });
      expect(refused.stderr).toContain('nobody has signed in to the SSO session "acme" yet');
    });

    test('with --all, tokens and sessions go, and again says that there is nothing', async () => {
      await keep(REGISTRY, { AWS_PROFILE: 'dev' });
      const { code, stdout } = await logout(['--all', '--sso']);
      expect(stdout.match(/^✓/gm)).toHaveLength(4);
      expect(stdout).not.toContain('still kept');
      expect(code).toBe(0);
      expect(await cacheNames(scene.person)).toEqual([]);
      expect(await logout(['--all', '--sso'])).toEqual({
        code: 0,
        stdout: 'no tokens are kept here, and nobody is signed in to SSO\n',
        stderr: '',
      });
    });

    test('that of a named registry alone is ended', async () => {
      const { person } = scene;
      await keep(REGISTRY);
      await keep(OTHER);
      const { code, stdout } = await logout([REGISTRY, '--sso']);
      const [first, second, third, last] = stdout.split('\n');
      expect(first).toBe(`✓ ${REGISTRY}  forgot its token in ${person.cache}`);
      expect(second).toMatch(/^✓ SSO session "acme" +signed out/);
      expect(third).toMatch(/^✓ AWS CLI +removed the credentials/);
      expect(last).toContain(`the tokens of ${OTHER};`);
      expect(code).toBe(0);
      expect(await cliCache()).toEqual(['role.json', 'unknown.json']);
      expect(await ssoCacheFiles(person)).toHaveLength(2);
      expect((await logout([REGISTRY, '--sso'])).stdout).toMatch(
        /- SSO session "acme" +nobody is signed in\n/,
      );
    });

    test('of an identity without one nothing is ended', async () => {
      const { accessKeyId, secretAccessKey } = scene.aws.addAccessKey({ accountId: ACCOUNT });
      const keys = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
      const { code, stdout } = await logout([REGISTRY, '--sso'], keys);
      expect(stdout).toContain(`- ${REGISTRY}  access key ${accessKeyId} has no SSO session\n`);
      expect(code).toBe(0);
      expect(scene.aws.requests).toEqual([]);
    });

    test.each<[string, Parameters<typeof scene.aws.inject>[0], RegExp]>([
      [
        'no answer',
        { kind: 'hang', service: 'sso' },
        /no answer from the SSO portal in eu-west-1 within 1 s/,
      ],
      ['a failure', { kind: 'fail', status: 500, code: 'ServerException', service: 'sso' }, /HTTP 500/],
    ])('%s of AWS keeps nothing from being forgotten, and is said', async (_, fault, why) => {
      const { person, aws } = scene;
      aws.inject(fault);
      const env = { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1', AWS_MAX_ATTEMPTS: '1', AWS_PROFILE: 'dev' };
      const { code, stdout } = await logout([REGISTRY, '--sso'], env);
      expect(stdout).toMatch(
        /✗ SSO session "acme" +removed \S+, but AWS could not be told, so there it goes on/,
      );
      expect(stdout).toMatch(why);
      expect(code).toBe(1);
      await expect(keptToken(person)).rejects.toThrow('ENOENT');
    });

    test('one whose token another program renews without end is forgotten, and that is said', async () => {
      const { person } = scene;
      const { path } = await keptToken(person);
      await writeFile(`${path}.lock`, '{}');
      const env = { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1', AWS_PROFILE: 'dev' };
      const { code, stdout } = await logout([REGISTRY, '--sso'], env);
      expect(stdout).toMatch(
        /but AWS could not be told, .*: no answer from another docker-credential-ecr, which/,
      );
      expect(code).toBe(1);
      await expect(keptToken(person)).rejects.toThrow('ENOENT');
    });

    test('one that is over at AWS is forgotten here', async () => {
      scene.aws.endSsoSession(accessToken);
      const { code, stdout } = await logout(['--sso']);
      expect(stdout).toMatch(/✓ SSO session "acme" +was over; removed /);
      expect(code).toBe(0);
    });

    test('one that can’t be read keeps no other from being ended', async () => {
      const { person } = scene;
      await symlink('loop.json', join(person.home, '.aws/sso/cache/loop.json'));
      const { code, stdout } = await logout(['--sso']);
      expect(stdout).toMatch(/^✗ SSO session \S+\/loop\.json {2}\S+ can't be read \(ELOOP\)/m);
      expect(stdout.match(/^✓ SSO session/gm)).toHaveLength(2);
      expect(sent()).toEqual(['Logout 200', 'Logout 200']);
      expect(code).toBe(1);
    });

    test('a token that is a link goes with what it leads to', async () => {
      const { person } = scene;
      const { path } = await keptToken(person);
      const target = await person.write('elsewhere.json', await readFile(path, 'utf8'));
      await rm(path);
      await symlink(target, path);
      expect(await logout(['--sso'])).toMatchObject({ code: 0 });
      await expect(lstat(path)).rejects.toThrow('ENOENT');
      await expect(lstat(target)).rejects.toThrow('ENOENT');
    });
  });

  test.each<[string[], string]>([
    [[], 'name a REGISTRY whose tokens to forget, or --all, or --sso to end SSO sessions'],
    [['--all', REGISTRY], '--all means every registry: name none with it'],
    [['example.com'], '"example.com" is no ECR registry'],
    [['--al'], 'there is no option --al (did you mean --all?)'],
  ])('calls %j a mistake', async (args, says) => {
    const line = `docker-credential-ecr: logout: ${says}; run: docker-credential-ecr logout --help\n`;
    expect(await logout(args)).toEqual({ code: 2, stdout: '', stderr: line });
  });
});
