import { isPattern } from '../../ecr/host-pattern.ts';
import type { RegistryMatch } from '../../ecr/registry-rules.ts';
import { STATUS } from '../descriptions/status.ts';
import { knownServerURLs } from '../known-registries.ts';
import { namedRegistry } from '../named-registry.ts';
import type { StatusSurroundings } from './surroundings.ts';

/**
 * The registries to tell about: those named, else every one that the configuration file names, Docker's config gives
 * to this program, or a token is kept of. Each once, by host.
 * @throws USAGE for what is no registry; what is wrong with the configuration file, where only that could tell
 */
export function findRegistries(
  named: readonly string[],
  surroundings: StatusSurroundings,
): readonly RegistryMatch[] {
  const matches =
    named.length > 0 ? named.map((text) => registryNamed(text, surroundings)) : knownRegistries(surroundings);
  const byHost = new Map(matches.map((match) => [match.registry.host, match]));
  return [...byHost.values()].sort((one, other) => (one.registry.host < other.registry.host ? -1 : 1));
}

function registryNamed(text: string, surroundings: StatusSurroundings): RegistryMatch {
  const { findRegistry, failure } = surroundings;
  const match = findRegistry(text);
  if (match !== undefined) return match;
  if (failure !== undefined) throw failure;
  return namedRegistry(text, surroundings, STATUS);
}

function knownRegistries(surroundings: StatusSurroundings): RegistryMatch[] {
  const { configuration, docker, cache, ownHelpers, findRegistry } = surroundings;
  const isStore = ownHelpers.has(docker.credentialsStore ?? '');
  const serverURLs = [
    ...knownServerURLs(configuration, docker, ownHelpers),
    ...(isStore ? docker.keptPasswords : []),
    ...cache.list().map(({ serverURL }) => serverURL),
  ];
  // A pattern is no registry, and finds none.
  return serverURLs.flatMap((serverURL) => findRegistry(serverURL) ?? []);
}

/** A rule of the configuration file for all registries that a pattern matches. */
export interface PatternRule {
  readonly name: string;
  readonly pattern: string;
  readonly identity: string | undefined;
}

/** The rules of the configuration file that are for no one registry. */
export function patternRules({
  configuration: { registries = {} },
}: Pick<StatusSurroundings, 'configuration'>): PatternRule[] {
  return Object.entries(registries)
    .filter(([, { host }]) => isPattern(host))
    .map(([name, { host, identity }]) => ({ name, pattern: host, identity }));
}
