import type { RegistryMatch } from '../ecr/registry-rules.ts';
import type { CommandDescription } from './descriptions/description.ts';
import { usageError } from './parse-arguments.ts';
import type { VerbSettings } from './verb-settings.ts';

/**
 * The registry that a person names on the command line: by its name in the configuration file, or as a server URL.
 * @throws USAGE for what is neither
 */
export function namedRegistry(
  text: string,
  { configuration, findRegistry }: Pick<VerbSettings, 'configuration' | 'findRegistry'>,
  command: Pick<CommandDescription, 'name'>,
): RegistryMatch {
  const { registries = {} } = configuration;
  const host = Object.hasOwn(registries, text) ? registries[text]?.host : undefined;
  const match = findRegistry(host ?? text);
  if (match !== undefined) return match;
  const why = host === undefined ? 'no ECR registry' : `a pattern (${host}), which is no registry by itself`;
  throw usageError(command, `${JSON.stringify(text)} is ${why}`);
}
