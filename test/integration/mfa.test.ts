import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { runAtTerminal } from './at-terminal.ts';
import { EXECUTABLES } from './executables.ts';
import { leaveSeconds, onlyCacheFile } from './kept-tokens.ts';
import { ACCOUNT, Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

const ROLE = `arn:aws:iam::${ACCOUNT}:role/puller`;
const DEVICE = 'arn:aws:iam::999999999999:mfa/jane';
const CODE = '428571';
const PROMPT = `docker-credential-ecr: MFA code of ${DEVICE} for profile "puller": `;
const REMEDY = 'run: eval "$(aws configure export-credentials --profile puller --format env)"';

let aws: AwsStandIn;
let person: Person;

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    person = await Person.at(aws, path);
    aws.addRole({ arn: ROLE, trustedPrincipals: 'any', mfa: { serialNumber: DEVICE, code: CODE } });
    const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: '999999999999' });
    await person.write(
      '.aws/config',
      `[profile base]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
        `[profile puller]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = ${DEVICE}\n`,
    );
    person.env.AWS_PROFILE = 'puller';
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  /** A `get` as a client makes it, in a shell on a terminal: the client owns its standard input and output. */
  function getAtTerminal(env: Record<string, string> = {}) {
    const answer = join(person.folder, 'answer');
    const script = `printf %s ${REGISTRY} | ${path} get > ${answer}`;
    const start = { cwd: person.folder, env: person.environment(env) };
    return { run: runAtTerminal(script, start), answer: () => readFile(answer, 'utf8') };
  }

  const assumed = () => aws.requests.filter(({ operation }) => operation === 'AssumeRole');

  test('asks on the terminal for the code, shows what is typed, and answers', async () => {
    const { run, answer } = getAtTerminal();
    await run.shows(PROMPT);
    expect(assumed()).toEqual([]);
    run.type(`${CODE}\r`);
    expect(await run.ended).toBe(0);
    expect(run.shown()).toBe(`${PROMPT}${CODE}\r\n`);
    expect(aws.checkPassword(JSON.parse(await answer()).Secret, ACCOUNT)).toBe('good');
    expect(assumed()).toMatchObject([{ input: { SerialNumber: DEVICE, TokenCode: '[removed]' } }]);

    // The token is kept: nobody is asked again, terminal or not.
    expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
  });

  test('asks nobody for a new token while the kept one has 5 minutes or more', async () => {
    const { run, answer } = getAtTerminal();
    await run.shows(PROMPT);
    run.type(`${CODE}\r`);
    await run.ended;
    await leaveSeconds(await onlyCacheFile(person), 360);
    aws.clearRequests();
    const second = getAtTerminal();
    expect(await second.run.ended).toBe(0);
    expect(second.run.shown()).toBe('');
    expect(await second.answer()).toBe(await answer());
    expect(aws.requests).toEqual([]);
  });

  test('asks once for any number that want the same token, and the others wait as long', async () => {
    const answers = [1, 2, 3].map((number) => join(person.folder, `answer-${number}`));
    const gets = answers.map((file) => `printf %s ${REGISTRY} | ${path} get >${file} &`);
    const env = person.environment({ DOCKER_CREDENTIAL_ECR_TIMEOUT: '2' });
    const run = runAtTerminal(`${gets.join(' ')} wait`, { cwd: person.folder, env });
    await run.shows(PROMPT);
    await new Promise((resolve) => setTimeout(resolve, 2500)); // a person who looks for their device
    run.type(`${CODE}\r`);
    await run.ended;
    expect(run.shown()).toBe(`${PROMPT}${CODE}\r\n`);
    const texts = await Promise.all(answers.map((file) => readFile(file, 'utf8')));
    expect(new Set(texts).size).toBe(1);
    expect(aws.checkPassword(JSON.parse(texts[0] ?? '').Secret, ACCOUNT)).toBe('good');
    expect(assumed()).toHaveLength(1);
  });

  test('takes more time to wait for a person than a get may take, and the rest of it after that', async () => {
    const { run, answer } = getAtTerminal({ DOCKER_CREDENTIAL_ECR_TIMEOUT: '2' });
    await run.shows(PROMPT);
    await new Promise((resolve) => setTimeout(resolve, 2500)); // a person who looks for their device
    aws.inject({ kind: 'hang', service: 'sts' });
    run.type(`${CODE}\r`);
    expect(await run.ended).toBe(1);
    expect(await answer()).toContain('no answer from STS in us-east-1 within 2 s');
  });

  test('asks again for what is no code, and for a code that STS refuses', async () => {
    const { run, answer } = getAtTerminal();
    await run.shows(PROMPT);
    run.type('what?\r');
    await run.shows('docker-credential-ecr: An MFA code has six digits.');
    run.type('000000\r');
    await run.shows('STS does not take this code');
    run.type('428 571\r');
    expect(await run.ended).toBe(0);
    expect(aws.checkPassword(JSON.parse(await answer()).Secret, ACCOUNT)).toBe('good');
    expect(assumed()).toHaveLength(2);
  });

  test('gives up after three codes that STS refuses', async () => {
    const { run, answer } = getAtTerminal();
    for (const [index, code] of ['000001', '000002', '000003'].entries()) {
      await run.shows(new RegExp(`(MFA code of [^]*){${index + 1}}: $`));
      run.type(`${code}\r`);
    }
    expect(await run.ended).toBe(1);
    const line = await answer();
    expect(line).toContain(`STS refused 3 MFA codes of ${DEVICE} for profile "puller"; check mfa_serial`);
    expect(run.shown()).toContain(line.trim());
    expect(assumed()).toHaveLength(3);
  });

  test('asks one time for a role that trusts another device, and says what STS said', async () => {
    aws.addRole({ arn: ROLE, trustedPrincipals: 'any', mfa: { serialNumber: 'another', code: CODE } });
    const { run, answer } = getAtTerminal();
    await run.shows(PROMPT);
    run.type(`${CODE}\r`);
    expect(await run.ended).toBe(1);
    expect(await answer()).toContain(`the role ${ROLE} can't be assumed`);
    expect(assumed()).toHaveLength(1);
  });

  test('ends with Ctrl-C', async () => {
    const { run, answer } = getAtTerminal();
    await run.shows(PROMPT);
    run.type('\x03');
    expect(await run.ended).toBe(130);
    expect(await answer()).toBe('');
    expect(assumed()).toEqual([]);
  });

  test('takes Ctrl-D for an answer', async () => {
    const { run, answer } = getAtTerminal();
    await run.shows(PROMPT);
    run.type('\x04');
    expect(await run.ended).toBe(1);
    expect(await answer()).toContain(`wants an MFA code (mfa_serial), and none was typed; ${REMEDY}\n`);
  });

  test.each([
    [{ DOCKER_CREDENTIAL_ECR_INTERACTIVE: '0' }, 'DOCKER_CREDENTIAL_ECR_INTERACTIVE says'],
    [{ CI: 'true' }, 'CI says'],
    [{ GITPOD_HEADLESS: 'true' }, 'GITPOD_HEADLESS says'],
  ])('asks nobody with %j', async (env, says) => {
    const { run, answer } = getAtTerminal(env);
    expect(await run.ended).toBe(1);
    expect(await answer()).toContain(`${says} that nobody is to be asked; ${REMEDY}\n`);
    expect(aws.requests).toEqual([]);
  });

  test('says what to do where there is no terminal', async () => {
    const { code, stdout, stderr } = await person.run('get');
    expect({ code, stdout }).toEqual({ code: 1, stdout: stderr });
    expect(stderr).toContain(
      `profile "puller" wants an MFA code (mfa_serial), and there is no terminal to ask on; ${REMEDY}\n`,
    );
  });
});
