import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe } from '@jest/globals';
import { fakeProgram } from './release-server.ts';
import { type BootstrapScene, bootstrapScene } from './scene.ts';
import { makeSigner, type Signer } from './signed-packages.ts';
import { onThisMachine } from './workspace.ts';

export const ZIP = 'awscli-exe-linux-x86_64.zip';
export const DEB = 'ubuntu_64bit/session-manager-plugin.deb';
export const PLUGIN = '#!/bin/sh\necho 1.2.3\n';

/** What makes the packages. A machine that lacks one of them can't run these tests. */
const missing = ['gpg', 'gpgconf', 'zip', 'dpkg-deb'].filter((name) => onThisMachine(name) === undefined);

/** A scene in which docker-credential-ecr itself is there, and somebody signs in AWS's place. */
export interface AwsProgramsScene {
  readonly base: BootstrapScene;
  readonly signer: Signer;
  /** The environment that names the server in place of AWS's. */
  env(): Record<string, string>;
  /** Puts a key into the script in place of AWS's. */
  trust(signer: Pick<Signer, 'key' | 'fingerprint'>): Promise<void>;
  /** Puts a package onto the server, signed. */
  serve(path: string, bytes: Buffer, by?: Signer): void;
}

/** Declares tests, each with a new scene; none where the packages can't be made. */
export function describeAwsPrograms(name: string, declare: (scene: AwsProgramsScene) => void): void {
  const base = bootstrapScene();
  let signer: Signer | undefined;
  const scene: AwsProgramsScene = {
    base,
    get signer() {
      if (signer === undefined) throw new Error('There is no signer outside of a test.');
      return signer;
    },
    env: () => ({
      ...base.env,
      DOCKER_CREDENTIAL_ECR_VERSION: '0.2.0',
      DOCKER_CREDENTIAL_ECR_AWS_CLI_URL: base.server.url,
      DOCKER_CREDENTIAL_ECR_SESSION_MANAGER_PLUGIN_URL: `${base.server.url}/`,
    }),
    trust: ({ key, fingerprint }) =>
      base.workspace.changeScript((text) =>
        text
          .replace(/(\w+_KEY)='[^']*'/g, `$1='${key}'`)
          .replace(/(\w+_FINGERPRINT)='[^']*'/g, `$1='${fingerprint}'`),
      ),
    serve(path, bytes, by = scene.signer) {
      base.server.files.set(path, bytes);
      base.server.files.set(`${path}.sig`, by.sign(bytes));
    },
  };

  const describeWhere = missing.length === 0 ? describe : describe.skip;
  describeWhere(missing.length === 0 ? name : `${name} (missing here: ${missing.join(', ')})`, () => {
    beforeAll(() => {
      signer = makeSigner();
    });
    afterAll(() => signer?.leave());
    beforeEach(async () => {
      await scene.trust(scene.signer);
      await base.workspace.put(join(base.workspace.ownBin, 'docker-credential-ecr'), fakeProgram('0.2.0'));
    });
    declare(scene);
  });
}
