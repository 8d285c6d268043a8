import type { Context } from '../context.ts';
import { namedPath } from '../named-path.ts';

/** Where the configuration file is looked for. */
export interface ConfigFileLocation {
  readonly path: string;
  /** Whether a person named it, so that it must be there. */
  readonly isNamed: boolean;
}

/** `DOCKER_CREDENTIAL_ECR_CONFIG`, else the platform's place for settings. Never the working directory. @throws SETTING_INVALID */
export function configFileLocation(context: Context): ConfigFileLocation {
  const named = namedPath('DOCKER_CREDENTIAL_ECR_CONFIG', context);
  return named === undefined
    ? { path: defaultConfigFile(context), isNamed: false }
    : { path: named, isNamed: true };
}

/** The platform's place for settings: XDG Base Directory on Unix, ~/Library/Application Support on macOS, %APPDATA% on Windows. */
export function defaultConfigFile({ env, platform, home }: Context): string {
  if (platform === 'win32') {
    return `${env.APPDATA || `${home}\\AppData\\Roaming`}\\docker-credential-ecr\\config.json`;
  }
  if (platform === 'darwin') return `${home}/Library/Application Support/docker-credential-ecr/config.json`;
  // The specification tells to ignore relative paths.
  const base = env.XDG_CONFIG_HOME?.startsWith('/') ? env.XDG_CONFIG_HOME : `${home}/.config`;
  return `${base}/docker-credential-ecr/config.json`;
}
