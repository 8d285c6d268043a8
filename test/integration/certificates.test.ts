import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type CertificateAuthority, createCertificateAuthority } from '../fakes/aws/certificate-authority.ts';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { giveAccessKeys } from './company-network.ts';
import { type Ended, EXECUTABLES } from './executables.ts';
import { createExpiredCertificate } from './expired-certificate.ts';
import { IDENTITIES } from './identities.ts';
import { Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

const SETTINGS = ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/** Identities whose credentials come from AWS, so that more than ECR is asked. */
const ASKING_MORE = IDENTITIES.filter(({ name }) =>
  ['an SSO session', 'a role with source_profile', "a workspace's token"].includes(name),
);

let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let aws: AwsStandIn;
let person: Person;

beforeAll(async () => {
  authority = await createCertificateAuthority();
  stranger = await createCertificateAuthority('Another CA');
  aws = await startAwsStandIn({ tls: await authority.issue(['127.0.0.1']) });
});
afterAll(() => aws.close());

/** A failure because of `why`, in one line on both streams, and nothing was asked. Runtimes may add a line of their own. */
function expectRefused({ code, stdout, stderr }: Ended, why: RegExp): void {
  expect(stdout).toMatch(why);
  expect(stdout).toMatch(/^docker-credential-ecr: [^\n]+\n$/);
  expect(stderr.replace(/^Warning: Ignoring extra certs from [^\n]*\n/, '')).toBe(stdout);
  expect(code).toBe(1);
  expect(aws.requests).toEqual([]);
}

const UNTRUSTED = /no certificate authority of this machine vouches for 127\.0\.0\.1 .*; set AWS_CA_BUNDLE /;

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws.clearRequests();
    person = await Person.at(aws, path);
    person.env.AWS_ECR_DISABLE_CACHE = 'yes';
    giveAccessKeys(person, aws);
  });
  afterEach(() => person.leave());

  const expectAnswered = async (env: Record<string, string>) => {
    aws.clearRequests();
    expect(await person.run('get', REGISTRY, env)).toMatchObject({ code: 0, stderr: '' });
    expect(aws.requests).toHaveLength(1);
  };
  const setBundle = async (text: string) => person.write('bundle.pem', text);

  describe('trusts a private certificate authority', () => {
    test.each(SETTINGS)('that %s names', async (variable) => {
      await expectAnswered({ [variable]: await setBundle(authority.cert) });
    });

    test('that the profile’s ca_bundle names', async () => {
      const bundle = await setBundle(authority.cert);
      await person.write('.aws/config', `[profile dev]\nca_bundle = ${bundle}\n`);
      await expectAnswered({ AWS_PROFILE: 'dev' });
    });

    test('that is in the system’s store', async () => {
      // The machine's own store stays as it is: this variable says where it is.
      await person.write('store/company.pem', authority.cert);
      await expectAnswered({ SSL_CERT_DIR: join(person.home, 'store') });
    });

    test.each(SETTINGS)('that is one of many in %s', async (variable) => {
      const bundle = `# Another\n${stranger.cert}\n# The company's\n${authority.cert}`;
      await expectAnswered({ [variable]: await setBundle(bundle) });
    });

    test('that one setting names when another is wrong', async () => {
      const bundle = await setBundle(authority.cert);
      await expectAnswered({ AWS_CA_BUNDLE: '/nonexistent/ca.pem', SSL_CERT_FILE: bundle });
      await expectAnswered({ AWS_CA_BUNDLE: bundle, SSL_CERT_FILE: '/nonexistent/ca.pem' });
    });

    test.each(ASKING_MORE)('for every service asked by $name', async (identity) => {
      delete person.env.AWS_ACCESS_KEY_ID;
      await identity.setUp(person, aws);
      const ended = await person.run('get', REGISTRY, { AWS_CA_BUNDLE: await setBundle(authority.cert) });
      expect(ended).toMatchObject({ code: 0, stderr: '' });
      expect(aws.requests.map(({ service, operation }) => `${service}.${operation}`)).toEqual(
        identity.requests,
      );
    });
  });

  describe('refuses a server', () => {
    test('when no certificate authority vouches for it', async () => {
      expectRefused(await person.run('get'), UNTRUSTED);
    });

    test('when another certificate authority is named', async () => {
      expectRefused(
        await person.run('get', REGISTRY, { AWS_CA_BUNDLE: await setBundle(stranger.cert) }),
        UNTRUSTED,
      );
    });

    test.each(ASKING_MORE)('that no certificate authority vouches for, by $name', async (identity) => {
      delete person.env.AWS_ACCESS_KEY_ID;
      await identity.setUp(person, aws);
      expectRefused(await person.run('get'), UNTRUSTED);
    });

    test('whose certificate is for another host', async () => {
      const other = await startAwsStandIn({ tls: await authority.issue(['127.0.0.2', 'ecr.acme.test']) });
      const env = { AWS_ENDPOINT_URL: other.url, AWS_CA_BUNDLE: await setBundle(authority.cert) };
      const ended = await person.run('get', REGISTRY, env);
      await other.close();
      expectRefused(ended, /no secure connection to 127\.0\.0\.1 \(ERR_TLS_CERT_ALTNAME_INVALID\)/);
      expect(other.requests).toEqual([]);
    });

    test('whose certificate has expired', async () => {
      const tls = await createExpiredCertificate();
      const expired = await startAwsStandIn({ tls });
      const env = { AWS_ENDPOINT_URL: expired.url, AWS_CA_BUNDLE: await setBundle(tls.cert) };
      const ended = await person.run('get', REGISTRY, env);
      await expired.close();
      expectRefused(ended, /no secure connection to 127\.0\.0\.1 \(CERT_HAS_EXPIRED\)/);
      expect(expired.requests).toEqual([]);
    });
  });

  describe.each(SETTINGS)('survives as %s', (variable) => {
    test.each([
      ['a file that is not there', async () => '/nonexistent/ca.pem'],
      ['a file of garbage', () => setBundle('\0\x01garbage\n')],
      ['an empty file', () => setBundle('')],
      ['a damaged certificate', () => setBundle(damaged(authority.cert))],
      ['a directory', () => mkdir(join(person.home, 'directory')).then(() => join(person.home, 'directory'))],
    ])('%s', async (_, prepare) => {
      expectRefused(await person.run('get', REGISTRY, { [variable]: await prepare() }), UNTRUSTED);
    });
  });

  test('finds the good certificate beside a damaged one', async () => {
    const bundle = `${damaged(stranger.cert)}\n${authority.cert}`;
    await expectAnswered({ AWS_CA_BUNDLE: await setBundle(bundle) });
  });
});

/** The certificate with its first half of base64 cut away. */
function damaged(certificate: string): string {
  const lines = certificate.trim().split('\n');
  return [lines[0], ...lines.slice(Math.floor(lines.length / 2))].join('\n');
}
