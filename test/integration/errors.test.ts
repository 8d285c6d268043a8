import { expect, jest, test } from '@jest/globals';
import { forEachExecutable } from './each-executable.ts';
import { useKeys, useSso } from './failure.ts';
import { cacheFiles, leaveSeconds, onlyCacheFile } from './kept-tokens.ts';
import { NETWORK_FAILURES } from './network-failures.ts';
import { expectCleanLine, expectFailure, expectWarning, passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { PROFILE_FAILURES } from './profile-failures.ts';
import { REFUSALS } from './refusal-failures.ts';
import { SSO_FAILURES } from './sso-failures.ts';
import { TOKEN_FAILURES } from './token-failures.ts';

jest.setTimeout(30_000);

const FAILURES = [...SSO_FAILURES, ...PROFILE_FAILURES, ...REFUSALS, ...TOKEN_FAILURES, ...NETWORK_FAILURES];
const MINUTES = 60_000;

forEachExecutable((scene) => {
  test.each(FAILURES)('says in one line what is wrong and what mends it: $name', async (failure) => {
    const { person, aws, secrets } = scene;
    await failure.setUp(person, aws);
    const line = expectFailure(await person.run('get'));
    expect(line).toContain(`docker-credential-ecr: ${REGISTRY}: ${failure.identity}`);
    for (const part of failure.says) expect(line).toContain(part);
    expect(line).toContain('; ');
    expect(line).toContain(`${failure.remedy}\n`);
    expect(secrets.foundIn(line)).toEqual([]);
    expect(await cacheFiles(person)).toEqual([]);
  });

  test('names both actions that ECR Public needs, on stderr alone, and lets the client go on anonymously', async () => {
    const { person, aws } = scene;
    const key = aws.addAccessKey({ accountId: ACCOUNT, userName: 'jo', mayGetTokens: false });
    Object.assign(person.env, {
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    });
    const { code, stdout, stderr } = await person.run('get', 'public.ecr.aws');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'credentials not found in native keychain\n' });
    expectCleanLine(stderr);
    const action = 'ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken';
    expect(stderr).toContain(
      `docker-credential-ecr: public.ecr.aws: access key ${key.accessKeyId} (AWS_ACCESS_KEY_ID)`,
    );
    expect(stderr).toContain(`it may not call ${action}`);
    expect(stderr).toContain(`add a policy that allows ${action} to it\n`);
  });

  test('names every place that it looked at when there are no credentials, within 5 seconds though the metadata hangs', async () => {
    const { person, aws } = scene;
    aws.inject({ kind: 'hang', service: 'imds' });
    const line = expectFailure(await person.run('get', REGISTRY, { DOCKER_CREDENTIAL_ECR_TIMEOUT: '5' }));
    expect(line).toContain(`docker-credential-ecr: ${REGISTRY}: no AWS credentials: `);
    for (const place of [
      'AWS_ACCESS_KEY_ID is not set',
      'AWS_PROFILE is not set',
      'AWS_WEB_IDENTITY_TOKEN_FILE is not set',
      'AWS_CONTAINER_CREDENTIALS_FULL_URI is not set',
      "a workspace's token needs IDP_AWS_ROLE_ARN or AWS_ROLE_ARN",
      'there is no profile "default"',
      'EC2 instance metadata: no answer',
    ]) {
      expect(line).toContain(place);
    }
    expect(line).toMatch(
      /; set AWS_PROFILE to a profile with credentials, or sign in \(aws configure sso\)\n$/,
    );
  });

  test('has an answer where the clock is wrong and the answer tells the time', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    aws.clockOffsetMs = 60 * MINUTES;
    const ended = await person.run('get');
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
    expect(aws.requests.map(({ status }) => status)).toEqual([400, 200]);
  });

  test('answers a token that comes expired, says that the clock is wrong, and does not keep it', async () => {
    const { person, aws, secrets } = scene;
    await useKeys(person, aws);
    aws.tokenLifetimeSeconds = -60;
    const ended = await person.run('get');
    const line = expectWarning(ended);
    expect(aws.findPassword(passwordIn(ended))).toBeDefined();
    expect(line).toContain(`docker-credential-ecr: ${REGISTRY}: the token from ECR expires at `);
    expect(line).toContain("this machine's clock says ");
    expect(line).toContain('; set the clock (timedatectl set-ntp true)\n');
    expect(secrets.foundIn(line)).toEqual([]);
    expect(await cacheFiles(person)).toEqual([]);
  });

  test.each([
    ['ECR that fails', { kind: 'fail', status: 500, code: 'ServerException' }, 'HTTP 500'],
    ['a cut connection', { kind: 'cut' }, 'closed the connection'],
    ['a refusal', { kind: 'denied' }, 'may not call ecr:GetAuthorizationToken'],
    ['nonsense', { kind: 'garbage' }, 'is not ECR'],
    ['no answer in time', { kind: 'hang' }, 'no answer from ECR in us-east-1 within 2 s'],
  ] as const)(
    'answers the kept token while it is good, and says why there is no new one: %s',
    async (_, fault, why) => {
      const { person, aws, secrets } = scene;
      await useKeys(person, aws);
      const first = await person.run('get');
      await leaveSeconds(await onlyCacheFile(person), 240);
      aws.inject(fault);

      const second = await person.run('get', REGISTRY, { DOCKER_CREDENTIAL_ECR_TIMEOUT: '2' });
      const line = expectWarning(second);
      expect(second.stdout).toBe(first.stdout);
      expect(line).toContain(`the kept token of ${REGISTRY} is used, since it could not be renewed: `);
      expect(line).toContain(why);
      expect(secrets.foundIn(line)).toEqual([]);
    },
  );

  test('answers the kept token while it is good after the SSO session has expired, with the command that signs in', async () => {
    const { person, aws } = scene;
    const { signIn } = await useSso(person, aws);
    const first = await person.run('get');
    await leaveSeconds(await onlyCacheFile(person), 240);
    aws.endSsoSession(signIn.accessToken);

    const second = await person.run('get');
    expect(second.stdout).toBe(first.stdout);
    expect(expectWarning(second)).toMatch(
      /the SSO session has expired; run: docker-credential-ecr login --profile dev \(or: aws sso login --profile dev\)\n$/,
    );
  });

  test('fails once the kept token has expired, and never answers it', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    await person.run('get');
    await leaveSeconds(await onlyCacheFile(person), -1);
    aws.inject({ kind: 'fail', status: 500, code: 'ServerException' });
    expect(expectFailure(await person.run('get'))).toContain('HTTP 500');
  });
});
