import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect } from '@jest/globals';
import { forEachExecutable, type Scene } from './each-executable.ts';
import { type Ended, run } from './executables.ts';
import { expectCleanLine } from './one-line.ts';

/** What a test of install and uninstall finds: the program is on the person's PATH, where they may write. */
export interface InstallScene extends Scene {
  /** Runs the program as the person's shell finds it. */
  readonly command: (words: string, env?: Readonly<Record<string, string | undefined>>) => Promise<Ended>;
  /** The same for a run that succeeds and says nothing on stderr. Returns the lines on stdout. */
  readonly says: (words: string, env?: Readonly<Record<string, string | undefined>>) => Promise<string[]>;
  /** The same for a run that fails with one line and an exit status. Returns the line. */
  readonly fails: (
    words: string,
    code: 1 | 2,
    env?: Readonly<Record<string, string | undefined>>,
  ) => Promise<string>;
  /** Writes Docker's config. Returns its path. */
  readonly writeDockerConfig: (text: string, mode?: number) => Promise<string>;
}

/** Declares tests of install and uninstall for each executable; each test begins with a new scene. */
export function forEachInstaller(declare: (scene: InstallScene) => void): void {
  forEachExecutable((scene) => {
    beforeEach(async () => {
      await mkdir(scene.person.programs, { recursive: true });
      await symlink(scene.path, join(scene.person.programs, 'docker-credential-ecr'));
    });

    const command: InstallScene['command'] = (words, env = {}) =>
      run(scene.path, words.split(' ').filter(Boolean), {
        cwd: scene.person.folder,
        env: scene.person.environment(env),
      });
    const withMethods: InstallScene = Object.create(scene, {
      command: { value: command },
      says: {
        value: async (...given: Parameters<InstallScene['says']>) => {
          const { code, stdout, stderr } = await command(...given);
          expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
          return stdout.split('\n').slice(0, -1);
        },
      },
      fails: {
        value: async (...[words, code, env]: Parameters<InstallScene['fails']>) => {
          const ended = await command(words, env);
          expectCleanLine(ended.stderr);
          expect(ended).toMatchObject({ code, stdout: '' });
          return ended.stderr;
        },
      },
      writeDockerConfig: {
        value: (text: string, mode?: number) => scene.person.write('.docker/config.json', text, mode),
      },
    });
    declare(withMethods);
  });
}
