import { serverHost } from '../../ecr/registry.ts';
import { type Finding, finding } from './finding.ts';
import { hostsOf, type RegistryStatus } from './registry-status.ts';
import type { StatusSurroundings } from './surroundings.ts';

/**
 * Whether clients ask this helper for the registries at all, or use a password that they were given otherwise.
 * Docker's CLI (cli/config/configfile, cli/config/credentials) takes `DOCKER_AUTH_CONFIG` first, since 28.3; then the
 * helper that `credHelpers` or `credsStore` names, and when that fails the password in `auths`; which it takes at once
 * where no helper is named. podman and skopeo (containers/image) know `credHelpers`, but no `credsStore`.
 */
export function passwordFindings(
  registries: readonly RegistryStatus[],
  surroundings: StatusSurroundings,
): Finding[] {
  return [
    ...authConfigVariable(registries, surroundings),
    ...registries.flatMap((registry) => dockerAsks(registry, surroundings)),
  ];
}

function dockerAsks(
  { match }: RegistryStatus,
  { docker, ownHelpers, findings }: StatusSurroundings,
): Finding[] {
  const { host } = match.registry;
  const { path, credentialHelpers, credentialsStore, keptPasswords } = docker;
  // Of a file that can't be read nothing is known.
  if (findings.some(({ code }) => code === 'docker-config-invalid')) return [];
  const helper = credentialHelpers.get(host) || credentialsStore;
  const hasPassword = keptPasswords.some((serverURL) => serverHost(serverURL) === host);
  const install = `run: docker-credential-ecr install ${host}`;
  if (helper !== undefined && ownHelpers.has(helper)) {
    if (!hasPassword) return [];
    const others = credentialHelpers.get(host)
      ? ''
      : '; podman, skopeo and buildah, which know no credsStore, use it at once';
    const message = `${path} keeps a password for ${host} under auths: Docker asks this helper first, and uses that password when the helper fails${others}`;
    return [finding('docker-auths-password', 'info', message, `remove it: docker logout ${host}`)];
  }
  // Whoever wants it prepared only when it is named has not forgotten it.
  if (match.rule?.autoProvision === false) return [];
  if (helper === undefined && hasPassword) {
    const message = `${path} keeps a password for ${host} under auths, and names no helper for it: Docker uses that password until it expires, and never asks this helper`;
    return [finding('docker-auths-password', 'warning', message, install)];
  }
  const given = helper === undefined ? 'names no helper for it' : `gives it to the helper "${helper}"`;
  const message = `${host}: Docker never asks this helper for it, since ${path} ${docker.exists ? given : 'is not there'}`;
  return [finding('registry-not-in-docker', 'warning', message, install)];
}

const VARIABLE = 'DOCKER_AUTH_CONFIG';

function authConfigVariable(
  registries: readonly RegistryStatus[],
  { context: { env } }: StatusSurroundings,
): Finding[] {
  const text = env[VARIABLE];
  if (!text) return [];
  const remedy = `unset ${VARIABLE}`;
  const named = namedHosts(text);
  if (named === undefined) {
    const message = `${VARIABLE} is no JSON object with auths, so that Docker passes it over`;
    return [finding('docker-auth-config', 'info', message, remedy)];
  }
  const overridden = registries.filter(({ match }) => named.includes(match.registry.host));
  if (overridden.length === 0) {
    const message = `${VARIABLE} is set, but has no password for these registries`;
    return [finding('docker-auth-config', 'info', message, remedy)];
  }
  const message = `${VARIABLE} has a password for ${hostsOf(overridden)}: Docker 28.3 and later use it, and never ask this helper`;
  return [finding('docker-auth-config', 'warning', message, remedy)];
}

/** The hosts under `auths`; undefined for what is no such JSON. What the text holds besides is secret. */
function namedHosts(text: string): string[] | undefined {
  try {
    const { auths } = JSON.parse(text) as { auths?: unknown };
    if (typeof auths !== 'object' || auths === null) return undefined;
    return Object.keys(auths).flatMap((serverURL) => serverHost(serverURL) ?? []);
  } catch {
    return undefined;
  }
}
