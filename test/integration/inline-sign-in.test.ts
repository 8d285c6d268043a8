import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { runAtTerminal } from './at-terminal.ts';
import { EXECUTABLES } from './executables.ts';
import { ACCOUNT, Person, REGISTRY } from './person.ts';
import {
  keptToken,
  QUESTION,
  START_URL,
  signInRequests,
  ssoCacheFiles,
  useUnsignedSso,
} from './sso-person.ts';

jest.setTimeout(60_000);

let aws: AwsStandIn;
let person: Person;

/** A get as Docker runs it: it alone writes to the helper's stdin and reads its stdout; stderr is the terminal. */
const GET = `echo ${REGISTRY} | "$HELPER" get > answer`;
const REMEDY = 'run: docker-credential-ecr login --profile dev (or: aws sso login --profile dev)';

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    person = await Person.at(aws, path);
    person.env.AWS_PROFILE = 'dev';
    await useUnsignedSso(person, aws);
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  const answer = async (name = 'answer') => JSON.parse(await readFile(join(person.folder, name), 'utf8'));
  const terminal = (script: string, env = {}) => {
    const start = { cwd: person.folder, env: person.environment({ ...env, HELPER: path }) };
    const run = runAtTerminal(script, start);
    return {
      type: run.type,
      says: async (pattern: RegExp) => {
        await run.shows(pattern);
        return pattern.exec(run.shown()) ?? [];
      },
      ended: run.ended.then((code) => ({ code, stdout: run.shown() })),
    };
  };
  const questions = () => signInRequests(aws).filter((name) => name === 'StartDeviceAuthorization').length;

  test('asks on the terminal, and goes on when the person has approved', async () => {
    const running = terminal(GET);
    const [, code = ''] = await running.says(QUESTION);
    aws.decideDeviceSignIn('approved', code);
    const { stdout, code: status } = await running.ended;
    expect(status).toBe(0);
    expect(aws.checkPassword((await answer()).Secret, ACCOUNT, 'us-east-1')).toBe('good');
    expect(stdout.replaceAll('\r', '').replaceAll(code, 'CODE')).toBe(
      'docker-credential-ecr: sign in to the SSO session "acme": open in any browser\n\n' +
        '    https://device.sso.eu-west-1.amazonaws.com/?user_code=CODE\n\n' +
        'and approve if it shows the code  CODE\n' +
        'Waiting for up to 3 min (Ctrl-C to give up) …\n' +
        'docker-credential-ecr: signed in to the SSO session "acme"; its token is kept in ' +
        `~/.aws/sso/cache/${basename((await keptToken(person)).path)}\n`,
    );
    expect((await keptToken(person)).token).toHaveProperty('refreshToken');
    // No lock stays behind.
    expect((await ssoCacheFiles(person)).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  test('waits longer for a person than for AWS', async () => {
    const running = terminal(GET, { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1' });
    await running.says(QUESTION);
    // Three times it was asked whether there is an answer: three seconds.
    for (let count = 1; count <= 3; count += 1) {
      await aws.waitForRequest(
        ({ operation, status }) => operation === 'CreateToken' && status !== undefined,
      );
      aws.clearRequests();
    }
    aws.decideDeviceSignIn('approved');
    expect(await running.ended).toMatchObject({ code: 0 });
  });

  test('asks when SSO has ended a session whose token looks good', async () => {
    const session = {
      startUrl: START_URL,
      region: 'eu-west-1',
      assignments: [{ accountId: ACCOUNT, roleName: 'Developer' }],
    };
    const signIn = aws.addSsoSession(session);
    await person.writeSsoToken('acme', { ...signIn, startUrl: START_URL, region: 'eu-west-1' });
    aws.endSsoSession(signIn.accessToken);
    const running = terminal(GET);
    await running.says(QUESTION);
    aws.decideDeviceSignIn('approved');
    expect(await running.ended).toMatchObject({ code: 0 });
  });

  test('of five at once, for several registries, one asks and all go on', async () => {
    const regions = ['us-east-1', 'us-east-2', 'eu-west-1', 'us-east-1', 'us-east-1'];
    const gets = regions.map(
      (region, index) => `echo ${ACCOUNT}.dkr.ecr.${region}.amazonaws.com | "$HELPER" get > answer${index} &`,
    );
    const running = terminal(`${gets.join(' ')} wait`);
    await running.says(QUESTION);
    await aws.waitForRequest(({ operation }) => operation === 'CreateToken');
    aws.decideDeviceSignIn('approved');
    const { stdout } = await running.ended;
    expect(stdout.match(/sign in to the SSO session/g)).toHaveLength(1);
    expect(questions()).toBe(1);
    for (const [index, region] of regions.entries()) {
      const { Secret } = await answer(`answer${index}`);
      expect(aws.checkPassword(Secret, ACCOUNT, region)).toBe('good');
    }
  });

  test('of two at once, both fail when the person says no, and one has asked', async () => {
    const gets = ['us-east-1', 'us-east-2'].map(
      (region) => `echo ${ACCOUNT}.dkr.ecr.${region}.amazonaws.com | "$HELPER" get > answer-${region} &`,
    );
    const running = terminal(`${gets.join(' ')} wait`);
    await running.says(QUESTION);
    await aws.waitForRequest(({ operation }) => operation === 'CreateToken');
    aws.decideDeviceSignIn('denied');
    const { stdout } = await running.ended;
    expect(questions()).toBe(1);
    expect(stdout).toContain('was denied in the browser');
    expect(stdout).toContain('nobody has signed in to the SSO session "acme" yet');
  });

  test('gives up at Ctrl-C', async () => {
    const running = terminal(GET);
    await running.says(QUESTION);
    running.type('\u0003');
    const { stdout, code } = await running.ended;
    expect(stdout).toMatch(/docker-credential-ecr: .*ended by Ctrl-C/);
    expect(code).toBe(130);
    expect((await ssoCacheFiles(person)).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  test.each<[string, string, Record<string, string>]>([
    ['where stderr is no terminal', `${GET} 2> errors; status=$?; cat errors; exit $status`, {}],
    ['in CI', GET, { CI: 'true' }],
    ['where it is switched off', GET, { DOCKER_CREDENTIAL_ECR_INTERACTIVE: '0' }],
  ])('asks nobody %s', async (_, script, env) => {
    const { stdout, code } = await terminal(script, env).ended;
    expect(code).toBe(1);
    expect(stdout.trimEnd()).toMatch(/^docker-credential-ecr: [^\n]+$/);
    expect(stdout).toContain(REMEDY);
    expect(signInRequests(aws)).toEqual([]);
  });

  test('asks nobody for an image that anybody may pull', async () => {
    const { stdout, code } = await terminal('echo public.ecr.aws | "$HELPER" get > answer').ended;
    expect(code).toBe(1);
    expect(stdout).toContain(REMEDY);
    expect(await readFile(join(person.folder, 'answer'), 'utf8')).toBe(
      'credentials not found in native keychain\n',
    );
  });
});
