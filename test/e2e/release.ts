import { readFile } from 'node:fs/promises';
import { withReleaseAddress } from '../../build/release/names.ts';
import { hostTarget } from '../../build/targets.ts';
import { publish, type ReleaseServer, startReleaseServer } from '../integration/bootstrap/release-server.ts';

/** A release server with this machine's executable, and `bootstrap.sh` as `make release` leaves it. */
export async function startRelease(): Promise<ReleaseServer> {
  const server = await startReleaseServer();
  const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
  publish(server, version, { [hostTarget().name]: await readFile('dist/docker-credential-ecr') });
  const script = await readFile('scripts/bootstrap.sh', 'utf8');
  const text = withReleaseAddress(script, server.url)
    // The tests are run by root, and /usr/local is the machine's.
    .replace("SYSTEM_PREFIX='/usr/local'", "SYSTEM_PREFIX='/nowhere'");
  server.files.set('bootstrap.sh', Buffer.from(text));
  return server;
}
