import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { forEachExecutable } from './each-executable.ts';
import { run } from './executables.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { startAs } from './running.ts';
import { START_URL } from './sso-person.ts';
import { addRecorded } from './token-places.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

const SSO = {
  AWS_SSO_URL: START_URL,
  AWS_SSO_REGION: 'eu-west-1',
  AWS_ACCOUNT_ID: ACCOUNT,
  AWS_ROLE_NAME: 'Developer',
  AWS_REGION: 'us-east-1',
};
const ROLE = `arn:aws:iam::${ACCOUNT}:role/workspace`;
const TOKEN = { AWS_ROLE_ARN: ROLE, AWS_REGION: 'us-east-1', GITPOD_WORKSPACE_ID: 'acme-shop' };
const PROFILE = `[default]
sso_session = acme
sso_account_id = ${ACCOUNT}
sso_role_name = Developer
region = us-east-1
`;
const SESSION = `[sso-session acme]
sso_start_url = ${START_URL}
sso_region = eu-west-1
sso_registration_scopes = sso:account:access
`;

forEachExecutable((scene) => {
  const program = (...args: string[]) => startAs(scene.person, scene.path, args).ended;
  const install = (...args: string[]) => program('install', '--from-env', ...args);
  const read = (path: string) => readFile(join(scene.person.home, path), 'utf8');

  describe('for AWS SSO', () => {
    const use = (env: Record<string, string> = {}) => Object.assign(scene.person.env, SSO, env);

    test('makes profile, session and registry, changes nothing the second time, and takes all back', async () => {
      const { person, aws } = scene;
      use();
      const before = await treeOf(person.home);
      const first = await install();
      expect(first).toMatchObject({ code: 0, stderr: '' });
      expect(first.stdout).toContain(
        '~/.aws/config: [default] now has sso_session = acme, sso_account_id = ',
      );
      expect(first.stdout).toContain('~/.aws/config: [sso-session acme] now has sso_start_url = ');
      expect(first.stdout).toContain(`~/.docker/config.json: "${REGISTRY}" under credHelpers is now "ecr"`);
      expect(first.stdout).toContain('to sign in, run: docker-credential-ecr login\n');
      expect(await read('.aws/config')).toBe(`${PROFILE}\n${SESSION}`);
      expect((await stat(join(person.home, '.aws/config'))).mode & 0o777).toBe(0o600);
      expect((await stat(join(person.home, '.aws'))).mode & 0o777).toBe(0o700);

      const tree = await treeOf(person.home);
      const second = await install();
      expect(second).toMatchObject({ code: 0, stderr: '' });
      expect(second.stdout).toContain(
        `${[
          'set up from the environment: AWS SSO, by AWS_SSO_URL',
          'nothing to change in ~/.aws/config',
          'nothing to change in ~/.docker/config.json',
        ].join('\n')}\n`,
      );
      expect(await treeOf(person.home)).toEqual(tree);

      const undone = await program('uninstall');
      expect(undone).toMatchObject({ code: 0, stderr: '' });
      expect(undone.stdout).toContain('~/.aws/config: [default] is gone\n');
      expect(await treeOf(person.home)).toEqual(before);
      expect(aws.requests).toEqual([]);
    });

    test('gives what login and get take', async () => {
      const { person, aws } = scene;
      use();
      aws.addSsoSession({
        startUrl: START_URL,
        region: 'eu-west-1',
        assignments: [{ accountId: ACCOUNT, roleName: 'Developer' }],
      });
      await install();
      const login = startAs(person, scene.path, ['login', '--device']);
      const [, code = ''] = await login.says(/user_code=([A-Z]{4}-[A-Z]{4})/);
      aws.decideDeviceSignIn('approved', code);
      expect(await login.ended).toMatchObject({ code: 0, stdout: expect.stringContaining(`✓ ${REGISTRY}`) });
      const got = await person.run('get', REGISTRY, { AWS_ECR_DISABLE_CACHE: '1' });
      expect(got).toMatchObject({ code: 0, stderr: '' });
      expect(aws.checkPassword(JSON.parse(got.stdout).Secret, ACCOUNT)).toBe('good');
    });

    test.each<[string, string, string]>([
      [
        'keeps comments, order, blank lines and nested settings',
        '# mine\n\n[default]\noutput = json  # always\ns3 =\n  max_queue_size = 9\n\n# other\n[profile b]\nregion = eu-west-3\n',
        `# mine\n\n[default]\noutput = json  # always\ns3 =\n  max_queue_size = 9\n${PROFILE.replace('[default]\n', '')}\n# other\n[profile b]\nregion = eu-west-3\n\n${SESSION}`,
      ],
      [
        'keeps CRLF',
        '[profile b]\r\nregion = x-y-1\r\n',
        `[profile b]\nregion = x-y-1\n\n${PROFILE}\n${SESSION}`.replaceAll('\n', '\r\n'),
      ],
      [
        'keeps a missing final newline',
        '[profile b]\nregion = x-y-1',
        `[profile b]\nregion = x-y-1\n\n${PROFILE}\n${SESSION.trimEnd()}`,
      ],
      [
        'adds to the later of two sections',
        '[default]\noutput = json\n[default]\ncli_pager =\n',
        `[default]\noutput = json\n${PROFILE.replace('\n', '\ncli_pager =\n')}\n${SESSION}`,
      ],
    ])('%s', async (_, before, after) => {
      const { person } = scene;
      use();
      await person.write('.aws/config', before, 0o640);
      expect(await install()).toMatchObject({ code: 0, stderr: '' });
      expect(await read('.aws/config')).toBe(after);
      expect((await stat(join(person.home, '.aws/config'))).mode & 0o777).toBe(0o640);
      expect(await program('uninstall')).toMatchObject({ code: 0, stderr: '' });
      expect(await read('.aws/config')).toBe(before);
    });

    test('changes a linked file where it is', async () => {
      const { person } = scene;
      use();
      const target = await person.write('dotfiles/aws', '# kept\n');
      await mkdir(join(person.home, '.aws'));
      await symlink(target, join(person.home, '.aws/config'));
      expect(await install()).toMatchObject({ code: 0 });
      expect(await read('dotfiles/aws')).toBe(`# kept\n\n${PROFILE}\n${SESSION}`);
    });

    test('puts it into the profile and the file that are named', async () => {
      const { person } = scene;
      use({ AWS_CONFIG_FILE: join(person.home, 'elsewhere') });
      await person.write('elsewhere', '[default]\nsso_account_id = 222222222222\n');
      const { code, stdout } = await install('--profile', 'work');
      expect(code).toBe(0);
      expect(stdout).toContain('login --profile work\n');
      expect(await read('elsewhere')).toBe(
        `[default]\nsso_account_id = 222222222222\n\n${PROFILE.replace('default', 'profile work')}\n${SESSION}`,
      );
    });

    test('shows the difference and changes nothing', async () => {
      use();
      const before = await treeOf(scene.person.home);
      const { code, stdout } = await install('--dry-run');
      expect(code).toBe(0);
      expect(stdout).toContain('+[sso-session acme]\n');
      expect(await treeOf(scene.person.home)).toEqual(before);
    });

    test('leaves another region, and says so', async () => {
      use();
      await scene.person.write('.aws/config', '[default]\nregion = eu-west-3\n');
      const { code, stderr } = await install();
      expect(code).toBe(0);
      expect(stderr).toBe(
        `docker-credential-ecr: ${scene.person.home}/.aws/config: [default]: region is eu-west-3, but us-east-1 is wanted (AWS_REGION); it is left as it is\n`,
      );
      expect(await read('.aws/config')).toContain('region = eu-west-3\nsso_session = acme\n');
    });

    test('says that AWS_PROFILE has another profile used', async () => {
      use({ AWS_PROFILE: 'work' });
      const { stdout, stderr } = await install();
      expect(stderr).toContain('the profile default is not used here: AWS_PROFILE is "work"');
      expect(stdout).toContain('to sign in, run: docker-credential-ecr login --profile default\n');
    });

    test('names no profile to sign in to where AWS_PROFILE is the one that was set up', async () => {
      use({ AWS_PROFILE: 'work' });
      const { stdout, stderr } = await install('--profile', 'work');
      expect(stderr).toBe('');
      expect(stdout).toContain('to sign in, run: docker-credential-ecr login\n');
    });

    test('leaves what was changed since, and the session that is still named', async () => {
      use();
      await install();
      const path = join(scene.person.home, '.aws/config');
      const changed = (await read('.aws/config')).replace('Developer', 'Admin');
      await writeFile(path, changed);
      const { code, stdout } = await program('uninstall');
      expect(code).toBe(0);
      expect(stdout).toContain('~/.aws/config: [default] was changed since, so it is left\n');
      expect(stdout).toContain('~/.aws/config: [sso-session acme] is left, since [default] names it\n');
      expect(await read('.aws/config')).toBe(changed);
    });
  });

  describe("for the workspace's token", () => {
    async function use(env: Record<string, string> = {}): Promise<void> {
      const { person, aws, secrets } = scene;
      Object.assign(person.env, TOKEN, env);
      aws.addRole({ arn: ROLE, webIdentity: { audience: 'sts.amazonaws.com' } });
      const token = aws.signWebIdentityToken({ aud: 'sts.amazonaws.com' });
      secrets.add('web identity token', token.split('.')[1] ?? '');
      await addRecorded(person, 'gp', `echo '${token}'`);
    }

    test('makes identity, rule, profile and registry, changes nothing the second time, and takes all back', async () => {
      const { person, aws, secrets } = scene;
      await use();
      const before = await treeOf(person.home);
      const first = await install();
      expect(first).toMatchObject({ code: 0, stderr: '' });
      expect(first.stdout).toContain(
        'set up from the environment: the role in AWS_ROLE_ARN, with the token of the workspace\n',
      );
      expect(await read('.aws/config')).toBe(
        `[default]\ncredential_process = "${scene.path}" env --identity workspace --format process\nregion = us-east-1\n`,
      );
      expect(JSON.parse(await read('.config/docker-credential-ecr/config.json'))).toEqual({
        identities: { workspace: { roleArn: ROLE, webIdentity: { source: 'gitpod' } } },
        registries: { workspace: { host: REGISTRY, identity: 'workspace' } },
      });
      const tree = await treeOf(person.home);
      expect((await install()).stdout).toContain(
        'nothing to change in ~/.config/docker-credential-ecr/config.json\n',
      );
      expect(await treeOf(person.home)).toEqual(tree);
      expect(aws.requests).toEqual([]);
      expect(tree.flatMap(({ content }) => secrets.foundIn(content))).toEqual([]);
      expect(await program('uninstall')).toMatchObject({ code: 0, stderr: '' });
      expect(await treeOf(person.home)).toEqual(before);
    });

    test('serves get by the configuration, with the same identity as without', async () => {
      const { person, aws } = scene;
      await use({ AWS_ROLE_SESSION_NAME: 'jane' });
      const without = await person.run('get');
      await install();
      aws.clearRequests();
      const got = await person.run('get');
      expect(got).toMatchObject({ code: 0, stderr: '', stdout: without.stdout });
      expect(aws.requests).toEqual([]);
    });

    test('serves the AWS CLI and the SDKs without the variables', async () => {
      const { person, aws } = scene;
      await use();
      await install();
      const [, line = ''] = /^credential_process = (.*)$/m.exec(await read('.aws/config')) ?? [];
      const env = person.environment({ AWS_ROLE_ARN: undefined, AWS_REGION: undefined });
      const printed = await run('/bin/sh', ['-c', line], { cwd: person.folder, env });
      expect(printed).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(printed.stdout)).toEqual({
        Version: 1,
        AccessKeyId: expect.stringMatching(/^ASIA/),
        SecretAccessKey: expect.any(String),
        SessionToken: expect.any(String),
        Expiration: expect.stringMatching(/^\d{4}-.*Z$/),
      });
      expect(aws.requests.map(({ operation }) => operation)).toEqual(['AssumeRoleWithWebIdentity']);
    });

    test('makes the configuration file that is named and missing, and keeps the layout of one that is there', async () => {
      const { person } = scene;
      await use({ DOCKER_CREDENTIAL_ECR_CONFIG: join(person.home, 'new.json') });
      expect(await install()).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(await read('new.json')).identities).toHaveProperty('workspace');

      const there = '{\r\n  "identities": { "dev": { "profile": "dev" } }\r\n}';
      person.env.DOCKER_CREDENTIAL_ECR_CONFIG = await person.write('there.json', there);
      expect(await install()).toMatchObject({ code: 0, stderr: '' });
      expect(await read('there.json')).toContain(
        '{\r\n  "identities": { "dev": { "profile": "dev" }, "workspace"',
      );
      expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
      await program('uninstall');
      expect(await read('there.json')).toBe(there);
    });

    test('adds a session name later, and takes that back too', async () => {
      const { person } = scene;
      await use();
      const before = await treeOf(person.home);
      await install();
      person.env.AWS_ROLE_SESSION_NAME = 'jane';
      expect((await install()).stdout).toContain('identities.workspace.sessionName is now "jane"\n');
      await program('uninstall');
      expect(await treeOf(person.home)).toEqual(before);
    });

    test('keeps the identity that another rule names by then', async () => {
      const { person } = scene;
      await use();
      await install();
      const path = join(person.home, '.config/docker-credential-ecr/config.json');
      const config = JSON.parse(await readFile(path, 'utf8'));
      config.registries.mine = { host: '*.dkr.ecr.eu-west-1.amazonaws.com', identity: 'workspace' };
      await writeFile(path, JSON.stringify(config));
      expect((await program('uninstall')).stdout).toContain(
        'identities.workspace is left, since registries.mine names it\n',
      );
      expect(Object.keys(JSON.parse(await readFile(path, 'utf8')).registries)).toEqual(['mine']);
    });
  });

  describe('changes nothing', () => {
    type Start = { env: Record<string, string>; files?: Record<string, string> };
    const KEYS = '[default]\naws_access_key_id = AKIAX\naws_secret_access_key = geheim-geheim-geheim\n';
    test.each<[string, Start, string[]]>([
      [
        'where a variable is missing',
        { env: { ...SSO, AWS_ROLE_NAME: '', AWS_REGION: '' } },
        [
          "install --from-env: AWS_ROLE_NAME (the permission set) and AWS_REGION (the registry's region) are not set",
        ],
      ],
      [
        'where a value is wrong',
        { env: { ...SSO, AWS_ACCOUNT_ID: '1\n[x]' } },
        ['AWS_ACCOUNT_ID is "1\\n[x]"'],
      ],
      [
        'where there is no token',
        { env: { AWS_ROLE_ARN: ROLE, AWS_REGION: 'us-east-1' } },
        ['AWS_ROLE_ARN is set, but there is no token for the role', 'looked for GITPOD_'],
      ],
      [
        'where the profile is of another account',
        { env: SSO, files: { '.aws/config': '[default]\nsso_account_id = 222222222222\n' } },
        [
          '/.aws/config: [default]: sso_account_id is 222222222222, but 111111111111 is wanted (AWS_ACCOUNT_ID); nothing was changed;',
          '--profile NAME',
        ],
      ],
      [
        'where the profile has access keys',
        { env: SSO, files: { '.aws/config': KEYS } },
        ['[default]: aws_access_key_id and'],
      ],
      [
        'where the credentials file has access keys',
        { env: SSO, files: { '.aws/credentials': KEYS } },
        ['/.aws/credentials: [default]: aws_access_key_id and aws_secret_access_key there outrank what'],
      ],
      [
        'where the profile is of AWS SSO and a token is wanted',
        { env: TOKEN, files: { '.aws/config': PROFILE + SESSION } },
        ['[default]: sso_session, sso_account_id and sso_role_name are there'],
      ],
      [
        'where the identity has another role',
        {
          env: TOKEN,
          files: {
            '.config/docker-credential-ecr/config.json': JSON.stringify({
              identities: { workspace: { roleArn: `${ROLE}2`, webIdentity: { source: 'ona' } } },
            }),
          },
        },
        [`identities.workspace: roleArn is ${ROLE}2, but ${ROLE} is wanted (AWS_ROLE_ARN)`],
      ],
      [
        'where the AWS config is none',
        { env: SSO, files: { '.aws/config': '[default]\nrubbish\n' } },
        ['/.aws/config, line 2: this is no AWS config'],
      ],
      [
        'where the configuration file is none',
        { env: TOKEN, files: { '.config/docker-credential-ecr/config.json': '{' } },
        ['config.json, line 1, column 2: this is no JSON'],
      ],
      [
        "where Docker's config is none",
        { env: SSO, files: { '.docker/config.json': '{' } },
        ['.docker/config.json, line 1, column 2: this is no JSON'],
      ],
    ])('%s', async (_, { env, files = {} }, says) => {
      const { person } = scene;
      Object.assign(person.env, env);
      for (const [path, text] of Object.entries(files)) await person.write(path, text);
      const before = await treeOf(person.home);
      const { code, stdout, stderr } = await install();
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^docker-credential-ecr: [^\p{Cc}]+\n$/u);
      for (const text of says) expect(stderr).toContain(text);
      expect(stderr).not.toContain('geheim');
      expect(await treeOf(person.home)).toEqual(before);
    });

    test('where --profile stands alone or has no name that everyone reads alike', async () => {
      Object.assign(scene.person.env, SSO);
      expect(await program('install', '--profile', 'x')).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('install: --profile is only for --from-env'),
      });
      expect(await install('--profile', 'a b')).toMatchObject({ code: 2 });
    });

    test('where a file can’t be read', async () => {
      const { person } = scene;
      Object.assign(person.env, SSO);
      const path = await person.write('.aws/config', '');
      await chmod(path, 0o600);
      await person.write('.aws/credentials/file', '');
      expect(await install()).toMatchObject({
        code: 1,
        stderr: expect.stringContaining("/.aws/credentials can't be read"),
      });
    });
  });
});
