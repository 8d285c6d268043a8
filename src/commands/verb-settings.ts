import { readSettings, type Settings } from '../config.ts';
import type { Context } from '../context.ts';
import { type FindRegistry, registryFinder } from '../ecr/registry-rules.ts';

/** The settings, and how they let registries be found. */
export interface VerbSettings {
  readonly settings: Settings;
  readonly findRegistry: FindRegistry;
}

/**
 * Reads and checks all settings: also what only those who know registries can tell of the configuration file.
 * @throws SETTING_INVALID, CONFIG_NOT_FOUND, CONFIG_UNREADABLE, CONFIG_INVALID, FILE_REFUSED
 */
export async function readVerbSettings(context: Context): Promise<VerbSettings> {
  const settings = await readSettings(context);
  return { settings, findRegistry: registryFinder(settings.configuration) };
}
