import { checkTokenSources } from '../aws/configured-identity.ts';
import { readSettings, type Settings } from '../config.ts';
import { type Configuration, readConfiguration } from '../config-file/read.ts';
import type { Context } from '../context.ts';
import { type FindRegistry, registryFinder } from '../ecr/registry-rules.ts';

/** All settings, and what follows from them. */
export interface VerbSettings {
  readonly settings: Settings;
  readonly configuration: Configuration;
  /** The registry that a server URL names, by its own or by a custom host name, with the rule for it. */
  readonly findRegistry: FindRegistry;
}

/**
 * Reads and checks the settings of the environment and of the configuration file.
 * @throws SETTING_INVALID, CONFIG_NOT_FOUND, CONFIG_UNREADABLE, CONFIG_INVALID, FILE_REFUSED
 */
export async function readVerbSettings(context: Context): Promise<VerbSettings> {
  const settings = readSettings(context);
  const configuration = await readConfiguration(context);
  checkTokenSources(configuration);
  return { settings, configuration, findRegistry: registryFinder(configuration) };
}
