import { describe, expect, jest, test } from '@jest/globals';
import { runAtTerminal } from './at-terminal.ts';
import { forEachExecutable } from './each-executable.ts';
import { useKeys } from './failure.ts';
import { IDENTITIES } from './identities.ts';
import { leaveSeconds, onlyCacheFile } from './kept-tokens.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { useUnsignedSso } from './sso-person.ts';
import { statusRuns } from './status-run.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

const OTHER = '222222222222.dkr.ecr.eu-central-1.amazonaws.com';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/puller`;

forEachExecutable((scene) => {
  const { status, statusJson, install } = statusRuns(scene);

  describe('--check', () => {
    test.each(IDENTITIES)('asks AWS who it is, and for a token: $name', async ({ setUp, requests }) => {
      const { person, aws } = scene;
      await setUp(person, aws);
      await install(REGISTRY);
      const { code, registries, findings } = await statusJson(['--check']);
      expect(findings).toEqual([]);
      const arn = expect.stringMatching(new RegExp(`^arn:aws:(iam|sts)::${ACCOUNT}:`));
      expect(registries).toMatchObject([{ check: { arn, token: 'granted' }, token: { state: 'none' } }]);
      expect(code).toBe(0);
      // The credentials are had once for both questions.
      const asked = aws.requests.map(({ service, operation }) => `${service}.${operation}`);
      expect(asked.sort()).toEqual([...requests, 'sts.GetCallerIdentity'].sort());
      expect(await treeOf(person.home).then((tree) => tree.map(({ path }) => path))).not.toContainEqual(
        expect.stringMatching(/\.cache\/docker-credential-ecr\/.*\.json/),
      );
    });

    test('asks once where an identity serves several registries of a region', async () => {
      const { aws } = scene;
      const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: ACCOUNT });
      const second = OTHER.replace('eu-central-1', 'us-east-1');
      await install(REGISTRY, OTHER, second);
      const env = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
      const { registries } = await statusJson(['--check'], env);
      expect(registries.map(({ check }) => check?.token)).toEqual(['granted', 'granted', 'granted']);
      const asked = aws.requests.map(({ operation, signedFor }) => `${operation} ${signedFor?.region}`);
      expect(asked.sort()).toEqual([
        'GetAuthorizationToken eu-central-1',
        'GetAuthorizationToken us-east-1',
        'GetCallerIdentity eu-central-1',
        'GetCallerIdentity us-east-1',
      ]);
    });

    test('says who may not get a token, and what would let them', async () => {
      await useKeys(scene.person, scene.aws);
      await install(REGISTRY);
      scene.aws.inject({ kind: 'denied', service: 'ecr' });
      const { code, findings, registries } = await statusJson(['--check']);
      expect(registries[0]?.check).toEqual({ arn: expect.stringMatching(/^arn:aws:iam::/), token: 'failed' });
      expect(findings).toEqual([
        {
          code: 'access-denied',
          severity: 'error',
          message: expect.stringMatching(`^${REGISTRY}: .*may not call ecr:GetAuthorizationToken`),
          remedy: 'add a policy that allows ecr:GetAuthorizationToken to it',
        },
      ]);
      expect(code).toBe(1);
    });

    test('warns only, where STS alone does not answer', async () => {
      await useKeys(scene.person, scene.aws);
      await install(REGISTRY);
      scene.aws.inject({ kind: 'fail', service: 'sts', status: 403, code: 'InvalidClientTokenId' });
      const { findings, registries } = await statusJson(['--check']);
      expect(registries[0]?.check).toEqual({ arn: null, token: 'granted' });
      expect(findings).toMatchObject([{ code: 'credentials-refused', severity: 'warning' }]);
    });

    test('does not tell twice what was known without asking', async () => {
      await useUnsignedSso(scene.person, scene.aws);
      await install(REGISTRY);
      expect((await statusJson(['--check'])).codes).toEqual(['sso-sign-in-needed']);
    });

    test('ends in time where AWS does not answer', async () => {
      await useKeys(scene.person, scene.aws);
      await install(REGISTRY);
      scene.aws.inject({ kind: 'hang' });
      const { codes } = await statusJson(['--check'], { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1' });
      expect(codes).toEqual(['timed-out']);
    });

    test('asks nobody for an MFA code', async () => {
      const { person, aws } = scene;
      const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: ACCOUNT });
      aws.addRole({ arn: ROLE, trustedPrincipals: 'any' });
      await person.write(
        '.aws/config',
        `[default]\nrole_arn = ${ROLE}\nsource_profile = keys\nmfa_serial = arn:aws:iam::${ACCOUNT}:mfa/ann\n` +
          `[profile keys]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
      );
      await install(REGISTRY);
      const env = person.environment();
      const run = runAtTerminal(`'${scene.path}' status --check`, { cwd: person.folder, env });
      expect(await run.ended).toBe(0);
      expect(run.shown()).toContain('wants an MFA code, so that AWS was not asked');
      expect(run.shown()).toContain(`run: docker-credential-ecr login ${REGISTRY}`);
      expect(aws.requests).toEqual([]);
    });
  });

  describe('the clock', () => {
    const MINUTES = 60_000;

    test('is told from the last answer, until it is right', async () => {
      const { person, aws } = scene;
      await useKeys(scene.person, scene.aws);
      await install(REGISTRY);
      aws.clockOffsetMs = 7 * MINUTES;
      expect((await person.run('get')).code).toBe(0);
      const { findings, code } = await statusJson();
      expect(findings).toMatchObject([{ code: 'clock-off', severity: 'warning' }]);
      expect(findings[0]?.message).toMatch(/clock is (6m|7m) behind AWS's/);
      expect(code).toBe(1);

      aws.clockOffsetMs = 0;
      await leaveSeconds(await onlyCacheFile(person), -60);
      expect((await person.run('get')).code).toBe(0);
      expect((await statusJson()).codes).toEqual([]);
    });

    test('is told by --check, which keeps nothing of it', async () => {
      await useKeys(scene.person, scene.aws);
      await install(REGISTRY);
      scene.aws.clockOffsetMs = -60 * MINUTES;
      expect((await statusJson(['--check'])).codes).toContain('clock-off');
      expect((await statusJson()).codes).toEqual([]);
    });
  });

  describe('secrets', () => {
    test('are not told, whatever is looked at', async () => {
      const { person, aws, secrets } = scene;
      const key = aws.addTemporaryKey({ accountId: ACCOUNT, roleName: 'ci' });
      const made = (what: string) => {
        const secret = `${what}-secret-0123456789`;
        secrets.add(what, secret);
        secrets.add(`${what} in base64`, Buffer.from(`AWS:${secret}`).toString('base64').slice(0, 24));
        return secret;
      };
      const auth = (what: string) => ({ auth: Buffer.from(`AWS:${made(what)}`).toString('base64') });
      await install(REGISTRY);
      await person.write(
        '.docker/config.json',
        JSON.stringify({
          auths: { [REGISTRY]: auth('auths'), [OTHER]: { password: made('plain') } },
          credsStore: 'ecr',
        }),
      );
      Object.assign(person.env, {
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
        AWS_SESSION_TOKEN: key.sessionToken,
        DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [REGISTRY]: auth('variable') } }),
        HTTPS_PROXY: `http://ann:${made('proxy')}@127.0.0.1:1`,
        DOCKER_CREDENTIAL_ECR_DEBUG: '1',
      });
      await person.run('get');
      const pasted = { ServerURL: OTHER, Username: 'AWS', Secret: made('pasted') };
      await person.run('store', JSON.stringify(pasted));
      for (const args of [[], ['--json'], ['--check'], ['--check', '--json']]) {
        const { stdout, stderr, code } = await status(args);
        expect(code).toBe(1);
        expect(stdout).toContain(REGISTRY);
        expect(stdout).toContain('DOCKER_AUTH_CONFIG');
        expect(secrets.foundIn(stdout + stderr)).toEqual([]);
      }
    });
  });
});
