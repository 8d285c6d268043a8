import { existsSync } from 'node:fs';
import { helperProgram, OWN_NAME, programOf } from '../../docker/helper-name.ts';
import { isPattern } from '../../ecr/host-pattern.ts';
import { serverHost } from '../../ecr/registry.ts';
import { type Finding, finding } from './finding.ts';
import type { StatusSurroundings } from './surroundings.ts';

/** What of Docker's config names helpers that are not there, has no effect, or is not as this program left it. */
export function dockerFindings(surroundings: StatusSurroundings): Finding[] {
  return [
    ...missingDirectory(surroundings),
    ...unreadableToDocker(surroundings),
    ...missingHelpers(surroundings),
    ...ignoredKeys(surroundings),
    ...resetStore(surroundings),
    ...missingFallback(surroundings),
  ];
}

function missingDirectory({ context: { env }, docker }: StatusSurroundings): Finding[] {
  const directory = env.DOCKER_CONFIG;
  if (!directory || existsSync(directory)) return [];
  return [
    finding(
      'docker-config-directory-missing',
      'info',
      `DOCKER_CONFIG names ${directory}, which is not there, so that Docker has no settings`,
      `unset DOCKER_CONFIG, or run docker-credential-ecr install, which makes ${docker.path}`,
    ),
  ];
}

/** Docker warns, and then goes on as if it had no config. */
function unreadableToDocker({ docker: { path, refusedByDocker } }: StatusSurroundings): Finding[] {
  if (refusedByDocker === undefined) return [];
  const message = `Docker can't read ${path}, and obeys nothing in it: ${refusedByDocker}`;
  return [finding('docker-config-invalid', 'error', message, `correct ${path}`)];
}

/** The helpers that Docker's config names and that are not on PATH. This program itself path-findings.ts looks for. */
function missingHelpers({ context, docker, findRegistry }: StatusSurroundings): Finding[] {
  const { credentialHelpers, credentialsStore, path } = docker;
  const isMissing = (helper: string) =>
    helper !== '' && helper !== OWN_NAME && programOf(helper, context) === undefined;
  const found: Finding[] = [];
  if (credentialsStore !== undefined && isMissing(credentialsStore)) {
    const program = helperProgram(credentialsStore);
    found.push(
      finding(
        'docker-helper-missing',
        'error',
        `${path} names "${credentialsStore}" as credsStore, but ${program} is not on PATH, so that every docker pull of a host without a line under credHelpers fails`,
        `put ${program} on PATH, or remove credsStore from ${path}`,
      ),
    );
  }
  const missing = [...credentialHelpers].filter(([, helper]) => isMissing(helper));
  for (const [helper, entries] of Map.groupBy(missing, ([, name]) => name)) {
    const program = helperProgram(helper);
    const hosts = entries.map(([host]) => host);
    const isOurs = hosts.some((host) => findRegistry(host) !== undefined);
    found.push(
      finding(
        'docker-helper-missing',
        isOurs ? 'error' : 'warning',
        `${path} names "${helper}" for ${hosts.join(', ')}, but ${program} is not on PATH`,
        isOurs
          ? `run: docker-credential-ecr install ${hosts.join(' ')}`
          : `put ${program} on PATH, or remove the line from credHelpers`,
      ),
    );
  }
  return found;
}

/** The keys of `credHelpers` that no client ever looks up: it is an exact look-up of the host as it stands in an image's name. */
function ignoredKeys({ docker, ownHelpers }: StatusSurroundings): Finding[] {
  const keys = [...docker.credentialHelpers].filter(([, helper]) => ownHelpers.has(helper));
  return keys.flatMap(([key]) => {
    const host = serverHost(key);
    // nerdctl asks for the port too, and only then without.
    if (key === host || (key === `${host}:443` && docker.credentialHelpers.has(host ?? ''))) return [];
    const why = isPattern(key)
      ? 'is a pattern, and Docker looks up'
      : 'is no bare host name, and Docker looks up';
    const names = host === undefined ? 'REGISTRY, with each registry in full' : host;
    return [
      finding(
        'docker-key-ignored',
        'warning',
        `${JSON.stringify(key)} under credHelpers in ${docker.path} has no effect: it ${why} the exact host`,
        `run: docker-credential-ecr install ${names}`,
      ),
    ];
  });
}

/** Whether this program was made the `credsStore`, which `fallbackHelper` is for, and is it no longer: Docker Desktop does that at its start. */
function resetStore({ docker, configuration, ownHelpers }: StatusSurroundings): Finding[] {
  const { fallbackHelper, path } = configuration;
  const { credentialsStore } = docker;
  if (fallbackHelper === undefined) return [];
  if (ownHelpers.has(credentialsStore ?? '')) return [];
  const isDesktop = /^desktop(\.exe)?$/.test(credentialsStore ?? '');
  const is =
    credentialsStore === undefined ? 'names no credsStore' : `names "${credentialsStore}" as credsStore`;
  return [
    finding(
      'docker-store-reset',
      'warning',
      `${path} has a fallbackHelper, which counts when this helper is Docker's credsStore, but ${docker.path} ${is}${isDesktop ? ', as Docker Desktop sets it when it starts' : ''}`,
      'run: docker-credential-ecr install --creds-store',
    ),
  ];
}

function missingFallback({ context, docker, configuration, ownHelpers }: StatusSurroundings): Finding[] {
  const { fallbackHelper, path } = configuration;
  if (fallbackHelper === undefined || programOf(fallbackHelper, context) !== undefined) return [];
  const isStore = ownHelpers.has(docker.credentialsStore ?? '');
  const program = helperProgram(fallbackHelper);
  return [
    finding(
      'fallback-helper-missing',
      isStore ? 'error' : 'warning',
      `${path} names "${fallbackHelper}" as fallbackHelper, but ${program} is not on PATH, so that there are no passwords for hosts that are no ECR registry`,
      `put ${program} on PATH, or correct fallbackHelper in ${path}`,
    ),
  ];
}
