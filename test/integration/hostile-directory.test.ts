import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { fileInPackage } from '../../build/npm-package.ts';
import { hostTarget } from '../../build/targets.ts';
import { startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { type Ended, EXECUTABLES, plainEnvironment, run } from './executables.ts';
import { FAKE_PACKAGES, FAKE_PROGRAMS, layTraps, markVariable, sprung } from './traps.ts';

// The controls compile programs, which takes seconds on a busy machine.
jest.setTimeout(60_000);

const ACCOUNT = '111111111111';
const REGISTRY = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`;

/** Switches and variables that make plain Node.js read what the traps are made of. */
const NODE_OPTIONS = '--require=./trap-require.cjs';

let folder: string;
let directory: string;
let marks: string;
/** Listens where the `.env` files say that AWS is; nothing must ever ask it. */
let trapServer: Server;
let requests: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hostile-directory-'));
  directory = join(folder, 'repository');
  marks = join(folder, 'marks');
  requests = [];
  trapServer = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.writeHead(400).end();
  });
  await new Promise<void>((resolve) => {
    trapServer.listen(0, '127.0.0.1', resolve);
  });
  const { port } = trapServer.address() as AddressInfo;
  await mkdir(join(folder, 'home'));
  await layTraps(directory, marks, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'from-dot-env',
    AWS_ECR_CACHE_DIR: join(marks, 'cache-of-dot-env'),
    NODE_OPTIONS,
    BUN_OPTIONS: '--preload=./trap-preload.cjs',
  });
});

afterEach(async () => {
  await new Promise((resolve) => {
    trapServer.close(resolve);
    trapServer.closeAllConnections();
  });
  await rm(folder, { recursive: true, force: true });
});

describe.each(EXECUTABLES)('in a hostile working directory, $name', ({ path }) => {
  /** Starts it there as a client would, with relative PATH entries and NODE_OPTIONS besides. */
  function start(args: readonly string[], env: Record<string, string>, input = ''): Promise<Ended> {
    const plain = plainEnvironment(folder);
    const PATH = `.:${plain.PATH}:./:`;
    return run(path, args, { cwd: directory, env: { ...plain, PATH, NODE_OPTIONS, ...env }, input });
  }

  test.each([
    ['no NODE_ENV', {}],
    ['NODE_ENV=production', { NODE_ENV: 'production' }],
    ['NODE_ENV=development', { NODE_ENV: 'development' }],
  ])('loads nothing of it for version, with %s', async (_, env) => {
    const ended = await start(['version'], env);
    expect(ended).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^docker-credential-ecr \d/),
      stderr: '',
    });
    expect(await sprung(marks)).toEqual([]);
  });

  test.each([
    // AWS is behind a proxy that isn't there: the outcome is a clear failure, at once.
    ['static keys', { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'of-the-person' }],
    ['no credentials', { AWS_EC2_METADATA_DISABLED: 'true' }],
    ['a workspace role', { IDP_AWS_ROLE_ARN: 'arn:aws:iam::111111111111:role/r', GITPOD_WORKSPACE_ID: 'w' }],
  ])('loads, asks and runs nothing of it for get, with %s', async (_, env) => {
    const proxy = 'http://127.0.0.1:1';
    const settings = { HTTPS_PROXY: proxy, https_proxy: proxy, AWS_MAX_ATTEMPTS: '1', ...env };
    const { code, stdout } = await start(['get'], settings, REGISTRY);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^.+\n$/);
    expect(requests).toEqual([]);
    expect(await sprung(marks)).toEqual([]);
  });

  test('loads, asks and runs nothing of it for a get that AWS answers, and for the cache hit after it', async () => {
    const standIn = await startAwsStandIn();
    try {
      const { accessKeyId, secretAccessKey } = standIn.addAccessKey({ accountId: ACCOUNT });
      const env = {
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        AWS_ENDPOINT_URL_ECR: standIn.url,
      };
      const cold = await start(['get'], env, REGISTRY);
      expect(cold).toMatchObject({ code: 0, stderr: '' });
      expect(await start(['get'], env, REGISTRY)).toEqual(cold);
      expect(standIn.requests).toHaveLength(1);
    } finally {
      await standIn.close();
    }
    expect(requests).toEqual([]);
    expect(await sprung(marks)).toEqual([]);
  });
});

describe('the traps would spring:', () => {
  const node = process.execPath;
  let programs: string;
  let compiledByDefault: string;
  let compiledOpen: string;

  /** Imports what its arguments name, and prints the names of the variables that `.env` files set. */
  const PROGRAM = `
    for (const name of process.argv.slice(2)) await import(name);
    console.log(Object.keys(process.env).filter((name) => name.startsWith('TRAP_')).sort().join());
    if (process.env.AWS_ENDPOINT_URL) await fetch(process.env.AWS_ENDPOINT_URL);
  `;

  beforeAll(async () => {
    programs = await mkdtemp(join(tmpdir(), 'hostile-directory-programs-'));
    await writeFile(join(programs, 'program.mjs'), PROGRAM);
    compiledByDefault = await compile('by-default', []);
    compiledOpen = await compile('open', ['--compile-autoload-tsconfig', '--compile-autoload-package-json']);
  });

  afterAll(() => rm(programs, { recursive: true, force: true }));

  async function compile(name: string, flags: readonly string[]): Promise<string> {
    const output = join(programs, name);
    const bun = fileInPackage(hostTarget().bunPackage, 'bin/bun');
    const args = ['build', '--compile', ...flags, 'program.mjs', `--outfile=${output}`];
    const { code, stderr } = await run(bun, args, { cwd: programs, env: plainEnvironment(programs) });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return output;
  }

  function start(program: string, args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
    return run(program, args, { cwd: directory, env: { ...plainEnvironment(folder), ...env } });
  }

  test('bunfig.toml, and .env files with their AWS endpoint, by a compiled bun program', async () => {
    const { stdout } = await start(compiledByDefault, []);
    expect(stdout.trim().split(',')).toEqual(['.env', '.env.development', '.env.local'].map(markVariable));
    expect(await sprung(marks)).toEqual(['bunfig-preload']);
    expect(requests).toEqual(['GET /']);
  });

  test('.env.production, by a compiled bun program', async () => {
    const { stdout } = await start(compiledByDefault, [], { NODE_ENV: 'production' });
    expect(stdout.trim().split(',')).toContain(markVariable('.env.production'));
  });

  test('packages in node_modules, by a compiled bun program', async () => {
    await start(compiledByDefault, FAKE_PACKAGES);
    const packages = FAKE_PACKAGES.map((name) => `package-${name.replace('/', '-')}`);
    expect(await sprung(marks)).toEqual(expect.arrayContaining(packages));
  });

  test('package.json and tsconfig.json, by a compiled bun program that reads them', async () => {
    await start(compiledOpen, ['#trap', 'aliased-trap']);
    const expected = ['package-json-imports', 'tsconfig-paths'];
    expect(await sprung(marks)).toEqual(expect.arrayContaining(expected));
  });

  test('NODE_OPTIONS, by Node.js', async () => {
    await start(node, ['--eval', '0'], { NODE_OPTIONS });
    expect(await sprung(marks)).toEqual(['node-options']);
  });

  test('node.config.json, by Node.js that reads it', async () => {
    await start(node, ['--experimental-default-config-file', '--eval', '0']);
    expect(await sprung(marks)).toEqual(['node-config']);
  });

  test.each(FAKE_PROGRAMS)('the program %s, by a relative entry of PATH', async (name) => {
    const script = `require('node:child_process').spawnSync(${JSON.stringify(name)})`;
    await start(node, ['--eval', script], { PATH: '.:/nowhere' });
    expect(await sprung(marks)).toEqual([`program-${name}`]);
  });
});
