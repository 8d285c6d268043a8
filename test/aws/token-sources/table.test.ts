import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { presentTokenSource, tokenSourceNamed } from '../../../src/aws/token-sources/table.ts';
import type { Context } from '../../../src/context.ts';

let programs: string;

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'programs-'));
  for (const name of ['gp', 'buildkite-agent']) {
    await writeFile(join(programs, name), '');
    await chmod(join(programs, name), 0o755);
  }
});
afterAll(() => rm(programs, { recursive: true, force: true }));

function sourceIn(env: Record<string, string>): string | undefined {
  return presentTokenSource({ env, platform: 'linux' } as unknown as Context)?.name;
}

const GITHUB = { ACTIONS_ID_TOKEN_REQUEST_URL: 'https://x', ACTIONS_ID_TOKEN_REQUEST_TOKEN: 't' };

test.each<[string | undefined, Record<string, string>]>([
  [undefined, {}],
  ['gitpod', { GITPOD_WORKSPACE_ID: 'w' }],
  ['gitpod', { ONA_ENVIRONMENT_ID: 'e' }],
  [undefined, { PERSONA_ENVIRONMENT_ID: 'e' }],
  ['github-actions', GITHUB],
  [undefined, { ...GITHUB, ACTIONS_ID_TOKEN_REQUEST_TOKEN: '' }],
  [undefined, { GITHUB_ACTIONS: 'true' }],
  ['circleci', { CIRCLECI: 'true', CIRCLE_OIDC_TOKEN_V2: 't' }],
  [undefined, { CIRCLECI: 'true', CIRCLE_OIDC_TOKEN: 't' }],
  ['bitbucket', { BITBUCKET_PIPELINE_UUID: '{1}', BITBUCKET_STEP_OIDC_TOKEN: 't' }],
  ['vercel', { VERCEL: '1', VERCEL_OIDC_TOKEN: 't' }],
  ['spacelift', { TF_VAR_spacelift_run_id: 'r', SPACELIFT_OIDC_TOKEN: 't' }],
  ['terraform-cloud', { TFC_RUN_ID: 'r', TFC_WORKLOAD_IDENTITY_TOKEN: 't' }],
  ['terraform-cloud', { TFC_RUN_ID: 'r', TFC_WORKLOAD_IDENTITY_TOKEN_AWS: 't' }],
  [undefined, { TFC_RUN_ID: 'r', TFC_WORKLOAD_IDENTITY_TOKEN_GCP: 't' }],
  [undefined, { BUILDKITE: 'true', BUILDKITE_JOB_ID: 'j' }],
  [undefined, { GITLAB_CI: 'true', ID_TOKEN: 't' }],
  ['gitpod', { GITPOD_WORKSPACE_ID: 'w', VERCEL: '1', VERCEL_OIDC_TOKEN: 't' }],
])('%s is where these variables are: %j', (name, env) => {
  expect(sourceIn(env)).toBe(name);
});

test('a program on PATH counts when no variable tells the place', () => {
  expect(sourceIn({ PATH: programs })).toBe('gitpod');
  expect(sourceIn({ PATH: programs, BUILDKITE: 'true', BUILDKITE_JOB_ID: 'j' })).toBe('buildkite');
  expect(sourceIn({ PATH: programs, ...GITHUB })).toBe('github-actions');
});

test.each([
  ['bitbucket', 'fixed'],
  ['vercel', 'fixed'],
  ['spacelift', 'fixed'],
  ['terraform-cloud', 'fixed'],
  ['circleci', 'asked-or-fixed'],
  ['gitpod', 'asked'],
  ['github-actions', 'asked'],
  ['buildkite', 'asked'],
])('the audience of %s is %s', (name, audience) => {
  expect(tokenSourceNamed(name).audience).toBe(audience);
});

test('a name that is none is our own mistake', () => {
  expect(() => tokenSourceNamed('jenkins')).toThrow(expect.objectContaining({ code: 'INTERNAL' }));
});
