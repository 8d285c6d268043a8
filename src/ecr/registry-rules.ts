import { type Configuration, invalidConfiguration } from '../config-file/read.ts';
import { isPattern, literalCharacters, matchesPattern, overlap } from './host-pattern.ts';
import { parseRegistry, REGISTRY_PATTERNS, type Registry, serverHost } from './registry.ts';

/** What the configuration file says about a registry. */
export interface RegistryRule {
  /** Its name in the file's `registries`. */
  readonly name: string;
  /** The name of the identity that serves it, if the rule names one. */
  readonly identity: string | undefined;
  readonly autoProvision: boolean | undefined;
}

/** A registry with the rule that counts for it, if there is one. */
export interface RegistryMatch {
  readonly registry: Registry;
  readonly rule: RegistryRule | undefined;
}

/** Finds the registry that a server URL names, by its own name or by a custom host name; undefined if it names none. */
export type FindRegistry = (serverURL: string) => RegistryMatch | undefined;

interface CompiledRule extends RegistryRule {
  /** In lower case. */
  readonly host: string;
  /** The registry that serves a custom host. */
  readonly serves: Registry | undefined;
}

/**
 * Makes the finder from the configuration file's `registries`. Of several rules for a host the one that names it
 * counts, else the pattern with the most literal characters; nothing is merged.
 * @throws CONFIG_INVALID for hosts that can't be, and where two rules would count alike
 */
export function registryFinder(configuration: Configuration): FindRegistry {
  const rules = compile(configuration);
  const exact = new Map(rules.filter(({ host }) => !isPattern(host)).map((rule) => [rule.host, rule]));
  const patterns = rules
    .filter(({ host }) => isPattern(host))
    .sort((one, other) => literalCharacters(other.host) - literalCharacters(one.host));
  return (serverURL) => {
    const host = serverHost(serverURL);
    if (host === undefined) return undefined;
    const named = exact.get(host);
    // The custom host keeps its name: what is kept, listed and erased for it is its own.
    const registry = named?.serves === undefined ? parseRegistry(host) : { ...named.serves, host };
    if (registry === undefined) return undefined;
    return { registry, rule: named ?? patterns.find((rule) => matchesPattern(rule.host, host)) };
  };
}

function compile(configuration: Configuration): CompiledRule[] {
  const rules: CompiledRule[] = [];
  for (const [name, entry] of Object.entries(configuration.registries ?? {})) {
    const { identity, autoProvision, registry } = entry;
    const host = entry.host.toLowerCase();
    const wrong = (setting: string, what: string) =>
      invalidConfiguration(configuration.path, { path: ['registries', name, setting], what });
    const isOurs = parseRegistry(host) !== undefined;
    if (isPattern(host)) {
      if (!REGISTRY_PATTERNS.some((pattern) => overlap(pattern, host))) {
        throw wrong(
          'host',
          `no ECR registry's name matches ${JSON.stringify(host)}; a host of your own is written in full`,
        );
      }
    }
    if (registry !== undefined && (isOurs || isPattern(host))) {
      throw wrong('registry', 'is only for a host of your own, but host names ECR registries');
    }
    if (registry === undefined && !isOurs && !isPattern(host)) {
      throw wrong(
        'registry',
        `is missing: ${JSON.stringify(host)} is no ECR registry, so say which one serves it`,
      );
    }
    const serves = registry === undefined ? undefined : parseRegistry(registry);
    if (registry !== undefined && serves === undefined) {
      throw wrong('registry', `expected an ECR registry, found ${JSON.stringify(registry)}`);
    }
    const tied = rules.find((rule) => isTie(rule.host, host));
    if (tied !== undefined) {
      throw wrong(
        'host',
        `counts as much as registries.${tied.name}.host for the same registries; make one more specific`,
      );
    }
    rules.push({ name, host, serves, identity, autoProvision });
  }
  return rules;
}

/** Whether two rules would count alike for some host. (A pattern has fewer literal characters than any host that it matches.) */
function isTie(one: string, other: string): boolean {
  return literalCharacters(one) === literalCharacters(other) && overlap(one, other);
}
