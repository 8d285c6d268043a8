import { beforeEach, describe, expect, jest, test } from '@jest/globals';
import { runAtTerminal } from './at-terminal.ts';
import { configure } from './configured-identities.ts';
import { forEachExecutable } from './each-executable.ts';
import { startAs } from './running.ts';

jest.setTimeout(60_000);

const hostOf = (index: number) =>
  `${String(index + 1)
    .repeat(12)
    .slice(0, 12)}.dkr.ecr.us-east-1.amazonaws.com`;
const MANY = Array.from({ length: 25 }, (_, index) => hostOf(index + 10));

/** What a terminal shows in the end of what was written on it. */
function screen(written: string): string {
  const lines = written.split('\r\n');
  return lines.map((line) => line.split('\r\u001b[K').at(-1)).join('\n');
}

forEachExecutable((scene) => {
  describe('with access keys', () => {
    beforeEach(() => {
      const { person, aws } = scene;
      aws.tokenLifetimeSeconds = 43_190;
      const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: '111111111111' });
      Object.assign(person.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    });

    test('many registries are served over few connections, and told in their order', async () => {
      const { person, aws, path } = scene;
      const { code, stdout, stderr } = await startAs(person, path, ['login', ...MANY]).ended;
      expect(stdout).toBe(
        MANY.map((host) => `✓ ${host}  access key ${person.env.AWS_ACCESS_KEY_ID}  expires in 11h59m\n`).join(
          '',
        ),
      );
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(aws.requests).toHaveLength(MANY.length);
      expect(new Set(aws.requests.map(({ connection }) => connection)).size).toBeLessThanOrEqual(10);
    });

    const atTerminal = async (settings: string, hosts = MANY.slice(0, 3)) => {
      const { person, path } = scene;
      const start = { cwd: person.folder, env: person.environment() };
      const run = runAtTerminal(`${settings} ${path} login ${hosts.join(' ')}`, start);
      expect(await run.ended).toBe(0);
      return run.shown();
    };
    const lines = (hosts: readonly string[]) =>
      hosts
        .map((host) => `✓ ${host}  access key ${scene.person.env.AWS_ACCESS_KEY_ID}  expires in 11h59m\n`)
        .join('');

    test('on a terminal a line tells how far it is, and goes in the end', async () => {
      const shown = await atTerminal('NO_COLOR=1 TERM=xterm');
      for (const count of [0, 1, 2, 3]) expect(shown).toContain(`getting 3 tokens … ${count}/3`);
      expect(screen(shown)).toBe(lines(MANY.slice(0, 3)));
    });

    test('Ctrl-C ends it, and takes the line away', async () => {
      const { person, aws, path } = scene;
      aws.inject({ kind: 'hang', service: 'ecr' });
      const start = { cwd: person.folder, env: person.environment() };
      const run = runAtTerminal(`TERM=xterm exec ${path} login ${MANY.slice(0, 3).join(' ')}`, start);
      await aws.waitForRequest(({ service }) => service === 'ecr');
      run.type('\u0003');
      expect(await run.ended).toBe(130);
      expect(screen(run.shown())).toBe('docker-credential-ecr: ended by Ctrl-C\n');
    });

    test.each([
      ['the terminal can do nothing but show characters', 'TERM=dumb'],
      ['CI says that nobody looks', 'TERM=xterm NO_COLOR=1 CI=true'],
      ['stderr is no terminal', 'TERM=xterm NO_COLOR=1 2>&-'],
    ])('nothing is told of it where %s', async (_, settings) => {
      const [before = '', behind = ''] = settings.split(/(?= 2>)/);
      const { person, path } = scene;
      const start = { cwd: person.folder, env: person.environment() };
      const run = runAtTerminal(`${before} ${path} login ${MANY[0]}${behind}`, start);
      expect(await run.ended).toBe(0);
      expect(run.shown()).toBe(lines(MANY.slice(0, 1)).replace('\n', '\r\n'));
    });
  });

  test('a person is asked for one MFA code after another', async () => {
    const { person, aws, path } = scene;
    const device = 'arn:aws:iam::999999999999:mfa/jane';
    const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: '999999999999' });
    const accounts = ['111111111111', '222222222222', '333333333333'];
    const [first, second, third] = accounts.map((id) => `${id}.dkr.ecr.us-east-1.amazonaws.com`);
    const roles = accounts.map((id) => `arn:aws:iam::${id}:role/puller`);
    for (const arn of roles) {
      aws.addRole({ arn, trustedPrincipals: 'any', mfa: { serialNumber: device, code: '428571' } });
    }
    await person.write(
      '.aws/config',
      `[profile base]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
        ['one', 'two']
          .map(
            (name, index) =>
              `[profile ${name}]\nrole_arn = ${roles[index]}\nsource_profile = base\nmfa_serial = ${device}\n`,
          )
          .join(''),
    );
    // The first and the third registry have one identity, so that is asked for once.
    await configure(person, {
      identities: { one: { profile: 'one' }, two: { profile: 'two' } },
      registries: {
        a: { host: first, identity: 'one' },
        b: { host: second, identity: 'two' },
        c: { host: third, identity: 'one' },
      },
    });
    const prompt = (profile: string) =>
      `docker-credential-ecr: MFA code of ${device} for identity "${profile}", profile "${profile}": `;
    const run = runAtTerminal(`NO_COLOR=1 TERM=xterm ${path} login a b c`, {
      cwd: person.folder,
      env: person.environment(),
    });
    await run.shows(prompt('one'));
    expect(run.shown()).not.toContain(prompt('two'));
    run.type('428571\r');
    await run.shows(prompt('two'));
    run.type('428571\r');
    expect(await run.ended).toBe(0);
    expect(run.shown().split(prompt('one'))).toHaveLength(2);
    expect(screen(run.shown()).split('\n')).toEqual([
      `${prompt('one')}428571`,
      expect.stringContaining(`✓ ${first}  one`),
      `${prompt('two')}428571`,
      expect.stringContaining(`✓ ${second}  two`),
      expect.stringContaining(`✓ ${third}  one`),
      '',
    ]);
  });
});
