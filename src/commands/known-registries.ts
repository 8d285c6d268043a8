import type { Configuration } from '../config-file/read.ts';
import type { DockerConfig } from '../docker/config-file.ts';

/**
 * The server URLs that this program is for: what the configuration file names, and what Docker's config gives to it.
 * Patterns are among them, and names that are no registry: `findRegistry` finds none for these.
 * @param ownHelpers the helpers' names that mean this program
 */
export function knownServerURLs(
  { registries = {} }: Pick<Configuration, 'registries'>,
  { credentialHelpers }: Pick<DockerConfig, 'credentialHelpers'>,
  ownHelpers: ReadonlySet<string>,
): string[] {
  return [
    ...Object.values(registries).map(({ host }) => host),
    ...[...credentialHelpers].filter(([, helper]) => ownHelpers.has(helper)).map(([serverURL]) => serverURL),
  ];
}
