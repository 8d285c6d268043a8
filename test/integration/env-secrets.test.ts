import { describe, expect, jest, test } from '@jest/globals';
import { forEachExecutable, type Scene } from './each-executable.ts';
import { run } from './executables.ts';
import { IDENTITIES, type Identity } from './identities.ts';
import { treeOf } from './tree.ts';

jest.setTimeout(60_000);

const FORMATS = ['sh', 'fish', 'powershell', 'cmd', 'dotenv', 'json', 'github', 'process'];

/** The setting under which the program says most. */
const TALKATIVE = { DOCKER_CREDENTIAL_ECR_DEBUG: '1' };

/** Settings that make what fails fail soon. */
const IMPATIENT = { DOCKER_CREDENTIAL_ECR_TIMEOUT: '1', AWS_MAX_ATTEMPTS: '1' };

forEachExecutable((scene) => {
  const start = async ({ setUp }: Identity) => {
    const { person, aws } = scene;
    await setUp(person, aws);
    person.env.GITHUB_ENV = await person.write('github-env', '');
  };
  const runEnv = (format: string, settings = {}) => {
    const env = scene.person.environment({ ...TALKATIVE, ...settings });
    return run(scene.path, ['env', '--format', format], { cwd: scene.person.folder, env });
  };

  const expectNoLeaks = async (format: string) => {
    const { code, stdout, stderr } = await runEnv(format);
    expect(code).toBe(0);
    expect(scene.secrets.foundIn(stdout)).toContain('secret access key');
    expect(stderr).toContain('docker-credential-ecr: identity ');
    expect(scene.secrets.foundIn(stderr)).toEqual([]);
    expect(await loose(scene)).toEqual([]);
  };

  test.each(FORMATS)('in the format %s, secrets are on standard output alone', async (format) => {
    const identity = IDENTITIES.find(({ name }) => name === 'temporary keys in the environment');
    if (identity === undefined) throw new Error('identities.ts has no temporary keys.');
    await start(identity);
    await expectNoLeaks(format);
  });

  describe.each(IDENTITIES)('with $name', (identity) => {
    test('secrets are on standard output alone', async () => {
      await start(identity);
      await expectNoLeaks('sh');
    });

    test.each([{ kind: 'denied' }, { kind: 'cut-body' }, { kind: 'garbage' }] as const)(
      'no secret is told when AWS does this: %j',
      async (fault) => {
        await start(identity);
        scene.aws.inject(fault);
        const { code, stdout, stderr } = await runEnv('sh', IMPATIENT);
        expect(scene.secrets.foundIn(stderr)).toEqual([]);
        // Keys that AWS isn't asked for are there all the same.
        if (code !== 0) expect(stdout).toBe('');
      },
    );
  });
});

/** The files below the person's home that hold a secret, that others may read. */
async function loose({ person, secrets }: Scene): Promise<string[]> {
  return (await treeOf(person.home))
    .filter(({ kind, mode }) => kind === 'file' && (mode & 0o077) !== 0)
    .filter(({ content }) => secrets.foundIn(content).length > 0)
    .map(({ path }) => path);
}
