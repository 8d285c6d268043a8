import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { startGitHubActions } from '../fakes/github-actions.ts';
import { type Ended, EXECUTABLES } from './executables.ts';
import { ACCOUNT, Person, REGISTRY } from './person.ts';
import { addRecorded, COMMANDS, type Setting, TOKEN_PLACES } from './token-places.ts';

jest.setTimeout(30_000);

const ROLE = `arn:aws:iam::${ACCOUNT}:role/puller`;

let aws: AwsStandIn;
let person: Person;
let tokens: string[];
let closing: (() => Promise<void>)[];

const asked = () => aws.requests.map(({ service, operation }) => `${service}.${operation}`);

function setting(): Setting {
  return {
    person,
    sign: (claims) => {
      const token = aws.signWebIdentityToken(claims);
      tokens.push(token);
      return token;
    },
    afterwards: (close) => closing.push(close),
  };
}

/** Checks that a run failed with one line that holds no token. Returns the line. */
function expectFailure({ code, stdout, stderr }: Ended): string {
  expect({ code, stdout }).toEqual({ code: 1, stdout: stderr });
  expect(stderr).toMatch(/^docker-credential-ecr: [^\n]+\n$/);
  for (const token of tokens) expect(stderr).not.toContain(token.split('.')[1]);
  return stderr;
}

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    person = await Person.at(aws, path);
    Object.assign(person.env, { AWS_ROLE_ARN: ROLE, AWS_EC2_METADATA_DISABLED: 'true' });
    tokens = [];
    closing = [];
  });

  afterEach(async () => {
    await Promise.all([aws, ...closing.map((close) => ({ close }))].map((server) => server.close()));
    await person.leave();
  });

  test.each(TOKEN_PLACES)('answers in $name', async (place) => {
    aws.addRole({ arn: ROLE, webIdentity: { audience: place.audience } });
    await place.setUp(setting());
    const cold = await person.run('get', REGISTRY, { DOCKER_CREDENTIAL_ECR_DEBUG: '1' });
    expect(cold.code).toBe(0);
    expect(aws.checkPassword(JSON.parse(cold.stdout).Secret, ACCOUNT)).toBe('good');
    for (const token of tokens) expect(cold.stderr).not.toContain(token.split('.')[1]);
    expect(aws.requests).toMatchObject([
      {
        operation: 'AssumeRoleWithWebIdentity',
        input: { RoleArn: ROLE, RoleSessionName: place.sessionName },
      },
      { operation: 'GetAuthorizationToken' },
    ]);
    const commands = await readFile(`${person.home}/${COMMANDS}`, 'utf8').catch(() => '');
    expect(commands).toBe(place.command === undefined ? '' : `${place.command}\n`);

    // Kept, whatever run or person asks next: the session's name is no part of the identity.
    aws.clearRequests();
    const hit = await person.run('get', REGISTRY, { GITHUB_RUN_ID: '2', USER: 'other' });
    expect(hit).toEqual({ code: 0, stdout: cold.stdout, stderr: '' });
    expect(aws.requests).toEqual([]);
  });

  test.each([
    'CIRCLE_OIDC_TOKEN_V2',
    'BITBUCKET_STEP_OIDC_TOKEN',
    'VERCEL_OIDC_TOKEN',
    'SPACELIFT_OIDC_TOKEN',
    'TFC_WORKLOAD_IDENTITY_TOKEN',
    'ACTIONS_ID_TOKEN_REQUEST_TOKEN',
    'BUILDKITE',
    'CI',
  ])('is not in a place for a stray %s alone', async (variable) => {
    aws.addRole({ arn: ROLE, webIdentity: {} });
    const { sign } = setting();
    const line = expectFailure(await person.run('get', REGISTRY, { [variable]: sign({ aud: 'any' }) }));
    expect(line).toContain(
      'no workspace or CI job that gives out tokens is recognised, for the role in AWS_ROLE_ARN',
    );
    expect(asked()).toEqual([]);
  });

  test.each([
    ['GITHUB_ACTIONS', 'GitHub Actions gives this job no token without the permission `id-token: write`'],
    ['CIRCLECI', 'CircleCI gives this job no CIRCLE_OIDC_TOKEN_V2'],
    ['BITBUCKET_PIPELINE_UUID', 'Bitbucket Pipelines gives this step no token without `oidc: true`'],
    ['BUILDKITE_JOB_ID', 'buildkite-agent, which gives out the tokens of Buildkite jobs, is not on PATH'],
    ['VERCEL', 'Vercel gives no token until OIDC federation is switched on'],
    ['TFC_RUN_ID', 'HCP Terraform gives this run no token without TFC_WORKLOAD_IDENTITY_AUDIENCE_AWS'],
    ['GITLAB_CI', "no configuration file names the variable of the GitLab job's token"],
  ])('says why a job with %s has no token', async (mark, why) => {
    expect(expectFailure(await person.run('get', REGISTRY, { [mark]: 'true' }))).toContain(`; ${why}`);
  });

  test('asks for a token for China’s STS with a role in China', async () => {
    const role = `arn:aws-cn:iam::${ACCOUNT}:role/puller`;
    aws.addRole({ arn: role, webIdentity: { audience: 'sts.amazonaws.com.cn' } });
    const { sign } = setting();
    Object.assign(person.env, { AWS_ROLE_ARN: role, GITPOD_WORKSPACE_ID: 'w' });
    await addRecorded(person, 'gp', `echo '${sign({ aud: 'sts.amazonaws.com.cn' })}'`);
    const host = `${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn`;
    expect(await person.run('get', host)).toMatchObject({ code: 0, stderr: '' });
    expect(await readFile(`${person.home}/${COMMANDS}`, 'utf8')).toContain('<sts.amazonaws.com.cn>');
  });

  test('says what a trust policy must say when STS refuses the token', async () => {
    aws.addRole({ arn: ROLE, webIdentity: { subject: 'organization_id:1:*' } });
    const { sign } = setting();
    const claims = { iss: 'https://app.gitpod.io', aud: 'sts.amazonaws.com', sub: 'org:1/prj:2/env:3' };
    await addRecorded(person, 'ona', `echo '${sign(claims)}'`);
    const line = expectFailure(await person.run('get'));
    expect(line).toContain('iss="https://app.gitpod.io" aud="sts.amazonaws.com" sub="org:1/prj:2/env:3"');
    expect(line).toContain(
      '"app.gitpod.io:aud": "sts.amazonaws.com", "app.gitpod.io:sub": "org:1/prj:2/env:3"',
    );
  });

  test.each<[string, Record<string, string>, string]>([
    ['as AWS_ROLE_SESSION_NAME says', { AWS_ROLE_SESSION_NAME: 'jane@example.com' }, 'jane@example.com'],
    ['after the person', { USER: 'Jane Doe of Zürich' }, 'docker-credential-ecr-Jane-Doe-of-Z-rich'],
  ])('calls the session %s', async (_, env, sessionName) => {
    aws.addRole({ arn: ROLE, webIdentity: {} });
    const { sign } = setting();
    await addRecorded(person, 'gp', `echo '${sign({ aud: 'sts.amazonaws.com' })}'`);
    expect(await person.run('get', REGISTRY, env)).toMatchObject({ code: 0, stderr: '' });
    expect(aws.requests[0]?.input).toMatchObject({ RoleSessionName: sessionName });
  });

  test('refuses a session name that STS would refuse', async () => {
    await addRecorded(person, 'gp', 'exit 1');
    const line = expectFailure(await person.run('get', REGISTRY, { AWS_ROLE_SESSION_NAME: 'Jane Doe' }));
    expect(line).toContain('AWS_ROLE_SESSION_NAME is "Jane Doe", which STS does not take');
    expect(line).toContain('; set it to 2 to 64 letters, digits and _+=,.@-, or unset it\n');
  });

  describe('in a GitHub Actions job', () => {
    async function startJob() {
      aws.addRole({ arn: ROLE, webIdentity: { audience: 'sts.amazonaws.com' } });
      const { sign, afterwards } = setting();
      const github = await startGitHubActions(sign);
      afterwards(github.close);
      Object.assign(person.env, github.env);
      return github;
    }

    test('asks again when GitHub can’t answer or the connection breaks', async () => {
      const github = await startJob();
      github.failNext(503, 'cut');
      expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
      expect(github.questions).toHaveLength(3);
      expect(new Set(github.questions.map(({ audience }) => audience))).toEqual(
        new Set(['sts.amazonaws.com']),
      );
    });

    test.each<[string, (number | string)[], string]>([
      ['refuses', [403], 'answered with HTTP 403'],
      ['fails for ever', [500, 502, 503], 'answered with HTTP 503'],
      ['answers with no token', ['{"count":1}'], 'answered with nothing'],
      ['answers with a page', ['<html>Room number, please.</html>'], 'answered with nothing'],
    ])('says what mends it when GitHub %s', async (_, answers, says) => {
      const github = await startJob();
      github.failNext(...answers);
      const line = expectFailure(await person.run('get'));
      expect(line).toContain(
        'GitHub Actions gave no web identity token: the address in ACTIONS_ID_TOKEN_REQUEST_URL',
      );
      expect(line).toContain(says);
      expect(line).toContain('; give the job the permission `id-token: write`\n');
      expect(github.questions).toHaveLength(answers.length);
      expect(line).not.toContain(github.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
    });

    test('says that GitHub can’t be reached', async () => {
      const github = await startJob();
      await github.close();
      const line = expectFailure(await person.run('get'));
      expect(line).toContain("127.0.0.1 can't be reached (ECONNREFUSED); check the network");
    });

    test('ends with the deadline when GitHub never answers', async () => {
      await startJob();
      aws.inject({ kind: 'hang' });
      const env = { ACTIONS_ID_TOKEN_REQUEST_URL: `${aws.url}/never`, DOCKER_CREDENTIAL_ECR_TIMEOUT: '0.5' };
      const line = expectFailure(await person.run('get', REGISTRY, env));
      expect(line).toContain('no answer from the token of GitHub Actions within 0.5 s');
    });

    test('refuses an address that is none', async () => {
      await startJob();
      const line = expectFailure(
        await person.run('get', REGISTRY, { ACTIONS_ID_TOKEN_REQUEST_URL: 'file:///etc' }),
      );
      expect(line).toContain('ACTIONS_ID_TOKEN_REQUEST_URL is no http or https address');
    });
  });
});
