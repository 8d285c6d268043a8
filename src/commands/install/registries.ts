import { isPattern } from '../../ecr/host-pattern.ts';
import { HelperError } from '../../errors.ts';
import { INSTALL } from '../descriptions/install.ts';
import { namedRegistry } from '../named-registry.ts';
import type { VerbSettings } from '../verb-settings.ts';

type Surroundings = Pick<VerbSettings, 'configuration' | 'findRegistry'>;

/** The hosts that are meant, and what of the configuration file can't be. */
export interface InstallHosts {
  readonly hosts: readonly string[];
  /** Rules that name no one host. */
  readonly patterns: readonly { readonly name: string; readonly host: string }[];
}

/** The hosts of the registries that a person names. @throws USAGE for what is none, patterns among it */
export function namedHosts(
  registries: readonly string[],
  surroundings: Surroundings,
  command: Parameters<typeof namedRegistry>[2],
): string[] {
  const rules = surroundings.configuration.registries ?? {};
  return registries.map((text) => {
    const host = Object.hasOwn(rules, text) ? (rules[text]?.host ?? text) : text;
    if (!isPattern(host)) return namedRegistry(text, surroundings, command).registry.host;
    const name = host === text ? '' : ` (${host})`;
    throw new HelperError(
      'USAGE',
      `${command.name}: ${JSON.stringify(text)}${name} is a pattern, and Docker's credHelpers take none`,
      { hint: STORE_HINT },
    );
  });
}

/** The hosts of all registries of the configuration file. @throws USAGE where it names none */
export function configuredHosts({ configuration, findRegistry }: Surroundings): InstallHosts {
  const rules = Object.entries(configuration.registries ?? {}).map(([name, { host }]) => ({ name, host }));
  const patterns = rules.filter(({ host }) => isPattern(host));
  const hosts = rules.flatMap(({ host }) => findRegistry(host)?.registry.host ?? []);
  if (hosts.length > 0) return { hosts, patterns };
  if (patterns.length > 0) {
    const listed = patterns.map(({ name, host }) => `${name} (${host})`).join(', ');
    throw new HelperError(
      'USAGE',
      `${INSTALL.name}: ${configuration.path} names only patterns, and Docker's credHelpers take none: ${listed}`,
      { hint: `name a REGISTRY, or ${STORE_HINT}` },
    );
  }
  const why = configuration.exists ? 'names none' : 'is not there';
  throw new HelperError('USAGE', `${INSTALL.name}: no REGISTRY is named, and ${configuration.path} ${why}`, {
    hint: `name a REGISTRY, such as 111111111111.dkr.ecr.us-east-1.amazonaws.com, or ${STORE_HINT}`,
  });
}

/** What serves whatever a pattern may stand for. */
export const STORE_HINT = 'to serve all registries run: docker-credential-ecr install --creds-store';
