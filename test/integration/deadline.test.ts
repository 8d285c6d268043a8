import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, jest, test } from '@jest/globals';
import type { Fault } from '../fakes/aws/faults.ts';
import type { AwsStandIn } from '../fakes/aws/stand-in.ts';
import { runWithOpenStdin } from './as-person.ts';
import { forEachExecutable } from './each-executable.ts';
import { HANG, identityNamed, secondsAgo, useKeys, useProcess, useSso, useWorkspace } from './failure.ts';
import { expectFailure } from './one-line.ts';
import { type Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

type SetUp = (person: Person, aws: AwsStandIn) => unknown;

const hang = (service: NonNullable<Fault['service']>, kind: 'hang' | 'hang-body' = 'hang'): Fault => ({
  kind,
  service,
});
const identity = (name: string): SetUp => identityNamed(name).setUp;
const sso = identity('an SSO session');
const role = identity('a role with source_profile');
const renewal: SetUp = (person, aws) => useSso(person, aws, { expiresAt: secondsAgo(60) });
const token = identity('a web identity token file');

/** What hangs, and what the line says was waited for. */
const HANGING: readonly [string, SetUp, Fault | undefined, string][] = [
  ['ECR', useKeys, hang('ecr'), 'ECR in us-east-1'],
  ['the answer of ECR', useKeys, hang('ecr', 'hang-body'), 'ECR in us-east-1'],
  ['STS', role, hang('sts'), 'STS in eu-west-1'],
  ['the answer of STS', role, hang('sts', 'hang-body'), 'STS in eu-west-1'],
  ['STS for a web identity', token, hang('sts'), 'STS in us-east-1'],
  ['the SSO portal', sso, hang('sso'), 'the SSO portal in eu-west-1'],
  ['the answer of the SSO portal', sso, hang('sso', 'hang-body'), 'the SSO portal in eu-west-1'],
  ['the renewal of an SSO session', renewal, hang('sso-oidc'), 'SSO sign-in in eu-west-1'],
  ['ECR behind STS', role, hang('ecr'), 'ECR in us-east-1'],
  [
    'container credentials',
    identity('container credentials'),
    hang('container'),
    'the container credentials',
  ],
  ["a workspace's program", (person) => useWorkspace(person, HANG), undefined, "the workspace's token"],
  [
    'a credential_process',
    (person) => useProcess(person, HANG),
    undefined,
    'the credential_process of profile "dev"',
  ],
];

/** Waits for a file that another program is about to write. */
async function contentOnceThere(file: string): Promise<string> {
  for (let tries = 0; tries < 500; tries += 1) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return text;
    await delay(20);
  }
  throw new Error(`${file} was not written.`);
}

forEachExecutable((scene) => {
  const shortly = { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1' };

  test.each(HANGING)('ends when the time is over, and says what it waited for: %s', async (...row) => {
    const [, setUp, fault, waitedFor] = row;
    const { person, aws, secrets } = scene;
    await setUp(person, aws);
    if (fault) aws.inject(fault);
    const line = expectFailure(await person.run('get', REGISTRY, shortly));
    // Which registry, which identity, and by which rule.
    expect(line).toMatch(/^docker-credential-ecr: 111111111111\.\S+: \S.* \(.+\): no answer/);
    expect(line).toContain(`: no answer from ${waitedFor} within 1 s; `);
    expect(line).toMatch(
      /; check the network or proxy, or set DOCKER_CREDENTIAL_ECR_TIMEOUT to more seconds\n$/,
    );
    expect(secrets.foundIn(line)).toEqual([]);
  });

  test('ends when the time is over while EC2 metadata hangs', async () => {
    const { person, aws } = scene;
    aws.inject(hang('imds'));
    // Sooner than a machine without metadata is told from one where it is slow.
    const line = expectFailure(await person.run('get', REGISTRY, { DOCKER_CREDENTIAL_ECR_TIMEOUT: '0.5' }));
    expect(line).toContain('no answer from EC2 instance metadata within 0.5 s; ');
  });

  test('says it on stderr alone for ECR Public, and lets the client go on anonymously', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    aws.inject(hang('ecr-public'));
    const { code, stdout, stderr } = await person.run('get', 'public.ecr.aws', shortly);
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'credentials not found in native keychain\n' });
    expect(stderr).toMatch(
      /^docker-credential-ecr: public\.ecr\.aws: .*: no answer from ECR in us-east-1 within 1 s; .*\n$/,
    );
  });

  test.each([
    ['get', ''],
    ['get', REGISTRY],
    ['store', ''],
    ['erase', ''],
  ])('ends when the time is over although stdin stays open: %s after %j', async (verb, input) => {
    const line = expectFailure(await runWithOpenStdin(scene, verb, { input, env: shortly }));
    expect(line).toMatch(/: no answer from .*standard input within 1 s; /);
  });

  test.each(['list', 'version'])('does not wait for stdin: %s', async (verb) => {
    expect(await runWithOpenStdin(scene, verb, { env: shortly })).toMatchObject({ code: 0, stderr: '' });
  });

  test("ends the workspace's program with itself", async () => {
    const { person } = scene;
    const mark = join(person.folder, 'ended');
    await useWorkspace(person, `trap 'echo TERM > ${mark}; exit' TERM\n${HANG}`);
    expectFailure(await person.run('get', REGISTRY, shortly));
    await expect(contentOnceThere(mark)).resolves.toBe('TERM\n');
  });

  describe('the setting', () => {
    test.each([
      'soon',
      '0',
      '-1',
      '1e3',
      '3601',
      '5s',
      '5,5',
      'Infinity',
      'NaN',
      '0x10',
      '1 2',
      '\u001b[31m1',
    ])('is refused where it is no number of seconds: %j', async (value) => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      for (const verb of ['get', 'store', 'erase', 'list']) {
        const ended = await person.run(verb, REGISTRY, { DOCKER_CREDENTIAL_ECR_TIMEOUT: value });
        expect(expectFailure(ended)).toMatch(
          /: DOCKER_CREDENTIAL_ECR_TIMEOUT is ".*", which is no number of seconds; set it to a number between 1 and 3600, or unset it\n$/,
        );
      }
      expect(aws.requests).toEqual([]);
    });

    test.each(['', ' ', '30', ' 30 ', '2.5', '3600'])('is taken: %j', async (value) => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      const ended = await person.run('get', REGISTRY, { DOCKER_CREDENTIAL_ECR_TIMEOUT: value });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
    });
  });
});
