import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { BUN_EXECUTABLE } from '../../../build/paths.ts';
import { hostTarget } from '../../../build/targets.ts';
import { publish } from './release-server.ts';
import { bootstrapScene } from './scene.ts';
import { onThisMachine } from './workspace.ts';

const scene = bootstrapScene();

/** A hundred megabytes are packed, sent, checked and unpacked. */
const PATIENCE_MS = 60_000;

test(
  'the executable of this project is installed, and runs',
  async () => {
    const { workspace, server, env } = scene;
    // This machine as it is.
    for (const name of ['uname', 'ldd']) {
      await workspace.fake(name, `#!/bin/sh\nexec ${onThisMachine(name)} "$@"\n`);
    }
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    publish(server, version, { [hostTarget().name]: await readFile(BUN_EXECUTABLE) });
    const { code, stderr } = await workspace.run({ env });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const program = join(workspace.ownBin, 'docker-credential-ecr');
    expect(`${execFileSync(program, ['--version'])}`).toBe(`docker-credential-ecr ${version}\n`);

    // Again, as at the next start of a workspace.
    server.requests.length = 0;
    expect(await workspace.run({ env })).toMatchObject({ code: 0 });
    expect(server.requests).toEqual(['SHA256SUMS']);
  },
  PATIENCE_MS,
);
