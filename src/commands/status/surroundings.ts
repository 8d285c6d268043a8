import { checkTokenSources } from '../../aws/configured-identity.ts';
import { type AwsConfig, readAwsConfig } from '../../aws/profile.ts';
import { readSettings, type Settings } from '../../config.ts';
import { type Configuration, readConfiguration } from '../../config-file/read.ts';
import type { Context } from '../../context.ts';
import { type DockerConfig, dockerConfigPath, readDockerConfig } from '../../docker/config-file.ts';
import { ownHelpers } from '../../docker/helper-name.ts';
import { nullCache, openTokenCache, type TokenCache } from '../../ecr/cache.ts';
import { type FindRegistry, registryFinder } from '../../ecr/registry-rules.ts';
import { HelperError, orError } from '../../errors.ts';
import { errorFinding, type Finding } from './finding.ts';

/** All that a status is made from. What could not be read says nothing here, and is among the findings. */
export interface StatusSurroundings {
  readonly context: Context;
  readonly settings: Settings;
  readonly configuration: Configuration;
  readonly findRegistry: FindRegistry;
  readonly docker: DockerConfig;
  readonly config: AwsConfig;
  /** Never fails: what is wrong with it, cache-findings.ts looks for itself. */
  readonly cache: TokenCache;
  /** The helpers' names in Docker's config that mean this program. */
  readonly ownHelpers: ReadonlySet<string>;
  /** What makes every `get` fail, if something does: settings or a configuration file that are wrong. */
  readonly failure: HelperError | undefined;
  readonly findings: readonly Finding[];
}

/** Reads everything that there is; one bad file doesn't keep the others from being told. */
export async function gatherSurroundings(context: Context): Promise<StatusSurroundings> {
  const failures: HelperError[] = [];
  const settings = settingsOf(context, failures);
  const { configuration, findRegistry } = await configurationOf(context, failures);
  const config = orElse(() => readAwsConfig(context), NO_AWS_CONFIG, failures);
  const dockerFailures: HelperError[] = [];
  const noDocker: DockerConfig = { ...NO_DOCKER_CONFIG, path: dockerConfigPath(context) };
  const docker = orElse(() => readDockerConfig(context), noDocker, dockerFailures);
  const { cacheDirectory } = settings;
  return {
    context,
    settings,
    configuration,
    findRegistry,
    docker,
    config,
    cache: unfailing(openTokenCache(cacheDirectory, context)),
    ownHelpers: ownHelpers(docker, context),
    failure: failures[0],
    findings: [...failures, ...dockerFailures].map((error) => errorFinding(error)),
  };
}

const NO_AWS_CONFIG: AwsConfig = {
  configPath: '',
  credentialsPath: '',
  profiles: new Map(),
  ssoSessions: new Map(),
  services: new Map(),
  unmarkedSections: [],
};

const NO_DOCKER_CONFIG: Omit<DockerConfig, 'path'> = {
  exists: false,
  credentialHelpers: new Map(),
  credentialsStore: undefined,
  keptPasswords: [],
  refusedByDocker: undefined,
};

/** The settings; where one is wrong, what the others say. Without the cache's place, nothing is looked up there. */
function settingsOf(context: Context, failures: HelperError[]): Settings {
  const without = (...names: readonly string[]): Context => ({
    ...context,
    env: { ...context.env, ...Object.fromEntries(names.map((name) => [name, undefined])) },
  });
  const noTimeout = without('DOCKER_CREDENTIAL_ECR_TIMEOUT');
  const noPlace = without('DOCKER_CREDENTIAL_ECR_TIMEOUT', 'AWS_ECR_CACHE_DIR');
  const nowhere = () => ({ ...readSettings(noPlace), cacheDirectory: undefined });
  const settings = orElse(() => readSettings(context), undefined, failures);
  return settings ?? orElse(() => readSettings(noTimeout), undefined, failures) ?? nowhere();
}

async function configurationOf(
  context: Context,
  failures: HelperError[],
): Promise<Pick<StatusSurroundings, 'configuration' | 'findRegistry'>> {
  try {
    const configuration = await readConfiguration(context);
    checkTokenSources(configuration);
    return { configuration, findRegistry: registryFinder(configuration) };
  } catch (error) {
    if (!(error instanceof HelperError)) throw error;
    failures.push(error);
    const configuration = { path: '', exists: false };
    return { configuration, findRegistry: registryFinder(configuration) };
  }
}

function orElse<T>(read: () => T, otherwise: T, failures: HelperError[]): T {
  const outcome = orError(read);
  if (!(outcome instanceof HelperError)) return outcome;
  failures.push(outcome);
  return otherwise;
}

function unfailing({ read, list }: TokenCache): TokenCache {
  const quietly = <T>(work: () => T, otherwise: T): T => {
    try {
      return work();
    } catch {
      return otherwise;
    }
  };
  return { ...nullCache, read: (key) => quietly(() => read(key), undefined), list: () => quietly(list, []) };
}
