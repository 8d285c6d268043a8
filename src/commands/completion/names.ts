import { readAwsConfig } from '../../aws/profile.ts';
import { readConfiguration } from '../../config-file/read.ts';
import type { Context } from '../../context.ts';
import { readDockerConfig } from '../../docker/config-file.ts';
import { ownHelpers } from '../../docker/helper-name.ts';
import { isPattern } from '../../ecr/host-pattern.ts';
import { parseRegistry } from '../../ecr/registry.ts';
import { HelperError } from '../../errors.ts';
import { COMMANDS } from '../descriptions/all.ts';
import type { Named } from '../descriptions/description.ts';

/** The verb by which a shell's completion asks for names; cli.ts knows it. */
export const NAMES_VERB = 'complete-names';

/**
 * Prints the names of a kind that there are, one to a line. What can't be read has none: in the middle of a
 * line that a person types is no place for an error.
 */
export async function completeNames(kind: string, context: Context): Promise<void> {
  const names = await namesOf(kind as Named, context);
  context.writeStdout([...new Set(names)].map((name) => `${name}\n`).join(''));
}

async function namesOf(kind: Named, context: Context): Promise<readonly string[]> {
  switch (kind) {
    case 'command':
      return COMMANDS.map(({ name }) => name);
    case 'profile':
      return unlessUnreadable(async () => [...readAwsConfig(context).profiles.keys()]);
    case 'identity':
      return unlessUnreadable(async () => Object.keys((await readConfiguration(context)).identities ?? {}));
    case 'registry': {
      const configured = await unlessUnreadable(async () => {
        const { registries = {} } = await readConfiguration(context);
        return Object.entries(registries).flatMap(([name, { host }]) =>
          isPattern(host) ? [] : [name, host],
        );
      });
      const inDocker = await unlessUnreadable(async () => {
        const docker = readDockerConfig(context);
        const own = ownHelpers(docker, context);
        return [...docker.credentialHelpers]
          .filter(([host, helper]) => own.has(helper) || parseRegistry(host) !== undefined)
          .map(([host]) => host);
      });
      return [...configured, ...inDocker];
    }
    default:
      return [];
  }
}

async function unlessUnreadable(read: () => Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof HelperError) return [];
    throw error;
  }
}
