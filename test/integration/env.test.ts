import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, jest, test } from '@jest/globals';
import { runShell } from './as-person.ts';
import { runAtTerminal } from './at-terminal.ts';
import { forEachExecutable } from './each-executable.ts';
import { type Ended, run } from './executables.ts';
import { keySettings, ROLE, secondsAgo, useKeys } from './failure.ts';
import { IDENTITIES } from './identities.ts';
import { expectCleanLine, expectFailure, passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { QUESTION, useUnsignedSso } from './sso-person.ts';

jest.setTimeout(60_000);

type Env = Readonly<Record<string, string | undefined>>;

/** All that may say who somebody is, taken away. */
const NOBODY = { AWS_PROFILE: undefined, AWS_WEB_IDENTITY_TOKEN_FILE: undefined, AWS_ROLE_ARN: undefined };
const CONFIG = '.config/docker-credential-ecr/config.json';

forEachExecutable((scene) => {
  const runEnv = (words: readonly string[] = [], env: Env = {}) =>
    run(scene.path, ['env', ...words], { cwd: scene.person.folder, env: scene.person.environment(env) });

  /** The variables that `--format json` shows. */
  const variables = async (words: readonly string[] = [], env: Env = {}): Promise<Record<string, string>> => {
    const { code, stdout, stderr } = await runEnv([...words, '--format', 'json'], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  /** Checks that AWS takes the credentials: they get a token. */
  const expectGood = async (credentials: Record<string, string>) => {
    const ended = await scene.person.run('get', REGISTRY, {
      ...NOBODY,
      ...credentials,
      AWS_ECR_DISABLE_CACHE: '1',
    });
    expect(scene.aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
  };

  /** Checks that it failed with one line on stderr alone. Returns the line. */
  const expectError = ({ code, stdout, stderr }: Ended, status = 1): string => {
    expectCleanLine(stderr);
    expect({ code, stdout }).toEqual({ code: status, stdout: '' });
    return stderr;
  };

  test.each(IDENTITIES)('gives the credentials of $name, asking AWS for nothing else', async (identity) => {
    const { person, aws } = scene;
    await identity.setUp(person, aws);
    const shown = await variables();
    expect(aws.requests.map(({ service, operation }) => `${service}.${operation}`)).toEqual(
      identity.requests.filter((request) => request !== 'ecr.GetAuthorizationToken'),
    );
    expect(Object.keys(shown)).toEqual(
      expect.arrayContaining(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']),
    );
    if (shown.AWS_SESSION_TOKEN !== undefined && identity.name !== 'temporary keys in the environment')
      expect(shown.AWS_CREDENTIAL_EXPIRATION).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    await expectGood(shown);
  });

  test('in a shell, sets what it has, and forgets what an old session has left', async () => {
    const { person, aws } = scene;
    await person.write(
      '.aws/config',
      `[profile dev]\n${keySettings(aws.addAccessKey({ accountId: ACCOUNT }))}region = us-west-2\n`,
    );
    const script =
      'export AWS_SESSION_TOKEN=stale AWS_CREDENTIAL_EXPIRATION=2020-01-01T00:00:00Z; set -eu\n' +
      `eval "$("$0" env --profile dev)"\n` +
      'echo "$AWS_REGION $AWS_DEFAULT_REGION" >&2; env | grep -cE "^AWS_(SESS|CRED)" >&2 || true\n' +
      `unset AWS_PROFILE; echo ${REGISTRY} | "$0" get`;
    const ended = await runShell(scene, script);
    expect(ended).toMatchObject({ code: 0, stderr: 'us-west-2 us-west-2\n0\n' });
    expect(aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
  });

  test('of one profile after another in the same shell, has the region of each', async () => {
    const { person, aws } = scene;
    const keys = () => keySettings(aws.addAccessKey({ accountId: ACCOUNT }));
    await person.write(
      '.aws/config',
      `[profile one]\n${keys()}region = us-west-2\n[profile two]\n${keys()}region = eu-west-1\n`,
    );
    const script =
      `for profile in one two; do eval "$("$0" env --profile $profile)"\n` +
      'echo "$AWS_REGION $AWS_DEFAULT_REGION"; done';
    expect(await runShell(scene, script)).toMatchObject({
      code: 0,
      stdout: 'us-west-2 us-west-2\neu-west-1 eu-west-1\n',
    });
  });

  test('the identity of the configuration file, of a registry, and of a registry by its name', async () => {
    const { person, aws } = scene;
    const [one, two] = [
      aws.addAccessKey({ accountId: ACCOUNT }),
      aws.addAccessKey({ accountId: '222222222222' }),
    ];
    await person.write('.aws/config', `[profile one]\n${keySettings(one)}[profile two]\n${keySettings(two)}`);
    const other = '222222222222.dkr.ecr.eu-west-1.amazonaws.com';
    await person.write(
      CONFIG,
      JSON.stringify({
        identities: { first: { profile: 'one' }, second: { profile: 'two' } },
        registries: { 'team/app': { host: other, identity: 'second' } },
      }),
    );
    expect(await variables(['--identity', 'first'])).toEqual({
      AWS_ACCESS_KEY_ID: one.accessKeyId,
      AWS_SECRET_ACCESS_KEY: one.secretAccessKey,
    });
    const ofOther = {
      AWS_ACCESS_KEY_ID: two.accessKeyId,
      AWS_SECRET_ACCESS_KEY: two.secretAccessKey,
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    };
    expect(await variables(['--registry', 'team/app'])).toEqual(ofOther);
    expect(await variables(['--registry', `https://${other}/v2/`])).toEqual(ofOther);
    expect(await variables(['--registry', other], { AWS_REGION: 'us-west-1' })).toMatchObject({
      AWS_REGION: 'us-west-1',
    });
  });

  test.each([
    ['are taken while they are good for long', 3600, []],
    ['are not taken shortly before their end', 600, ['AssumeRole']],
  ])('credentials that the AWS CLI keeps %s', async (_, seconds, operations) => {
    const { person, aws } = scene;
    aws.addRole({ arn: ROLE, trustedPrincipals: 'any' });
    const keys = keySettings(aws.addAccessKey({ accountId: ACCOUNT }));
    await person.write(
      '.aws/config',
      `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile base]\n${keys}`,
    );
    const name = createHash('sha1').update(`{"RoleArn": "${ROLE}"}`).digest('hex');
    const Credentials = {
      AccessKeyId: 'ASIAKEPT',
      SecretAccessKey: 'kept',
      SessionToken: 'kept',
      Expiration: secondsAgo(-seconds),
    };
    await person.write(`.aws/cli/cache/${name}.json`, JSON.stringify({ Credentials }));
    const { AWS_ACCESS_KEY_ID } = await variables(['--profile', 'dev']);
    expect(AWS_ACCESS_KEY_ID === 'ASIAKEPT').toBe(operations.length === 0);
    expect(aws.requests.map(({ operation }) => operation)).toEqual(operations);
  });

  test('credentials in the environment keep their expiry, and are refused after it', async () => {
    await useKeys(scene.person, scene.aws);
    const later = '2999-01-01T00:00:00Z';
    const shown = await variables([], { AWS_CREDENTIAL_EXPIRATION: later });
    expect(shown).toMatchObject({ AWS_CREDENTIAL_EXPIRATION: later });
    const line = expectError(await runEnv([], { AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z' }));
    expect(line).toContain('(AWS_ACCESS_KEY_ID): the credentials in the environment expired at 2020-01-01');
  });

  test('says when AWS_PROFILE names another identity than the one that is shown', async () => {
    const { person, aws } = scene;
    await person.write(
      '.aws/config',
      `[profile dev]\n${keySettings(aws.addAccessKey({ accountId: ACCOUNT }))}[profile x]\n`,
    );
    const { code, stderr } = await runEnv(['--profile', 'dev'], { AWS_PROFILE: 'x' });
    expect(code).toBe(0);
    expect(stderr).toContain('AWS_PROFILE is "x"');
    expect((await runEnv(['--profile', 'dev'], { AWS_PROFILE: 'dev' })).stderr).toBe('');
    expect((await runEnv(['--profile', 'dev', '--format', 'process'], { AWS_PROFILE: 'x' })).stderr).toBe('');
  });

  test('github: masks on standard output, variables in the file, and which file on stderr', async () => {
    const { person, aws } = scene;
    await person.write(
      '.aws/config',
      `[profile dev]\n${keySettings(aws.addAccessKey({ accountId: ACCOUNT }))}`,
    );
    const file = await person.write('github-env', 'BEFORE=1\n');
    const shown = await variables(['--profile', 'dev']);
    const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = shown;
    const env = { GITHUB_ENV: file, AWS_SESSION_TOKEN: 'old' };
    expect(await runEnv(['--profile', 'dev', '--format', 'github'], env)).toEqual({
      code: 0,
      stdout: `::add-mask::${AWS_ACCESS_KEY_ID}\n::add-mask::${AWS_SECRET_ACCESS_KEY}\n`,
      stderr: `docker-credential-ecr: added AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY to ${file}\n`,
    });
    expect(await readFile(file, 'utf8')).toBe(
      `BEFORE=1\nAWS_SESSION_TOKEN=\nAWS_ACCESS_KEY_ID=${AWS_ACCESS_KEY_ID}\nAWS_SECRET_ACCESS_KEY=${AWS_SECRET_ACCESS_KEY}\n`,
    );
    expect(expectError(await runEnv(['--profile', 'dev', '--format', 'github']))).toContain(
      'GITHUB_ENV is not set',
    );
  });

  describe('fails with one line on stderr alone:', () => {
    test('with no credentials anywhere, and every place that was looked at', async () => {
      const line = expectError(await runEnv([], { AWS_EC2_METADATA_DISABLED: 'true' }));
      expect(line).toContain('no AWS credentials: there is no ');
      expect(line).toContain('AWS_ACCESS_KEY_ID is not set');
      expect(line).toContain('no registry is named whose account a profile could be of');
    });

    test('with a role that is refused: the identity, the rule, and what mends it', async () => {
      const { person, aws } = scene;
      aws.addRole({ arn: ROLE, trustedPrincipals: ['222222222222'] });
      const keys = keySettings(aws.addAccessKey({ accountId: ACCOUNT }));
      await person.write(
        '.aws/config',
        `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile base]\n${keys}`,
      );
      const line = expectError(await runEnv(['--profile', 'dev']));
      expect(line).toContain(
        `docker-credential-ecr: profile "dev" (--profile): the role ${ROLE} can't be assumed`,
      );
      expect(line).toMatch(/; name the caller in the role's trust policy, and allow it sts:AssumeRole\n$/);
    });

    test.each([
      [['--profile', 'a', '--registry', 'b'], 2, 'exclude each other'],
      [['--identity', 'nobody'], 2, 'there is no identity "nobody"'],
      [['--registry', 'docker.io'], 2, '"docker.io" is no ECR registry'],
      [['--format', 'csh'], 2, '--format is "csh"'],
      [['--profile', 'nobody'], 1, 'profile "nobody" is not in'],
    ])('%j', async (words, status, says) => {
      expect(expectError(await runEnv(words), status)).toContain(says);
    });
  });

  describe('as a credential_process', () => {
    const OWN = () => `${scene.path} env --format process`;
    const useWorkspace = async (command: string) => {
      const { person, aws } = scene;
      aws.addRole({ arn: ROLE, webIdentity: { audience: 'sts.amazonaws.com' } });
      const file = await person.write('token', `${aws.signWebIdentityToken({ aud: 'sts.amazonaws.com' })}\n`);
      const workspace = { roleArn: ROLE, webIdentity: { source: 'file', path: file } };
      await person.write(
        CONFIG,
        JSON.stringify({ identities: { workspace, again: { profile: 'default' } } }),
      );
      await person.write('.aws/config', `[default]\ncredential_process = ${command}\n`);
    };

    test.each([
      ['', {}],
      [' with AWS_PROFILE=default', { AWS_PROFILE: 'default' }],
    ])('of the default profile, serves a get and env%s', async (_, env) => {
      await useWorkspace(`${OWN()} --identity workspace`);
      const ended = await scene.person.run('get', REGISTRY, env);
      expect(scene.aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
      expect(scene.aws.requests.map(({ operation }) => operation)).toEqual([
        'AssumeRoleWithWebIdentity',
        'GetAuthorizationToken',
      ]);
      await expectGood(await variables([], env));
    });

    test('prints what the SDKs read', async () => {
      await useWorkspace('none');
      const { code, stdout, stderr } = await runEnv(['--identity', 'workspace', '--format', 'process']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(JSON.parse(stdout)).toEqual({
        Version: 1,
        AccessKeyId: expect.stringMatching(/^ASIA/),
        SecretAccessKey: expect.any(String),
        SessionToken: expect.any(String),
        Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      });
    });

    const LEADS_BACK =
      /the credential_process of profile "default" asks for the credentials of that very profile.*; name another identity in it: docker-credential-ecr env --identity I --format process\n$/;

    test.each([
      ['names nobody', ''],
      ['names its own profile', '--profile default'],
      ['names an identity that is its own profile', '--identity again'],
    ])('that %s is refused before it is started', async (_, words) => {
      await useWorkspace(`${OWN()} ${words}`);
      for (const env of [{}, { AWS_PROFILE: 'default' }]) {
        const line = expectError(await runEnv([], env));
        expect(line).toMatch(LEADS_BACK);
        expect(line).not.toContain('failed');
        expect(expectFailure(await scene.person.run('get', REGISTRY, env))).toMatch(LEADS_BACK);
      }
    });

    test('that hides it behind a script is refused when it comes back', async () => {
      await useWorkspace(`script`);
      const started = await scene.person.write('started', '');
      await scene.person.addProgram('script', `#!/bin/sh\necho >>'${started}'\nexec ${OWN()}\n`);
      expect(expectError(await runEnv())).toMatch(LEADS_BACK);
      expect(await readFile(started, 'utf8')).toBe('\n');
      expect(expectFailure(await scene.person.run('get'))).toMatch(LEADS_BACK);
      expect(await readFile(started, 'utf8')).toBe('\n\n');
    });

    test('that fails says why once', async () => {
      await useWorkspace(`${OWN()} --identity workspace`);
      scene.aws.addRole({ arn: ROLE, webIdentity: { audience: 'elsewhere' } });
      const line = expectFailure(await scene.person.run('get'));
      expect(line).toContain(
        `: the credential_process of profile "default" failed: identity "workspace" (--identity): STS refused`,
      );
      expect(line).not.toContain('by hand');
      expect(line.match(/docker-credential-ecr: /g)).toHaveLength(1);
    });
  });

  test('a person signs in on the spot, and nothing of it is taken for variables', async () => {
    const { person, aws } = scene;
    await useUnsignedSso(person, aws);
    const script =
      'eval "$("$HELPER" env --profile dev)"; echo "$AWS_ACCESS_KEY_ID" > key; env | grep -c "^AWS_S" > count';
    const env = person.environment({ HELPER: scene.path });
    const terminal = runAtTerminal(script, { cwd: person.folder, env });
    await terminal.shows(QUESTION);
    aws.decideDeviceSignIn('approved');
    expect(await terminal.ended).toBe(0);
    expect(await readFile(join(person.folder, 'key'), 'utf8')).toMatch(/^ASIA\w+\n$/);
    expect(await readFile(join(person.folder, 'count'), 'utf8')).toBe('2\n');
  });

  test('on a terminal, tells what sets them instead', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    const start = { cwd: person.folder, env: person.environment({ HELPER: scene.path }) };
    const terminal = runAtTerminal('"$HELPER" env --format sh', start);
    expect(await terminal.ended).toBe(0);
    expect(terminal.shown()).toContain(
      'to set them in this shell, run: eval "$(docker-credential-ecr env --format sh)"',
    );
  });
});
