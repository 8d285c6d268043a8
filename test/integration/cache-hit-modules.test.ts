import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Metafile } from 'esbuild';
import { BUNDLES, PROJECT } from '../../build/paths.ts';
import { modulesIn, sdkModules } from '../build/sdk-modules.ts';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { type Ended, plainEnvironment, run } from './executables.ts';

jest.setTimeout(30_000);

const ACCOUNT = '111111111111';
const HOST = `${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`;

let folder: string;
let standIn: AwsStandIn;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-hit-modules-'));
  await mkdir(join(folder, 'home'));
  standIn = await startAwsStandIn();
});

afterEach(async () => {
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Runs `get` from the chunks that the bun executable is made of, under Node.js, which can be asked what it
 * loads. Returns the modules of the sources and packages that the loaded chunks hold.
 */
async function modulesLoadedByGet(name: string, key: Record<string, string>) {
  const log = join(folder, name);
  const metafile: Metafile = JSON.parse(await readFile(join(BUNDLES, 'bun.meta.json'), 'utf8'));
  const env = { ...plainEnvironment(folder), ...key, AWS_ENDPOINT_URL: standIn.url, MODULES_LOADED: log };
  const hook = join(import.meta.dirname, 'load-hook.mjs');
  const program = join(BUNDLES, 'bun', 'main.mjs');
  const start = { cwd: folder, env, input: HOST };
  const ended: Ended = await run(process.execPath, ['--import', hook, program, 'get'], start);
  const files = (await readFile(log, 'utf8')).split('\n').filter((url) => url.startsWith('file:'));
  const chunks = files.map((url) => relative(PROJECT, fileURLToPath(url)));
  return { ended, modules: modulesIn(metafile, chunks) };
}

test('a cache hit loads no module of the AWS SDK, where a cold get loads those it needs', async () => {
  const { accessKeyId, secretAccessKey } = standIn.addAccessKey({ accountId: ACCOUNT });
  const key = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };

  const cold = await modulesLoadedByGet('cold', key);
  expect(cold.ended).toMatchObject({ code: 0, stderr: '' });
  expect(standIn.requests).toHaveLength(1);
  expect(sdkModules(cold.modules)).toContainEqual(expect.stringContaining('/@aws-sdk/client-ecr/'));

  const hit = await modulesLoadedByGet('hit', key);
  expect(hit.ended).toEqual(cold.ended);
  expect(standIn.requests).toHaveLength(1);
  expect(hit.modules).toContain('src/main.ts');
  expect(sdkModules(hit.modules)).toEqual([]);
});

test('what validates the configuration file is loaded only where there is one', async () => {
  const { accessKeyId, secretAccessKey } = standIn.addAccessKey({ accountId: ACCOUNT });
  const key = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
  const validator = expect.stringMatching(/(^|\/)node_modules\/valibot\//);
  const without = await modulesLoadedByGet('without', key);
  expect(without.modules).not.toContainEqual(validator);

  const file = join(folder, 'config.json');
  await writeFile(file, '{}', { mode: 0o600 });
  const hit = await modulesLoadedByGet('with', { ...key, DOCKER_CREDENTIAL_ECR_CONFIG: file });
  expect(hit.ended).toEqual(without.ended);
  expect(hit.modules).toContainEqual(validator);
  expect(sdkModules(hit.modules)).toEqual([]);
});
