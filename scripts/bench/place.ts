import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CertificateAuthority,
  createCertificateAuthority,
} from '../../test/fakes/aws/certificate-authority.ts';
import { type AwsStandIn, startAwsStandIn } from '../../test/fakes/aws/stand-in.ts';
import { type ConnectProxy, startConnectProxy } from '../../test/fakes/connect-proxy.ts';
import type { Transport } from './results.ts';

/** The names of AWS's that the cases ask for. */
const AWS_NAMES = [
  'api.ecr.us-east-1.amazonaws.com',
  'sts.us-east-1.amazonaws.com',
  'sts.eu-west-1.amazonaws.com',
  'sts.amazonaws.com',
  'portal.sso.eu-west-1.amazonaws.com',
  'oidc.eu-west-1.amazonaws.com',
] as const;

/** An AWS of its own for one case, and how programs reach it. */
export interface Place {
  readonly aws: AwsStandIn;
  /** What a person's environment needs; undefined takes a variable away. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Hosts outside of the place that were asked for, in vain. */
  strayHosts(): string[];
  close(): Promise<void>;
}

/** Makes places. What takes long to make is made once. */
export interface Places {
  open(transport: Transport): Promise<Place>;
  close(): Promise<void>;
}

/** Hosts that a proxy did not lead to. */
function refusedHosts(proxy: ConnectProxy): string[] {
  return [...new Set(proxy.requests.flatMap(({ status, host }) => (status === 502 ? [host] : [])))];
}

/** Makes the certificates that places need. */
export async function preparePlaces(): Promise<Places> {
  const authority: CertificateAuthority = await createCertificateAuthority('Benchmark CA');
  const tls = await authority.issue([...AWS_NAMES]);
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const authorityFile = join(folder, 'ca.pem');
  await writeFile(authorityFile, authority.cert);

  /** Everything through a proxy that knows AWS's names alone: what asks for another place gets nowhere. */
  async function openTls(): Promise<Place> {
    const aws = await startAwsStandIn({ tls });
    const proxy = await startConnectProxy({
      resolve: (host) =>
        (AWS_NAMES as readonly string[]).includes(host) ? { host: '127.0.0.1', port: aws.port } : undefined,
    });
    return {
      aws,
      environment: {
        AWS_ENDPOINT_URL: undefined,
        AWS_EC2_METADATA_SERVICE_ENDPOINT: undefined,
        AWS_EC2_METADATA_DISABLED: 'true',
        HTTPS_PROXY: proxy.url,
        SSL_CERT_FILE: authorityFile,
        // So that Node.js, too, trusts it from the start, as it trusts the authority of AWS's own certificates.
        NODE_EXTRA_CA_CERTS: authorityFile,
      },
      strayHosts: () => refusedHosts(proxy),
      close: () => Promise.all([aws.close(), proxy.close()]).then(() => {}),
    };
  }

  /** A program that doesn't know `AWS_ENDPOINT_URL` finds a proxy that lets nothing pass: it must not ask the real AWS. */
  async function openLoopback(): Promise<Place> {
    const aws = await startAwsStandIn();
    const proxy = await startConnectProxy({ resolve: () => undefined });
    return {
      aws,
      // One attempt: trying again would only take longer.
      environment: { AWS_EC2_METADATA_DISABLED: 'true', HTTPS_PROXY: proxy.url, AWS_MAX_ATTEMPTS: '1' },
      strayHosts: () => refusedHosts(proxy),
      close: () => Promise.all([aws.close(), proxy.close()]).then(() => {}),
    };
  }

  return {
    open: (transport) => (transport === 'TLS' ? openTls() : openLoopback()),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
