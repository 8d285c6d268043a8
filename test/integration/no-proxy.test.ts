import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { type ConnectProxy, startConnectProxy } from '../fakes/connect-proxy.ts';
import { giveAccessKeys } from './company-network.ts';
import { EXECUTABLES } from './executables.ts';
import { IDENTITIES } from './identities.ts';
import { Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

/** A host that never resolves (RFC 6761): whoever asks it not by the proxy reaches nobody. */
const HOST = 'ecr.acme.invalid';

let aws: AwsStandIn;
let proxy: ConnectProxy;
let person: Person;

beforeAll(async () => {
  aws = await startAwsStandIn();
  proxy = await startConnectProxy({
    resolve: (host) => (host === HOST ? { host: '127.0.0.1', port: aws.port } : undefined),
  });
});
afterAll(() => Promise.all([aws.close(), proxy.close()]));

describe.each(EXECUTABLES)('$name', ({ path }) => {
  let before: number;
  const asked = () => proxy.requests.slice(before).map(({ host }) => host);

  beforeEach(async () => {
    person = await Person.at(aws, path);
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY']) person.env[name] = proxy.url;
    before = proxy.requests.length;
    aws.clearRequests();
  });
  afterEach(() => person.leave());

  describe('with NO_PROXY', () => {
    beforeEach(() => {
      giveAccessKeys(person, aws);
      person.env.AWS_ENDPOINT_URL = `http://${HOST}:8080`;
    });

    test.each([
      '',
      'acme.example',
      'me.invalid',
      'ecr.acme.invalid.example',
      'sts.acme.invalid',
      '.ecr',
      `${HOST}:443`,
      ' , ,',
      '127.0.0.1,localhost',
    ])('%j, goes by the proxy', async (noProxy) => {
      expect(await person.run('get', REGISTRY, { NO_PROXY: noProxy })).toMatchObject({ code: 0, stderr: '' });
      expect(asked()).toEqual([HOST]);
    });

    test.each([
      ['NO_PROXY', HOST],
      ['no_proxy', HOST],
      ['NO_PROXY', 'ECR.Acme.Invalid'],
      ['NO_PROXY', 'acme.invalid'],
      ['NO_PROXY', '.acme.invalid'],
      ['NO_PROXY', '*.acme.invalid'],
      ['NO_PROXY', `${HOST}:8080`],
      ['NO_PROXY', '*'],
      ['NO_PROXY', `localhost,10.0.0.1, ${HOST}`],
      ['NO_PROXY', `localhost ${HOST}`],
    ])('in %s: %j, goes without the proxy', async (variable, noProxy) => {
      const { code, stderr } = await person.run('get', REGISTRY, { [variable]: noProxy, ...ASKING_ONCE });
      expect(stderr).toContain(`request method="POST" host="${HOST}:8080"\n`);
      expect(code).toBe(1);
      expect(asked()).toEqual([]);
    });
  });

  describe('never asks the proxy for this machine’s own addresses', () => {
    test.each(['127.0.0.1', 'localhost', 'ecr.localhost', '[::1]', '127.8.9.10'])('%s', async (host) => {
      giveAccessKeys(person, aws);
      const env = { AWS_ENDPOINT_URL: `http://${host}:${aws.port}`, ...ASKING_ONCE };
      const { stderr } = await person.run('get', REGISTRY, env);
      // Whether it was reached is the machine's matter: not every one has IPv6, or resolves names below localhost.
      expect(stderr).toContain(`request method="POST" host="${host}:${aws.port}"\n`);
      expect(asked()).toEqual([]);
    });

    test.each(['169.254.170.23', '[fe80::1]', '[fd00:ec2::23]'])('%s, which is link-local', async (host) => {
      giveAccessKeys(person, aws);
      // The port is one that nobody uses.
      const { stderr } = await person.run('get', REGISTRY, {
        AWS_ENDPOINT_URL: `http://${host}:1`,
        ...ASKING_ONCE,
      });
      expect(stderr).toContain(`request method="POST" host="${host}:1"\n`);
      expect(asked()).toEqual([]);
    });

    test.each(IDENTITIES)('with the AWS stand-in there, by $name', async ({ setUp, requests }) => {
      await setUp(person, aws);
      expect(await person.run('get')).toMatchObject({ code: 0, stderr: '' });
      expect(aws.requests.map(({ service, operation }) => `${service}.${operation}`)).toEqual(requests);
      expect(asked()).toEqual([]);
    });
  });
});

/** Shows what is asked and how, and gives up soon where nobody answers. */
const ASKING_ONCE = { DOCKER_CREDENTIAL_ECR_DEBUG: '1', DOCKER_CREDENTIAL_ECR_TIMEOUT: '2' };
