import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CertificateAuthority, createCertificateAuthority } from './certificate-authority.ts';
import { type AwsStandIn, startAwsStandIn } from './stand-in.ts';

const hostName = 'api.ecr.us-east-1.amazonaws.com';
let authority: CertificateAuthority;
let stranger: CertificateAuthority;
let standIn: AwsStandIn;

beforeAll(async () => {
  authority = await createCertificateAuthority('Acme Inspection CA');
  stranger = await createCertificateAuthority();
  const tls = await authority.issue(['127.0.0.1', '::1', hostName, '*.dkr.ecr.us-east-1.amazonaws.com']);
  standIn = await startAwsStandIn({ tls });
});
afterAll(() => standIn.close());

/** The status of a request to the stand-in, for someone who trusts one authority and expects one name. */
function ask(ca: string, servername?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(
      standIn.url,
      { ca, agent: false, ...(servername === undefined ? {} : { servername }) },
      (response) => resolve(response.resume().statusCode),
    )
      .on('error', reject)
      .end();
  });
}

test('an authority says that it is one', () => {
  const certificate = new X509Certificate(authority.cert);
  expect(certificate.ca).toBe(true);
  expect(certificate.subject).toBe('CN=Acme Inspection CA');
});

describe('a TLS stand-in', () => {
  test.each([undefined, hostName, '123456789012.dkr.ecr.us-east-1.amazonaws.com'])(
    'is trusted under the name %s by who trusts its authority',
    async (servername) => {
      expect(standIn.url).toMatch(/^https:/);
      expect(await ask(authority.cert, servername)).toBe(404);
    },
  );

  test('is not trusted by who trusts another authority', async () => {
    await expect(ask(stranger.cert)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  });

  test('is not trusted under another name', async () => {
    await expect(ask(authority.cert, 'api.ecr.eu-west-1.amazonaws.com')).rejects.toMatchObject({
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
    });
  });

  test('tells connections apart', async () => {
    standIn.clearRequests();
    await ask(authority.cert);
    await ask(authority.cert);
    const [first, second] = standIn.requests;
    expect(first?.connection).toBeGreaterThan(0);
    expect(second?.connection).toBe((first?.connection ?? 0) + 1);
  });
});
