import { chmod, readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { CONFIGURED_IDENTITIES, configure } from './configured-identities.ts';
import { EXECUTABLES } from './executables.ts';
import { ACCOUNT, Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

const MIRROR = 'images.example.com';

let aws: AwsStandIn;
let person: Person;

const asked = () => aws.requests.map(({ service, operation }) => `${service}.${operation}`);

/** Gives the person good access keys as the profile `dev`. */
async function addKeys(accountId = ACCOUNT): Promise<void> {
  const key = aws.addAccessKey({ accountId });
  await person.write(
    '.aws/config',
    `[profile dev]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
  );
}

/** A configuration file in which `images.example.com` is served by the registry. */
const withMirror = {
  identities: { dev: { profile: 'dev' } },
  registries: { mirror: { host: MIRROR, registry: REGISTRY, identity: 'dev' } },
};

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    person = await Person.at(aws, path);
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  test.each(CONFIGURED_IDENTITIES)(
    'is served by the identity that the file names: $name; and asks nothing the second time',
    async (identity) => {
      await identity.setUp(person, aws);

      const cold = await person.run('get');
      expect(cold).toMatchObject({ code: 0, stderr: '' });
      expect(aws.checkPassword(JSON.parse(cold.stdout).Secret, ACCOUNT, 'us-east-1')).toBe('good');
      expect(asked()).toEqual(identity.requests);

      aws.clearRequests();
      expect(await person.run('get')).toEqual(cold);
      expect(asked()).toEqual([]);
    },
  );

  test('answers for a custom host with the token of its registry, in every spelling', async () => {
    await addKeys();
    await configure(person, withMirror);
    for (const serverURL of [MIRROR, `https://${MIRROR}`, `HTTPS://${MIRROR.toUpperCase()}:443/v2/\n`]) {
      const { code, stdout, stderr } = await person.run('get', serverURL);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      const { ServerURL, Secret } = JSON.parse(stdout);
      expect(ServerURL).toBe(serverURL.trim());
      expect(aws.checkPassword(Secret, ACCOUNT, 'us-east-1')).toBe('good');
    }
    expect(asked()).toEqual(['ecr.GetAuthorizationToken']);
    expect(await person.run('list')).toMatchObject({ stdout: `{"${MIRROR}":"AWS"}\n` });
    expect(await person.run('erase', MIRROR)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await person.run('list')).toMatchObject({ stdout: '{}\n' });
  });

  test('answers with the token of the other registry once a custom host is served by another', async () => {
    await addKeys();
    for (const region of ['us-east-1', 'eu-west-1']) {
      const registry = REGISTRY.replace('us-east-1', region);
      await configure(person, {
        registries: { mirror: { ...withMirror.registries.mirror, registry } },
        identities: withMirror.identities,
      });
      const { Secret } = JSON.parse((await person.run('get', MIRROR)).stdout);
      expect(aws.checkPassword(Secret, ACCOUNT, region)).toBe('good');
    }
  });

  test('keeps what is pasted for a custom host', async () => {
    await addKeys();
    await configure(person, withMirror);
    const pasted = JSON.stringify({ ServerURL: MIRROR, Username: 'AWS', Secret: 'pasted' });
    expect(await person.run('store', pasted)).toMatchObject({ code: 0 });
    expect(JSON.parse((await person.run('get', MIRROR)).stdout).Secret).toBe('pasted');
    expect(asked()).toEqual([]);
  });

  test.each(['other.example.com', `${MIRROR}.example.org`, 'docker.io'])(
    'knows nothing of another host: %s',
    async (host) => {
      await configure(person, withMirror);
      expect(await person.run('get', host)).toEqual({
        code: 1,
        stdout: 'credentials not found in native keychain\n',
        stderr: '',
      });
    },
  );

  test('says by which rule the identity that failed was chosen, and does not try another', async () => {
    await addKeys();
    const file = await configure(person, {
      identities: {
        portal: {
          sso: {
            startUrl: 'https://a.example/start',
            region: 'eu-west-1',
            accountId: ACCOUNT,
            roleName: 'R',
          },
        },
      },
      registries: { eu: { host: '*.us-east-1.amazonaws.com', identity: 'portal' } },
    });
    const { code, stdout, stderr } = await person.run('get');
    expect({ code, stdout }).toEqual({ code: 1, stdout: stderr });
    expect(stderr).toBe(
      `docker-credential-ecr: ${REGISTRY}: identity "portal" (registries.eu in ${file}): ` +
        'nobody has signed in to the SSO session https://a.example/start yet; run: docker-credential-ecr login --identity portal\n',
    );
    expect(asked()).toEqual([]);
  });

  test.each<[string, string]>([
    ['{"identities":{},}', 'line 1, column 18: this is no JSON'],
    ['{"registries":{"eu":{"host":"*.example.com"}}}', 'registries.eu.host: no ECR registry'],
    ['{"registries":{"eu":{"host":"*.amazonaws.com","identity":"dev"}}}', 'registries.eu.identity: expected'],
    [
      '{"identities":{"a":{"roleArn":"arn:aws:iam::111111111111:role/a","webIdentity":{"source":"gitpot"}}}}',
      'identities.a.webIdentity.source: expected one of',
    ],
  ])('never obeys half of a wrong file: %s', async (text, what) => {
    await addKeys();
    const file = await configure(person, text);
    for (const verb of ['get', 'erase', 'list']) {
      const { code, stdout, stderr } = await person.run(verb);
      expect({ code, stdout }).toEqual({ code: 1, stdout: stderr });
      expect(stderr).toMatch(/^docker-credential-ecr: [^\n]+\n$/);
      expect(stderr).toContain(file);
      expect(stderr).toContain(what);
    }
    expect(asked()).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('does not run what a file says that others may write', async () => {
    const command = ['touch', `${person.home}/ran`];
    const file = await configure(person, {
      identities: {
        a: { roleArn: `arn:aws:iam::${ACCOUNT}:role/a`, webIdentity: { source: 'command', command } },
      },
      registries: { main: { host: REGISTRY, identity: 'a' } },
    });
    await chmod(file, 0o666);
    const { code, stderr } = await person.run('get');
    expect(code).toBe(1);
    expect(stderr).toContain(`${file} can be written by others`);
    await expect(readFile(`${person.home}/ran`)).rejects.toMatchObject({ code: 'ENOENT' });
    // The control: in a file of one's own it is run.
    await chmod(file, 0o600);
    await person.run('get');
    expect(await readFile(`${person.home}/ran`, 'utf8')).toBe('');
  });
});
