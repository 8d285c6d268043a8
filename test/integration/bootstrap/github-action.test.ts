import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { PROJECT } from '../../../build/paths.ts';
import { yaml } from '../../workspaces/read.ts';
import { fakeProgram, publish } from './release-server.ts';
import { bootstrapScene } from './scene.ts';

const scene = bootstrapScene();

/** The version of the project, which the ready-made files name. */
let version: string;

beforeEach(async () => {
  version = JSON.parse(await readFile(join(PROJECT, 'package.json'), 'utf8')).version;
  publish(scene.server, version, { 'linux-x64': fakeProgram(version) });
});

describe('the GitHub Action', () => {
  const REGISTRY = '111111111111.dkr.ecr.us-east-1.amazonaws.com';
  const ROLE = 'arn:aws:iam::111111111111:role/ci-push';

  /** Runs the action's step with these inputs, in a check-out of this project as far as the action needs one. */
  async function act(inputs: Readonly<Record<string, string>>, more: Readonly<Record<string, string>> = {}) {
    const { workspace, server } = scene;
    const [step] = yaml('github-action/action.yml').runs.steps;
    const action = join(workspace.folder, 'checkout/workspaces/github-action');
    for (const path of ['workspaces/github-action/set-up.sh', 'package.json']) {
      const copy = join(workspace.folder, 'checkout', path);
      await mkdir(dirname(copy), { recursive: true });
      await copyFile(join(PROJECT, path), copy);
    }
    await mkdir(join(workspace.folder, 'checkout/scripts'), { recursive: true });
    await copyFile(workspace.script, join(workspace.folder, 'checkout/scripts/bootstrap.sh'));
    const script = await workspace.write('step.sh', step.run);
    const given: Record<string, string> = { 'base-url': server.url, ...inputs };
    const env = Object.entries<string>(step.env).map(([name, text]) => {
      const input = /inputs\.([\w-]+) /.exec(text)?.[1] ?? '';
      return [name, given[input] ?? ''];
    });
    const files = { GITHUB_ENV: join(workspace.home, 'env'), GITHUB_PATH: join(workspace.home, 'path') };
    return workspace.run({
      script,
      env: { ...Object.fromEntries(env), GITHUB_ACTION_PATH: action, ...files, ...more },
    });
  }

  test('installs, and lets the later steps find the role', async () => {
    const { workspace, server } = scene;
    const inputs = {
      registries: `${REGISTRY},\n  public.ecr.aws\n`,
      'role-to-assume': ROLE,
      'aws-region': 'us-east-1',
    };
    const { code, stderr } = await act(inputs, {
      ACTIONS_ID_TOKEN_REQUEST_URL: 'https://example.com',
      PATH: workspace.tools,
    });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(await workspace.ran()).toBe(`install ${REGISTRY} public.ecr.aws\n`);
    expect(await readFile(join(workspace.home, 'env'), 'utf8')).toBe(
      `AWS_ROLE_ARN=${ROLE}\nAWS_REGION=us-east-1\n`,
    );
    expect(await readFile(join(workspace.home, 'path'), 'utf8')).toBe(`${workspace.ownBin}\n`);
    // Its own version, unless another is asked for.
    expect(server.requests[0]).toBe(`docker-credential-ecr-${version}-SHA256SUMS`);
  });

  test.each<[Record<string, string>, RegExp]>([
    [{ registries: ' \n' }, /the input registries is empty/],
    [{ registries: 'a; rm -rf /' }, /must be hosts of registries/],
    [{ registries: '*' }, /must be hosts of registries/],
    [{ registries: REGISTRY, 'role-to-assume': 'ci-push' }, /is no ARN of a role/],
    [{ registries: REGISTRY, 'role-to-assume': `${ROLE}\nPATH=/tmp` }, /is no ARN/],
    [
      { registries: REGISTRY, 'role-to-assume': ROLE },
      /add "permissions: \{ id-token: write, contents: read \}"/,
    ],
    [{ registries: REGISTRY, 'aws-region': 'a\nb' }, /is no region/],
  ])('refuses %j, and changes nothing', async (inputs, says) => {
    const { code, stdout } = await act(inputs);
    expect({ code, stdout }).toMatchObject({ code: 1, stdout: expect.stringMatching(says) });
    expect(stdout).toMatch(/^::error title=docker-credential-ecr::[^\n]*\n$/);
    expect(scene.server.requests).toEqual([]);
    expect(scene.workspace.tree()).toEqual({});
  });
});
