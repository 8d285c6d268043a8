import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type CompanyNetwork, employeeOf, giveAccessKeys, startCompanyNetwork } from './company-network.ts';
import { type Ended, EXECUTABLES } from './executables.ts';
import { IDENTITIES } from './identities.ts';
import { type Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

const ECR = 'api.ecr.us-east-1.amazonaws.com';
/** What the identities in this file ask besides. */
const HOSTS = [
  'sts.us-east-1.amazonaws.com',
  'sts.eu-west-1.amazonaws.com',
  'portal.sso.eu-west-1.amazonaws.com',
];

/** A password with all that has a meaning in an address. */
const ANN = { username: 'ann@acme.example', password: 'p@ss:w/rd%?#[é]' };
/** A port where nobody listens: that of a service which is long forgotten (tcpmux). */
const DEAD_PROXY = 'http://127.0.0.1:1';
const WITH_SECRET = 'http://ann:open-Sesame-1@127.0.0.1:1';

let open: CompanyNetwork;
let guarded: CompanyNetwork;
let person: Person;

beforeAll(async () => {
  open = await startCompanyNetwork([ECR, ...HOSTS]);
  guarded = await startCompanyNetwork([ECR, ...HOSTS], ANN);
});
afterAll(() => Promise.all([open.close(), guarded.close()]));

describe.each(EXECUTABLES)('$name', ({ path }) => {
  let asked: () => CompanyNetwork['proxy']['requests'];

  const enter = async (network: CompanyNetwork) => {
    person = await employeeOf(network, path);
    person.env.AWS_ECR_DISABLE_CACHE = 'yes';
    giveAccessKeys(person, network.aws);
    network.aws.clearRequests();
    const before = network.proxy.requests.length;
    asked = () => network.proxy.requests.slice(before);
  };
  afterEach(() => person.leave());

  describe('goes by the proxy', () => {
    beforeEach(() => enter(open));

    const tunnel = { method: 'CONNECT', host: ECR, port: 443, status: 200, sentCredentials: false };

    test.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'])('that %s names', async (variable) => {
      const env = { [variable]: open.proxy.url };
      expect(await person.run('get', REGISTRY, env)).toMatchObject({ code: 0, stderr: '' });
      expect(asked()).toEqual([tunnel]);
    });

    test('that is named without http://', async () => {
      const env = { HTTPS_PROXY: new URL(open.proxy.url).host };
      expect(await person.run('get', REGISTRY, env)).toMatchObject({ code: 0, stderr: '' });
      expect(asked()).toEqual([tunnel]);
    });

    test('that HTTPS_PROXY names, rather than ALL_PROXY or HTTP_PROXY', async () => {
      const env = { HTTPS_PROXY: open.proxy.url, ALL_PROXY: DEAD_PROXY, HTTP_PROXY: DEAD_PROXY };
      expect(await person.run('get', REGISTRY, env)).toMatchObject({ code: 0, stderr: '' });
    });

    test('to a server that only AWS_CA_BUNDLE vouches for', async () => {
      const bundle = person.env.NODE_EXTRA_CA_CERTS;
      const env = { HTTPS_PROXY: open.proxy.url, AWS_CA_BUNDLE: bundle, NODE_EXTRA_CA_CERTS: undefined };
      expect(await person.run('get', REGISTRY, env)).toMatchObject({ code: 0, stderr: '' });
    });

    test('for an http address too, as HTTP_PROXY says', async () => {
      const env = {
        AWS_ENDPOINT_URL: 'http://ecr.acme.test',
        HTTP_PROXY: open.proxy.url,
        HTTPS_PROXY: DEAD_PROXY,
      };
      await person.run('get', REGISTRY, env);
      expect(asked()[0]).toMatchObject({ method: 'POST', host: 'ecr.acme.test', port: 80 });
    });

    test.each(
      IDENTITIES.filter(({ name }) =>
        ['an SSO session', 'a role with source_profile', "a workspace's token"].includes(name),
      ),
    )('for all that is asked by $name', async ({ setUp, requests }) => {
      delete person.env.AWS_ACCESS_KEY_ID;
      await setUp(person, open.aws);
      const env = { HTTPS_PROXY: open.proxy.url };
      expect(await person.run('get', REGISTRY, env)).toMatchObject({ code: 0, stderr: '' });
      expect(open.aws.requests.map(({ service, operation }) => `${service}.${operation}`)).toEqual(requests);
      expect(asked().map(({ host }) => host)).toEqual(open.aws.requests.map(({ hostHeader }) => hostHeader));
    });
  });

  describe('at a proxy that wants a password', () => {
    beforeEach(() => enter(guarded));

    const debug = { DOCKER_CREDENTIAL_ECR_DEBUG: '1' };
    /** Neither the password nor the user name, plain, percent-encoded or as Basic credentials. */
    const expectNothingTold = ({ stdout, stderr }: Ended) => {
      const basic = Buffer.from(`${ANN.username}:${ANN.password}`).toString('base64');
      for (const secret of [ANN.password, encodeURIComponent(ANN.password), basic, 'acme.example']) {
        expect(`${stdout}${stderr}`).not.toContain(secret);
      }
    };

    test.each([
      ['in the address', () => guarded.proxy.urlWithCredentials],
      ['in an address without http://', () => guarded.proxy.urlWithCredentials.replace('http://', '')],
    ])('sends the one %s, and tells nobody', async (_, address) => {
      const ended = await person.run('get', REGISTRY, { HTTPS_PROXY: address(), ...debug });
      expect(ended.code).toBe(0);
      expect(asked()).toEqual([
        { method: 'CONNECT', host: ECR, port: 443, status: 200, sentCredentials: true },
      ]);
      expect(ended.stderr).toContain('proxy="127.0.0.1:');
      expectNothingTold(ended);
    });

    test.each([
      ['no password', () => guarded.proxy.url],
      ['a wrong password', () => guarded.proxy.urlWithCredentials.replace('ann%40', 'bob%40')],
    ])('with %s, says that the proxy wants one', async (_, address) => {
      const ended = await person.run('get', REGISTRY, { HTTPS_PROXY: address() });
      expect(ended).toEqual({ code: 1, stdout: ended.stderr, stderr: expect.stringMatching(PROXY_REFUSED) });
      expect(asked()).toEqual([expect.objectContaining({ status: 407 })]);
      expect(guarded.aws.requests).toEqual([]);
      expectNothingTold(ended);
      expectNothingTold(await person.run('get', REGISTRY, { HTTPS_PROXY: address(), ...debug }));
    });
  });

  describe('when the proxy fails', () => {
    beforeEach(() => enter(open));

    test('says that it is down, and not its password', async () => {
      const ended = await person.run('get', REGISTRY, { HTTPS_PROXY: WITH_SECRET });
      expect(ended).toEqual({ code: 1, stdout: ended.stderr, stderr: expect.stringMatching(PROXY_DOWN) });
      const log = await person.run('get', REGISTRY, {
        HTTPS_PROXY: WITH_SECRET,
        DOCKER_CREDENTIAL_ECR_DEBUG: '1',
      });
      expect(log.stderr).toContain('proxy="127.0.0.1:1"');
      expect(`${ended.stdout}${log.stdout}${log.stderr}`).not.toContain('open-Sesame-1');
    });

    test('says that it does not reach the service', async () => {
      const env = { HTTPS_PROXY: open.proxy.url, AWS_ENDPOINT_URL: 'https://ecr.acme.test' };
      const ended = await person.run('get', REGISTRY, env);
      expect(ended).toEqual({
        code: 1,
        stdout: ended.stderr,
        stderr: expect.stringMatching(
          /the proxy 127\.0\.0\.1:\d+ did not let the request to ecr\.acme\.test pass \(502 Bad Gateway\); check HTTPS_PROXY, or add ecr\.acme\.test to NO_PROXY\n$/,
        ),
      });
    });

    test.each([
      ['of a kind that is not known', 'socks5://ann:open-Sesame-1@127.0.0.1:1'],
      ['that is no address', 'http://ann:open-Sesame-1@proxy:port'],
    ])('says which setting names one %s', async (_, proxy) => {
      const ended = await person.run('get', REGISTRY, { HTTPS_PROXY: proxy });
      const line = /: HTTPS_PROXY is no http or https address; set HTTPS_PROXY to [^\n]+\n$/;
      expect(ended).toEqual({ code: 1, stdout: ended.stderr, stderr: expect.stringMatching(line) });
      expect(ended.stderr).not.toContain('open-Sesame-1');
    });
  });
});

const PROXY_REFUSED =
  /the proxy 127\.0\.0\.1:\d+ did not let the request to api\.ecr\.us-east-1\.amazonaws\.com pass \(407 Proxy Authentication Required\); check HTTPS_PROXY, [^\n]+\n$/;
const PROXY_DOWN =
  /the proxy 127\.0\.0\.1:1 did not let the request to api\.ecr\.us-east-1\.amazonaws\.com pass \(ECONNREFUSED\); check HTTPS_PROXY, [^\n]+\n$/;
