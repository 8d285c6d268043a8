import { mkdir, readFile, writeFile } from 'node:fs/promises';

/** Folders where Docker's daemon, and podman and skopeo, look for the CA of a registry host. */
const certificateFolders = ['/etc/docker/certs.d', '/etc/containers/certs.d'];

/**
 * Throws unless this process has an /etc of its own, as inside-namespaces.sh makes it: the tests write there, and
 * must never do so on somebody's machine.
 */
export async function assertPrivateEtc(): Promise<void> {
  // Fields of a line: id, parent, device, root, mount point, options, …, `-`, type (proc_pid_mountinfo(5)).
  const mounts = await readFile('/proc/self/mountinfo', 'utf8');
  const isPrivate = mounts
    .split('\n')
    .some((line) => / \/etc .* - overlay .*docker-credential-ecr-e2e/.test(line));
  if (!isPrivate)
    throw new Error('The end-to-end tests run in namespaces of their own: start them by `make e2e`.');
}

/** Makes the hosts resolve to the address, for the processes in this mount namespace alone. */
export async function resolveHosts(hosts: readonly string[], address: string): Promise<void> {
  await assertPrivateEtc();
  await writeFile(
    '/etc/hosts',
    ['127.0.0.1 localhost', ...hosts.map((host) => `${address} ${host}`), ''].join('\n'),
  );
}

/** Makes Docker's daemon, podman and skopeo trust a CA (PEM text) for the hosts, in this mount namespace alone. */
export async function trustCertificateAuthority(hosts: readonly string[], authority: string): Promise<void> {
  await assertPrivateEtc();
  for (const folder of certificateFolders) {
    for (const host of hosts) {
      await mkdir(`${folder}/${host}`, { recursive: true });
      await writeFile(`${folder}/${host}/ca.crt`, authority);
    }
  }
}
