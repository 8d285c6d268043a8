import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCertificateAuthority } from '../fakes/aws/certificate-authority.ts';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { startDockerDaemon } from './docker-daemon.ts';
import { type EcrFront, type FrontedRegistry, startEcrFront } from './ecr-front.ts';
import { resolveHosts, trustCertificateAuthority } from './private-machine.ts';
import { startRegistryServer } from './registry-server.ts';

/** The registry of the account where most of the tests work. */
export const firstRegistry: FrontedRegistry = {
  host: '111111111111.dkr.ecr.eu-central-1.amazonaws.com',
  accountId: '111111111111',
  region: 'eu-central-1',
  port: 5001,
};

/** The registry of another account, in another region. */
export const secondRegistry: FrontedRegistry = {
  host: '222222222222.dkr.ecr.us-east-2.amazonaws.com',
  accountId: '222222222222',
  region: 'us-east-2',
  port: 5002,
};

/** Where the hosts' names lead; inside-namespaces.sh puts the address there and says why it is this one. */
const frontAddress = '192.0.2.1';

/** Everything that the tests work against. */
export interface RealParts {
  readonly aws: AwsStandIn;
  readonly front: EcrFront;
  /** For `DOCKER_HOST`. */
  readonly dockerHost: string;
  /** For temporary files; removed at the end. */
  readonly folder: string;
  /** Stops all of it, and waits until it is gone. */
  close(): Promise<void>;
}

/** Starts the AWS stand-in, two registries, ECR's front before them, and a Docker daemon. */
export async function startRealParts(): Promise<RealParts> {
  const closers: (() => Promise<void>)[] = [];
  async function close(): Promise<void> {
    // The last that was started goes first: nothing loses what it depends on.
    for (const closer of closers.splice(0).reverse()) await closer();
  }

  try {
    const folder = await mkdtemp(path.join(tmpdir(), 'real-parts-'));
    closers.push(() => rm(folder, { recursive: true, force: true }));

    const registries = [firstRegistry, secondRegistry];
    const hosts = registries.map((registry) => registry.host);
    const authority = await createCertificateAuthority();
    await resolveHosts(hosts, frontAddress);
    await trustCertificateAuthority(hosts, authority.cert);

    const aws = await startAwsStandIn();
    closers.push(() => aws.close());
    for (const registry of registries) {
      const server = await startRegistryServer(path.join(folder, registry.accountId), registry.port);
      closers.push(() => server.stop());
    }
    const front = await startEcrFront({
      address: frontAddress,
      registries,
      tls: await authority.issue([firstRegistry.host, secondRegistry.host]),
      checkPassword: aws.checkPassword,
    });
    closers.push(() => front.close());
    const daemon = await startDockerDaemon(path.join(folder, 'docker'));
    closers.push(() => daemon.stop());

    return { aws, front, dockerHost: daemon.host, folder, close };
  } catch (error) {
    await close();
    throw error;
  }
}
