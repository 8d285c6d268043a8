import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ServiceProcess, startServiceProcess } from './service-process.ts';
import { systemEnvironment } from './system-environment.ts';

/**
 * Starts the CNCF's registry (`docker-registry` in Debian), which asks nobody for a password, on a port of
 * 127.0.0.1. Its files go into the folder.
 */
export async function startRegistryServer(folder: string, port: number): Promise<ServiceProcess> {
  await mkdir(folder, { recursive: true });
  const configuration = path.join(folder, 'config.json');
  const address = `127.0.0.1:${port}`;
  // The registry reads YAML, of which JSON is a part.
  await writeFile(
    configuration,
    JSON.stringify({
      version: 0.1,
      log: { level: 'info' },
      storage: { filesystem: { rootdirectory: path.join(folder, 'storage') } },
      // Relative addresses in its answers stay right behind a front that has another name.
      http: {
        addr: address,
        relativeurls: true,
        secret: 'of no consequence: one process, no uploads resumed',
      },
    }),
  );
  return startServiceProcess({
    executable: 'docker-registry',
    args: ['serve', configuration],
    env: systemEnvironment(folder),
    readyWhen: new RegExp(`listening on ${address}`),
  });
}
