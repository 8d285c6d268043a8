import { readFile } from 'node:fs/promises';
import { describe, expect, jest, test } from '@jest/globals';
import { forEachExecutable } from './each-executable.ts';
import { useKeys } from './failure.ts';
import { cacheFiles, changeKept, leaveSeconds, onlyCacheFile, readKept } from './kept-tokens.ts';
import { passwordIn } from './one-line.ts';
import { ACCOUNT, REGISTRY } from './person.ts';
import { spellingsOf } from './server-urls.ts';

jest.setTimeout(60_000);

const HOURS = 3600;
const NOTHING = { code: 0, stdout: '', stderr: '' };
const OTHER = '222222222222.dkr.ecr.eu-west-1.amazonaws.com';

/** A password in ECR's form, that says of itself that it expires so many seconds from now. */
function passwordFor(seconds: number): string {
  const expiration = Math.floor(Date.now() / 1000) + seconds;
  return Buffer.from(JSON.stringify({ payload: 'p', version: '2', expiration })).toString('base64');
}

/** The same without the hint. */
const NO_HINT = Buffer.from(JSON.stringify({ payload: 'p', version: '2' })).toString('base64');

const login = (Secret: string, ServerURL = REGISTRY) =>
  JSON.stringify({ ServerURL, Username: 'AWS', Secret });
const answer = (Secret: string, ServerURL = REGISTRY) => ({
  code: 0,
  stdout: `${JSON.stringify({ ServerURL, Username: 'AWS', Secret })}\n`,
  stderr: '',
});
const listed = (...serverURLs: string[]) => Object.fromEntries(serverURLs.map((url) => [url, 'AWS']));

forEachExecutable((scene) => {
  const run = (verb: string, input?: string, env?: Record<string, string>) =>
    scene.person.run(verb, input, env);
  const list = async (env?: Record<string, string>) => {
    const { code, stdout, stderr } = await run('list', '', env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  test.each([
    ['with a hint', () => passwordFor(HOURS), HOURS],
    ['without a hint', () => NO_HINT, 12 * HOURS],
    ['of any other form', () => 'a password that is no base64', 12 * HOURS],
  ])('a pasted password %s is answered, before any identity is tried, until it expires', async (...row) => {
    const [, makePassword, seconds] = row;
    const { person, aws } = scene;
    await useKeys(person, aws);
    const password = makePassword();
    expect(await run('store', login(password))).toEqual(NOTHING);
    const { issuedAt, expiresAt } = await readKept(await onlyCacheFile(person));
    expect(Math.abs(expiresAt - issuedAt - seconds * 1000)).toBeLessThan(60_000);

    for (const spelling of spellingsOf(REGISTRY)) {
      expect(await run('get', spelling)).toEqual(answer(password, spelling.trim()));
    }
    expect(await list()).toEqual(listed(REGISTRY));
    expect(aws.requests).toEqual([]);

    await leaveSeconds(await onlyCacheFile(person), -1);
    expect(await list()).toEqual({});
    const ended = await run('get');
    expect(aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
  });

  test('a pasted password that has expired by its hint is not answered', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    const password = passwordFor(-60);
    expect(await run('store', login(password))).toEqual(NOTHING);
    expect(await list()).toEqual({});
    const ended = await run('get');
    expect(passwordIn(ended)).not.toBe(password);
    expect(aws.checkPassword(passwordIn(ended), ACCOUNT, 'us-east-1')).toBe('good');
  });

  test('a pasted password serves its registry alone', async () => {
    const { person, aws } = scene;
    await useKeys(person, aws);
    await run('store', login(NO_HINT, OTHER));
    expect(passwordIn(await run('get'))).not.toBe(NO_HINT);
    expect(await run('get', OTHER)).toEqual(answer(NO_HINT, OTHER));
    expect(aws.requests).toHaveLength(1);
  });

  test('a later pasted password takes the place of the earlier one', async () => {
    await run('store', login(NO_HINT));
    const later = passwordFor(HOURS);
    await run('store', login(later, `https://${REGISTRY}`));
    expect(await run('get')).toEqual(answer(later));
    expect(await list()).toEqual(listed(`https://${REGISTRY}`));
  });

  test.each(spellingsOf(REGISTRY))(
    'erase of %j forgets the pasted password and the kept token',
    async (url) => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      await run('get');
      await run('get', OTHER);
      await run('store', login(NO_HINT, `https://${REGISTRY}`));
      aws.clearRequests();

      expect(await run('erase', url)).toEqual(NOTHING);
      expect(await list()).toEqual(listed(OTHER));
      expect(passwordIn(await run('get'))).not.toBe(NO_HINT);
      expect(aws.requests).toHaveLength(1);
    },
  );

  test("docker's own order: get, store, get, and erase of four spellings at logout", async () => {
    const password = passwordFor(HOURS);
    expect(await run('get')).toMatchObject({ code: 1 });
    expect(await run('store', login(password))).toEqual(NOTHING);
    expect(await run('get')).toEqual(answer(password));
    for (const url of [REGISTRY, `${REGISTRY}/`, `http://${REGISTRY}`, `https://${REGISTRY}`]) {
      expect(await run('erase', url)).toEqual(NOTHING);
    }
    expect(await run('get')).toMatchObject({ code: 1 });
    expect(await list()).toEqual({});
  });

  describe('list', () => {
    test('names each registry with a live token once, as it was asked for, and never makes a request', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      await run('get', `https://${REGISTRY}/v2/`);
      await run('get', 'public.ecr.aws');
      await run('store', login(NO_HINT, OTHER));
      await aws.close();
      expect(await list()).toEqual(listed(`https://${REGISTRY}/v2/`, 'public.ecr.aws', OTHER));
      const [file = ''] = (await cacheFiles(person)).filter((path) => path.includes(REGISTRY));
      await leaveSeconds(file, -1);
      expect(await list()).toEqual(listed('public.ecr.aws', OTHER));
    });

    test.each(['', '[]', 'null', '{"version":1}', '{"version":', '\u0000'])(
      'passes over what is no token: %j',
      async (text) => {
        const { person } = scene;
        await run('store', login(NO_HINT));
        await person.write('.cache/docker-credential-ecr/foreign.json', text);
        await person.write('.cache/docker-credential-ecr/README', text);
        expect(await list()).toEqual(listed(REGISTRY));
      },
    );

    test('needs no AWS config that can be read', async () => {
      await scene.person.write('.aws/config', 'no config');
      await run('store', login(NO_HINT));
      expect(await list({ AWS_PROFILE: 'nobody' })).toEqual(listed(REGISTRY));
    });
  });

  describe('AWS_ECR_IGNORE_CREDS_STORAGE', () => {
    test.each(['true', 'TRUE', 'True', '1', 't'])(
      '%s: store and erase succeed and do nothing',
      async (value) => {
        const { person } = scene;
        await run('store', login(NO_HINT));
        const file = await onlyCacheFile(person);
        const before = await readFile(file, 'utf8');
        const env = { AWS_ECR_IGNORE_CREDS_STORAGE: value };

        expect(await run('store', login(passwordFor(HOURS)), env)).toEqual(NOTHING);
        expect(await run('store', login('secret', 'index.docker.io'), env)).toEqual(NOTHING);
        expect(await run('erase', REGISTRY, env)).toEqual(NOTHING);
        expect(await readFile(await onlyCacheFile(person), 'utf8')).toBe(before);
        expect(await run('get', REGISTRY, env)).toEqual(answer(NO_HINT));
      },
    );

    test.each(['false', '0', ''])('%j: store and erase do their work', async (value) => {
      const env = { AWS_ECR_IGNORE_CREDS_STORAGE: value };
      await run('store', login(NO_HINT), env);
      expect(await run('get', REGISTRY, env)).toEqual(answer(NO_HINT));
      await run('erase', REGISTRY, env);
      expect(await list()).toEqual({});
    });
  });

  describe('AWS_ECR_DISABLE_CACHE', () => {
    test.each(['true', '1', 'false', '0', 'no'])(
      '%s: nothing is kept, and every get asks AWS',
      async (value) => {
        const { person, aws } = scene;
        const env = { AWS_ECR_DISABLE_CACHE: value };
        await useKeys(person, aws);
        expect(await run('store', login(NO_HINT), env)).toEqual(NOTHING);
        const passwords = [
          passwordIn(await run('get', REGISTRY, env)),
          passwordIn(await run('get', REGISTRY, env)),
        ];
        expect(new Set([...passwords, NO_HINT]).size).toBe(3);
        expect(aws.requests).toHaveLength(2);
        expect(await list(env)).toEqual({});
        expect(await run('erase', REGISTRY, env)).toEqual(NOTHING);
        expect(await cacheFiles(person)).toEqual([]);
      },
    );

    test('what was kept before is neither read nor changed', async () => {
      const { person, aws } = scene;
      await useKeys(person, aws);
      await run('get');
      const file = await onlyCacheFile(person);
      await changeKept(file, { password: 'kept before' });
      const before = await readFile(file, 'utf8');
      const env = { AWS_ECR_DISABLE_CACHE: '1' };
      expect(aws.findPassword(passwordIn(await run('get', REGISTRY, env)))).toBeDefined();
      expect(await list(env)).toEqual({});
      await run('erase', REGISTRY, env);
      expect(await readFile(await onlyCacheFile(person), 'utf8')).toBe(before);
    });
  });
});
