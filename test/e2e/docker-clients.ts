import { realpathSync } from 'node:fs';
import { runCommand } from './command.ts';
import { systemEnvironment } from './system-environment.ts';

/** The distribution's client and, where somebody put a newer one before it on PATH, that one too. */
const places = ['/usr/local/bin/docker', '/usr/bin/docker'];

/** The Docker clients that the machine has: people have both old and new ones, and they treat helpers differently. */
export function findDockerClients(): [string, ...string[]] {
  const [first, ...rest] = places.filter((place, index) => {
    const real = resolvedPath(place);
    return real !== undefined && places.findIndex((other) => resolvedPath(other) === real) === index;
  });
  if (first === undefined) throw new Error(`There is no Docker client at ${places.join(' or ')}.`);
  return [first, ...rest];
}

function resolvedPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

/**
 * The first client that can build with BuildKit: by its buildx plug-in, or by itself as clients before 23 do.
 * Throws when there is none.
 */
export async function findBuildKitClient(home: string): Promise<string> {
  const env = systemEnvironment(home);
  const clients = findDockerClients();
  for (const client of clients) {
    const { stdout } = await runCommand(client, ['--version'], { env });
    const major = Number(/version (\d+)\./.exec(stdout)?.[1]);
    if (major < 23) return client;
    const plugin = await runCommand(client, ['buildx', 'version'], { env });
    if (plugin.exitCode === 0) return client;
  }
  throw new Error(`None of ${clients.join(', ')} can use BuildKit: install docker-buildx.`);
}
