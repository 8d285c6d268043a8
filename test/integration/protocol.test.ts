import { describe, expect, jest, test } from '@jest/globals';
import { forEachExecutable } from './each-executable.ts';
import { useKeys } from './failure.ts';
import { cacheFiles } from './kept-tokens.ts';
import { expectCleanLine, passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { HOSTS, NO_REGISTRIES, spellingsOf } from './server-urls.ts';

jest.setTimeout(60_000);

const NOTHING = { code: 0, stdout: '', stderr: '' };
const NOT_FOUND = { code: 1, stdout: 'credentials not found in native keychain\n', stderr: '' };
const NO_SERVER_URL = { code: 1, stdout: 'no credentials server URL\n', stderr: '' };
const NO_USERNAME = { code: 1, stdout: 'no credentials username\n', stderr: '' };

const store = (message: object) => JSON.stringify(message);

forEachExecutable((scene) => {
  test('get answers with the server URL as asked, the user name AWS and the password, in one line', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    const ended = await person.run('get', `  https://${REGISTRY.toUpperCase()}/team/app?x#y \n`);
    const password = passwordIn(ended);
    expect(aws.checkPassword(password, ACCOUNT, 'us-east-1')).toBe('good');
    const ServerURL = `https://${REGISTRY.toUpperCase()}/team/app?x#y`;
    const stdout = `{"ServerURL":"${ServerURL}","Username":"AWS","Secret":"${password}"}\n`;
    expect(ended).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('get answers every spelling of a registry with the URL as asked, and asks AWS once', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    const Secret = passwordIn(await person.run('get', REGISTRY));
    for (const spelling of spellingsOf(REGISTRY)) {
      const ended = await person.run('get', spelling);
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(ended.stdout)).toEqual({ ServerURL: spelling.trim(), Username: 'AWS', Secret });
    }
    expect(aws.requests).toHaveLength(1);
  });

  test.each(HOSTS)('get serves %s with a token of %s', async (host, region) => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    const ended = await person.run('get', host);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(aws.checkPassword(passwordIn(ended), ACCOUNT, region)).toBe('good');
  });

  test.each(NO_REGISTRIES)('get, erase: %j is no registry', async (serverURL) => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    expect(await person.run('get', serverURL)).toEqual(NOT_FOUND);
    expect(await person.run('erase', serverURL)).toEqual(NOTHING);
    expect(aws.requests).toEqual([]);
    expect(await cacheFiles(person)).toEqual([]);
  });

  test.each([
    ['get', ''],
    ['get', ' \r\n\t '],
    ['erase', ''],
    ['erase', '\n'],
    ['store', store({})],
    ['store', store({ ServerURL: '', Username: 'AWS', Secret: 's' })],
    ['store', store({ ServerURL: ' ', Username: 'AWS', Secret: 's' })],
    ['store', store({ ServerURL: null, Username: 'AWS', Secret: 's' })],
  ])('%s of %j: no credentials server URL', async (verb, input) => {
    expect(await scene.person.run(verb, input)).toEqual(NO_SERVER_URL);
  });

  test.each([
    [store({ ServerURL: REGISTRY })],
    [store({ ServerURL: REGISTRY, Username: '', Secret: 's' })],
    [store({ ServerURL: 'https://index.docker.io/v1/', Username: '', Secret: 's' })],
  ])('store of %s: no credentials username', async (input) => {
    expect(await scene.person.run('store', input)).toEqual(NO_USERNAME);
  });

  test.each(['https://index.docker.io/v1/', 'registry.example.com', `x${REGISTRY}`])(
    'store of another host, %s: what it stores, on both streams',
    async (ServerURL) => {
      const { person } = scene;
      const request = { ServerURL, Username: 'jo', Secret: 'secret-of-the-other-host' };
      const { code, stdout, stderr } = await person.run('store', store(request));
      expect({ code, stdout }).toEqual({ code: 1, stdout: stderr });
      expectCleanLine(stderr);
      expect(stderr).toContain('stores passwords of Amazon ECR registries only');
      expect(stderr).not.toContain(request.Secret);
      expect(await cacheFiles(person)).toEqual([]);
    },
  );

  test.each(['version', '--version', '-v'])('%s: name and version', async (verb) => {
    const { code, stdout, stderr } = await scene.person.run(verb, '');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^docker-credential-ecr \d+\.\d+\.\d+\n$/);
  });

  test('list without tokens: an empty object', async () => {
    expect(await scene.person.run('list', '')).toEqual({ code: 0, stdout: '{}\n', stderr: '' });
  });

  test('erase of a registry that is not known: nothing', async () => {
    expect(await scene.person.run('erase', REGISTRY)).toEqual(NOTHING);
  });

  describe('ECR Public', () => {
    const anonymous = { AWS_EC2_METADATA_DISABLED: 'true' };

    test.each(['public.ecr.aws', 'https://public.ecr.aws/v2/', 'ecr-public.aws.com'])(
      'without credentials, clients pull from %s anonymously',
      async (serverURL) => {
        const { person, aws } = scene;
        expect(await person.run('get', serverURL, anonymous)).toEqual(NOT_FOUND);
        expect(aws.requests).toEqual([]);
      },
    );

    test('on a machine without a role, clients pull anonymously', async () => {
      expect(await scene.person.run('get', 'public.ecr.aws')).toEqual(NOT_FOUND);
    });

    test.each([
      [
        'keys that are refused',
        { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'wrong' },
      ],
      ['a profile that is not there', { AWS_PROFILE: 'nobody' }],
      ['half a key', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' }],
    ])('with %s, clients pull anonymously, and stderr says why', async (_, env) => {
      const { stderr, ...rest } = await scene.person.run('get', 'public.ecr.aws', env);
      expect({ ...rest, stderr: '' }).toEqual(NOT_FOUND);
      expectCleanLine(stderr);
      expect(stderr).toContain('docker-credential-ecr: public.ecr.aws: ');
    });

    test.each(['public.ecr.aws', 'https://ECR-Public.aws.com:443/x'])(
      'with credentials, %s is answered by its API in us-east-1',
      async (serverURL) => {
        const { person, aws } = scene;
        await useKeys(person, aws);
        const ended = await person.run('get', serverURL, { AWS_REGION: 'eu-west-1' });
        expect(ended).toMatchObject({ code: 0, stderr: '' });
        expect(JSON.parse(ended.stdout).ServerURL).toBe(serverURL);
        expect(aws.checkPassword(passwordIn(ended), 'public', 'us-east-1')).toBe('good');
        expect(await person.run('get', serverURL)).toEqual(ended);
        expect(aws.requests).toHaveLength(1);
      },
    );
  });
});
