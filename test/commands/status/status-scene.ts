import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeEach } from '@jest/globals';
import * as v from 'valibot';
import type { Finding } from '../../../src/commands/status/finding.ts';
import { type StatusJson, statusSchema } from '../../../src/commands/status/schema.ts';
import { status } from '../../../src/commands/status/status.ts';
import { fakeContext, NOW } from '../../fakes/context.ts';
import { temporaryDirectory } from '../../fakes/temporary-directory.ts';

export const REGISTRY = '111111111111.dkr.ecr.us-east-1.amazonaws.com';
export const OTHER = '222222222222.dkr.ecr.us-east-1.amazonaws.com';

/** A person at a machine where `status` is run; what they have is written below a directory of the test's own. */
export interface StatusScene {
  /** Where something of theirs is: `home/…`, `bin/…`. */
  readonly at: (...names: string[]) => string;
  /** Writes a file. Returns its path. */
  readonly write: (path: string, content: unknown, mode?: number) => string;
  readonly link: (path: string, target: string) => void;
  readonly env: Record<string, string>;
  /** What `status` writes, and its exit status. */
  readonly run: (...args: string[]) => Promise<{ readonly text: string; readonly code: number }>;
  /** The JSON that `status --json` writes, which is as its schema says. */
  readonly json: (...args: string[]) => Promise<StatusJson>;
  readonly findings: (...args: string[]) => Promise<readonly Finding[]>;
}

/** Gives every test a scene with this program on PATH, and nothing else. */
export function statusScene(): StatusScene {
  const at = temporaryDirectory();
  const env: Record<string, string> = {};
  const program = () => at('opt/docker-credential-ecr');
  const write = (path: string, content: unknown, mode = 0o600) => {
    const file = at(path);
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    chmodSync(file, mode);
    return file;
  };
  const link = (path: string, target: string) => {
    mkdirSync(dirname(at(path)), { recursive: true });
    symlinkSync(target, at(path));
  };
  beforeEach(() => {
    for (const name of Object.keys(env)) delete env[name];
    env.PATH = at('bin');
    write('opt/docker-credential-ecr', 'this program', 0o755);
    link('bin/docker-credential-ecr', program());
  });
  const run = async (...args: string[]) => {
    const context = { ...fakeContext({ arguments: ['status', ...args], env, home: at('home') }) };
    const code = await status({ ...context, programPath: program() });
    return { text: context.stdout(), code };
  };
  const json = async (...args: string[]) =>
    v.parse(statusSchema, JSON.parse((await run('--json', ...args)).text));
  return { at, write, link, env, run, json, findings: async (...args) => (await json(...args)).findings };
}

/** Sets up one registry, with nothing wrong: Docker asks this helper, and a profile with access keys serves it. */
export function allIsWell({ write }: StatusScene): void {
  write('home/.docker/config.json', { credHelpers: { [REGISTRY]: 'ecr' } });
  write('home/.aws/config', PROFILE);
}

export const PROFILE =
  '[profile dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = very-secret-key\naws_account_id = 111111111111\n';

/** A profile with SSO and its session. */
export const SSO_PROFILE =
  '[profile dev]\nsso_session = acme\nsso_account_id = 111111111111\nsso_role_name = Dev\n' +
  '[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n';

/** The file of the session's token: the SHA-1 of its name. */
export const SSO_TOKEN_FILE = 'home/.aws/sso/cache/293abb6b76d7791c0732cc517d38c4b5c734b87f.json';

/** A time so many minutes from the scene's now, in ISO 8601. */
export function inMinutes(minutes: number): string {
  return new Date(NOW + minutes * 60_000).toISOString();
}
