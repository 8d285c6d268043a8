import { afterEach, beforeEach } from '@jest/globals';
import { type ReleaseServer, startReleaseServer } from './release-server.ts';
import { Workspace } from './workspace.ts';

/** What a test finds: its own workspace and its own release server, whose address the workspace knows. */
export interface BootstrapScene {
  readonly workspace: Workspace;
  readonly server: ReleaseServer;
  /** The environment that names the server. */
  readonly env: Record<string, string>;
}

/** Gives every test of the file a new scene. */
export function bootstrapScene(): BootstrapScene {
  let workspace: Workspace;
  let server: ReleaseServer;
  beforeEach(async () => {
    workspace = await Workspace.start();
    server = await startReleaseServer();
    // These tests are about Linux on x64 with glibc, whatever they run on.
    await workspace.fake('uname', '#!/bin/sh\n[ "$1" = -s ] && echo Linux || echo x86_64\n');
    await workspace.fake('ldd', '#!/bin/sh\necho "ldd (GNU libc) 2.36"\n');
  });
  afterEach(async () => {
    await server.close();
    await workspace.leave();
  });
  return {
    get workspace() {
      return workspace;
    },
    get server() {
      return server;
    },
    get env() {
      return { DOCKER_CREDENTIAL_ECR_BASE_URL: server.url };
    },
  };
}
