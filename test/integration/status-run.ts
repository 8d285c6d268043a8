import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import * as v from 'valibot';
import { type StatusJson, statusSchema } from '../../src/commands/status/schema.ts';
import type { Scene } from './each-executable.ts';
import type { Ended } from './executables.ts';
import { startAs } from './running.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The program's `status` in a scene. */
export interface StatusRuns {
  readonly status: (args?: readonly string[], env?: Env) => Promise<Ended>;
  /** The JSON of a status, which is as its schema says; its exit status, and the codes of its findings. */
  readonly statusJson: (
    args?: readonly string[],
    env?: Env,
  ) => Promise<StatusJson & { readonly code: number | null; readonly codes: readonly string[] }>;
  /** Puts the executable on PATH, and registries into Docker's config. */
  readonly install: (...registries: readonly string[]) => Promise<void>;
}

export function statusRuns(scene: Scene): StatusRuns {
  const status: StatusRuns['status'] = (args = [], env = {}) =>
    startAs(scene.person, scene.path, ['status', ...args], env).ended;
  return {
    status,
    statusJson: async (args = [], env = {}) => {
      const { stdout, stderr, code } = await status(['--json', ...args], env);
      expect(stderr).toBe('');
      const json = v.parse(statusSchema, JSON.parse(stdout));
      return { ...json, code, codes: json.findings.map((finding) => finding.code) };
    },
    install: async (...registries) => {
      await symlink(scene.path, join(scene.person.programs, 'docker-credential-ecr'));
      const credHelpers = Object.fromEntries(registries.map((host) => [host, 'ecr']));
      await scene.person.write('.docker/config.json', JSON.stringify({ credHelpers }));
    },
  };
}
