import { afterEach, expect, test } from '@jest/globals';
import { withMfaCode } from '../../src/aws/mfa.ts';
import type { AwsTools } from '../../src/aws/tools.ts';
import { fakeTools } from './token-sources/fake-tools.ts';

const DEVICE = { serial: 'arn:aws:iam::1:mfa/jane', identity: 'profile "dev"', profile: 'dev' };

const opened: { end: () => void }[] = [];
afterEach(() => {
  for (const tools of opened.splice(0)) tools.end();
});

/** Someone at a terminal who types these lines, and then Ctrl-D. */
function at(lines: readonly string[], env: Record<string, string> = {}) {
  const left = [...lines];
  const terminal = { shown: '', closed: false };
  const tools = fakeTools({
    env,
    openTerminal: () => ({
      write: (text) => {
        terminal.shown += text;
      },
      readLine: async () => left.shift(),
      close: () => {
        terminal.closed = true;
      },
    }),
  });
  opened.push(tools);
  return { terminal, tools };
}

/** Uses a code as STS does that takes only this one. */
function ask(right: string, tools: AwsTools, device = DEVICE) {
  const tried: string[] = [];
  const use = async (code: string) => {
    tried.push(code);
    if (code !== right) throw new Error('wrong code');
    return 'credentials';
  };
  const result = withMfaCode(device, use, (error) => (error as Error).message === 'wrong code', tools);
  return { tried, result };
}

test('a code is asked for until it is one, and may have blanks', async () => {
  const { terminal, tools } = at(['', '12345', '1234567', '12345a', ' 428 571 ']);
  const { tried, result } = ask('428571', tools);
  expect(await result).toBe('credentials');
  expect(tried).toEqual(['428571']);
  expect(terminal.shown.split('six digits').length - 1).toBe(4);
  expect(terminal.closed).toBe(true);
});

test('the third code that is refused is the last', async () => {
  const { terminal, tools } = at(['000001', '000002', '000003', '428571']);
  const { tried, result } = ask('428571', tools);
  await expect(result).rejects.toMatchObject({ code: 'MFA_REFUSED' });
  expect(tried).toHaveLength(3);
  expect(terminal.closed).toBe(true);
});

test('a failure that is not for the code is passed on at once', async () => {
  const { terminal, tools } = at(['428571', '428571']);
  const failure = new Error('no network');
  const result = withMfaCode(
    DEVICE,
    () => Promise.reject(failure),
    () => false,
    tools,
  );
  await expect(result).rejects.toBe(failure);
  expect(terminal.closed).toBe(true);
});

test.each<[string, Record<string, string>]>([
  ['DOCKER_CREDENTIAL_ECR_INTERACTIVE says', { DOCKER_CREDENTIAL_ECR_INTERACTIVE: '0' }],
  ['CI says', { CI: '1' }],
])('nobody is asked when %s so', async (says, env) => {
  const { terminal, tools } = at(['428571'], env);
  await expect(ask('428571', tools).result).rejects.toMatchObject({
    code: 'MFA_NEEDED',
    message: expect.stringContaining(`profile "dev" wants an MFA code (mfa_serial), and ${says}`),
  });
  expect(terminal.shown).toBe('');
});

test('without a terminal, or an answer, the error says how to go on', async () => {
  const { terminal, tools } = at([]);
  await expect(ask('1', tools).result).rejects.toMatchObject({
    code: 'MFA_NEEDED',
    hint: expect.stringContaining('--profile dev'),
  });
  expect(terminal.closed).toBe(true);
  const none = fakeTools({});
  opened.push(none);
  await expect(ask('1', none, { ...DEVICE, profile: undefined as never }).result).rejects.toMatchObject({
    code: 'MFA_NEEDED',
    message: expect.stringContaining('there is no terminal to ask on'),
    hint: expect.stringContaining('do it once in a terminal'),
  });
});

test('nothing in the AWS config can paint the terminal', async () => {
  const { terminal, tools } = at(['428571']);
  await ask('428571', tools, { ...DEVICE, serial: 'a\x1b[2Jb\nc' }).result;
  expect(terminal.shown).toBe('docker-credential-ecr: MFA code of a [2Jb c for profile "dev": ');
});
