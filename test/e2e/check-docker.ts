// node check-docker.ts: starts a Docker daemon as the tests do, and stops it. Where that fails, one line says so, and
// the tests needn't say it for each of them.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDockerDaemon } from './docker-daemon.ts';
import { assertPrivateEtc } from './private-machine.ts';

try {
  await assertPrivateEtc();
  const daemon = await startDockerDaemon(await mkdtemp(path.join(tmpdir(), 'docker-')));
  await daemon.stop();
} catch (error) {
  console.error(`make e2e: ${(error as Error).message}`);
  process.exitCode = 1;
}
