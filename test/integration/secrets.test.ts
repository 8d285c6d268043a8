import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, jest, test } from '@jest/globals';
import type { Fault } from '../fakes/aws/faults.ts';
import { forEachExecutable, type Scene } from './each-executable.ts';
import { IDENTITIES, type Identity } from './identities.ts';
import { leaveSeconds, onlyCacheFile } from './kept-tokens.ts';
import { passwordIn } from './one-line.ts';
import { REGISTRY } from './person.ts';
import { recordSecrets } from './secret-record.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

/** What goes wrong once, or for ever where the program would try again. */
const FAULTS: readonly Fault[] = [
  { kind: 'hang-body', times: 1 },
  { kind: 'cut' },
  { kind: 'cut-body' },
  { kind: 'throttle' },
  { kind: 'denied' },
  { kind: 'fail', status: 500, code: 'ServerException' },
  { kind: 'garbage' },
  { kind: 'garbage', body: '{"half', contentType: 'application/x-amz-json-1.1' },
  { kind: 'no-date' },
];

/** The setting under which the program says most. */
const TALKATIVE = { DOCKER_CREDENTIAL_ECR_DEBUG: '1' };

/** Settings that make what fails fail soon: however it fails, it has said all by then. */
const IMPATIENT = { ...TALKATIVE, DOCKER_CREDENTIAL_ECR_TIMEOUT: '1', AWS_MAX_ATTEMPTS: '1' };

/** The secret that identities.ts gives to the container. */
const CONTAINER_SECRET = 'secret-of-the-task';

/** The command lines of all processes of this machine. */
async function commandLines(): Promise<string> {
  return (await promisify(execFile)('ps', ['-A', '-ww', '-o', 'args='])).stdout;
}

/** The files below the person's home and temporary directory that hold a secret and that others may read. */
async function looseFiles({ person, secrets }: Scene): Promise<string[]> {
  const files = [...(await treeOf(person.home)), ...(await treeOf(join(person.folder, 'tmp')))];
  return files
    .filter(({ kind, mode }) => kind === 'file' && (mode & 0o077) !== 0)
    .filter(({ content }) => secrets.foundIn(content).length > 0)
    .map(({ path }) => path);
}

forEachExecutable((scene) => {
  const start = async (identity: Identity) => {
    const { person, aws, secrets } = scene;
    secrets.add('container authorization token', CONTAINER_SECRET);
    await person.write('../tmp/.keep', '');
    person.env.TMPDIR = join(person.folder, 'tmp');
    await identity.setUp(person, aws);
  };

  /** Runs a `get`, and finds the secrets where none may be. */
  const leaksOf = async (env: Record<string, string>) => {
    const { person, secrets } = scene;
    const ended = await person.run('get', REGISTRY, env);
    const answer = ended.code === 0 ? [passwordIn(ended)] : [];
    return {
      ended,
      leaks: {
        stderr: secrets.foundIn(ended.stderr),
        stdout: secrets.foundIn(ended.stdout, answer),
        looseFiles: await looseFiles(scene),
        temporaryFiles: await readdir(join(person.folder, 'tmp')),
      },
    };
  };
  const NO_LEAKS = { stderr: [], stdout: [], looseFiles: [], temporaryFiles: ['.keep'] };

  describe.each(IDENTITIES)('with $name', (identity) => {
    test('no secret is told when all goes well, cold, kept and renewed', async () => {
      await start(identity);
      const cold = await leaksOf(TALKATIVE);
      expect(cold.ended.code).toBe(0);
      expect(cold.leaks).toEqual(NO_LEAKS);
      expect(cold.ended.stderr).toMatch(/^\d{4}-\S+ docker-credential-ecr: identity /);

      const kept = await leaksOf(TALKATIVE);
      expect(kept.ended.stdout).toBe(cold.ended.stdout);
      expect(kept.leaks).toEqual(NO_LEAKS);

      await leaveSeconds(await onlyCacheFile(scene.person), 60);
      scene.aws.inject({ kind: 'denied', service: 'ecr' });
      const failed = await leaksOf(TALKATIVE);
      expect(failed.ended.stdout).toBe(cold.ended.stdout);
      expect(failed.ended.stderr).toContain('could not be renewed');
      expect(failed.leaks).toEqual(NO_LEAKS);
    });

    test.each(FAULTS)('no secret is told when AWS does this: %j', async (fault) => {
      await start(identity);
      scene.aws.inject(fault);
      const { leaks } = await leaksOf(IMPATIENT);
      expect(leaks).toEqual(NO_LEAKS);
    });

    test('no process has a secret among its arguments', async () => {
      const { person, aws, path, secrets } = scene;
      await start(identity);
      // The programs that give credentials show what they and those that started them were called with.
      const seen = join(person.folder, 'seen');
      for (const name of await readdir(person.programs)) {
        const script = await readFile(join(person.programs, name), 'utf8');
        await person.addProgram(name, script.replace('\n', `\nps -A -ww -o args= >>'${seen}'\n`));
      }
      aws.inject({ kind: 'hang', service: 'ecr' });
      const running = person.run('get');
      await aws.waitForRequest(({ service }) => service === 'ecr');
      const lines = `${await commandLines()}${await readFile(seen, 'utf8').catch(() => '')}`;
      expect(lines).toContain(`${path} get\n`);
      for (const name of await readdir(person.programs)) expect(lines).toContain(`/${name}`);
      expect(secrets.foundIn(lines)).toEqual([]);
      // Ends it: what hangs is cut, and nobody listens any more.
      await aws.close();
      await running;
    });
  });

  test('a credential_process that fails tells no secret of its output or command line', async () => {
    const { person } = scene;
    const said = 'secret-on-the-command-line';
    await person.addProgram('vault', `#!/bin/sh\necho '{"SecretAccessKey":"secret-in-the-output"'; exit 1\n`);
    await person.write('.aws/config', `[profile dev]\ncredential_process = vault --pin ${said}\n`);
    const env = { ...IMPATIENT, AWS_PROFILE: 'dev' };
    const { code, stdout, stderr } = await person.run('get', REGISTRY, env);
    expect(code).toBe(1);
    expect(stdout + stderr).not.toMatch(/secret-(on|in)-the/);
  });

  test("a proxy's password is not told", async () => {
    const { person, aws } = scene;
    await IDENTITIES[0]?.setUp(person, aws);
    const password = 'secret-of-the-proxy';
    const proxied = {
      ...IMPATIENT,
      AWS_ENDPOINT_URL: 'https://ecr.example.com',
      HTTPS_PROXY: `http://jo:${password}@127.0.0.1:1`,
    };
    const { code, stdout, stderr } = await person.run('get', REGISTRY, proxied);
    expect(code).toBe(1);
    expect(stderr).toContain('127.0.0.1:1');
    expect(stdout + stderr).not.toContain(password);
  });
});

describe('the search for secrets finds', () => {
  const secret = 'SQlPcrNqSnbc5N4HsVwW7Qbqr0gFRQ';

  test.each([
    ['a whole secret', `before ${secret} behind`],
    ['its beginning', `before ${secret.slice(0, 16)}`],
    ['its end', secret.slice(-16)],
    ['a part', `x${secret.slice(5, 25)}x`],
  ])('%s', (_, text) => {
    const record = recordSecrets();
    record.add('planted', secret);
    expect(record.foundIn(text)).toEqual(['planted']);
  });

  test('nothing in a text without one, and nothing that may be there', () => {
    const record = recordSecrets();
    record.add('planted', secret);
    expect(record.foundIn('nothing to see')).toEqual([]);
    expect(record.foundIn(secret, [`${secret}`])).toEqual([]);
  });
});

forEachExecutable((scene) => {
  describe.each(IDENTITIES)('every secret behind $name', ({ setUp }) => {
    test('would be found, had the program told it', async () => {
      const { person, aws, secrets } = scene;
      await setUp(person, aws);
      const { stdout } = await person.run('get');
      expect(secrets.foundIn(stdout)).toEqual(['password']);
      const home = (await treeOf(person.home)).map(({ content }) => content).join('\n');
      expect(secrets.foundIn(home)).toContain('password');
    });
  });
});
