import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { startServiceProcess } from './service-process.ts';
import { systemEnvironment } from './system-environment.ts';

export interface DockerDaemon {
  /** For `DOCKER_HOST`. */
  readonly host: string;
  stop(): Promise<void>;
}

/**
 * Starts a Docker daemon that shares nothing with one that the machine may have: data, socket and pid file are in
 * the folder, and it touches neither bridges nor firewall rules.
 */
export async function startDockerDaemon(folder: string): Promise<DockerDaemon> {
  await mkdir(folder, { recursive: true });
  const host = `unix://${path.join(folder, 'docker.sock')}`;
  try {
    const daemon = await startServiceProcess({
      executable: 'dockerd',
      args: [
        ...['--data-root', path.join(folder, 'data')],
        ...['--exec-root', path.join(folder, 'exec')],
        ...['--pidfile', path.join(folder, 'docker.pid')],
        ...['--host', host],
        // Copies whole layers instead of stacking them: works on every file system, and the images are small.
        ...['--storage-driver', 'vfs'],
        ...['--bridge=none', '--iptables=false', '--ip6tables=false'],
      ],
      env: systemEnvironment(folder),
      readyWhen: /API listen on/,
    });
    return { host, stop: daemon.stop };
  } catch (error) {
    throw new Error(`Docker can't run here: ${(error as Error).message}`, { cause: error });
  }
}
