import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ReleaseServer } from '../integration/bootstrap/release-server.ts';
import { startAs } from '../integration/running.ts';
import { treeOf } from '../integration/tree.ts';
import { questionsToAws } from './aws-questions.ts';
import { type CommandResult, succeeded } from './command.ts';
import { findDockerClients } from './docker-clients.ts';
import { createPersonInWorkspace, createPersonWithKeys } from './people.ts';
import { createPerson, type Person } from './person.ts';
import { findImageId, importImage, type PrivateImage, removeImage } from './private-image.ts';
import { firstRegistry, type RealParts, startRealParts } from './real-parts.ts';
import { startRelease } from './release.ts';
import { expectNothingSecretShown } from './secrets.ts';

const [docker] = findDockerClients();
const program = 'docker-credential-ecr';
const { accountId, region, host } = firstRegistry;
const startUrl = 'https://acme.awsapps.com/start';

let parts: RealParts;
let release: ReleaseServer;
let image: PrivateImage;
beforeAll(async () => {
  parts = await startRealParts();
  release = await startRelease();
  const { person } = await createPersonWithKeys(parts);
  image = await importImage(person, docker, firstRegistry);
  succeeded(await person.run(docker, 'push', image.name));
}, 180_000);
afterAll(async () => {
  await release?.close();
  await parts?.close();
}, 60_000);
beforeEach(() => {
  parts.aws.clearRequests();
  release.requests.length = 0;
});

/** What stands in a workspace's instructions. */
async function oneLine(person: Person): Promise<CommandResult> {
  return succeeded(await person.run('sh', '-c', `curl -fsSL ${release.url}/bootstrap.sh | sh`));
}

/** Pulls the private image, which Docker does not have. */
async function pull(person: Person, name = image.name): Promise<void> {
  if ((await findImageId(person, docker, name)) !== undefined) await removeImage(person, docker, name);
  succeeded(await person.run(docker, 'pull', name));
}

/** What is in the home, but for what clients of Docker leave there. */
async function filesOf({ home }: Person) {
  return (await treeOf(home)).filter((entry) => !entry.path.startsWith('.docker/buildx'));
}

test('AWS SSO: the one line, one sign-in, and docker pull works; undone, nothing is left of it', async () => {
  parts.aws.addSsoSession({
    startUrl,
    region: 'eu-west-1',
    assignments: [{ accountId, roleName: 'Developer' }],
  });
  const person = await createPerson(parts, {
    isNewcomer: true,
    env: {
      AWS_SSO_URL: startUrl,
      AWS_SSO_REGION: 'eu-west-1',
      AWS_ACCOUNT_ID: accountId,
      AWS_ROLE_NAME: 'Developer',
      AWS_REGION: region,
    },
  });
  expect((await oneLine(person)).output).toContain(`to sign in, run: ${program} login\n`);

  const installed = path.join(person.home, '.local', 'bin', program);
  const inTheirShell = { folder: person.home, environment: () => ({ ...person.env }) };
  const login = startAs(inTheirShell, installed, ['login', '--device']);
  const [, code] = await login.says(/user_code=([A-Z]{4}-[A-Z]{4})/);
  parts.aws.decideDeviceSignIn('approved', code);
  expect(await login.ended).toMatchObject({ code: 0, stdout: expect.stringContaining(`✓ ${host}`) });
  await pull(person);
  succeeded(await person.run(program, 'status', '--check'));

  // The next start of the workspace.
  const settled = await filesOf(person);
  release.requests.length = 0;
  await oneLine(person);
  expect(release.requests).toEqual(['bootstrap.sh', 'SHA256SUMS']);
  expect(await filesOf(person)).toEqual(settled);

  // The next morning: what is kept in place of the session serves no more.
  const folder = path.join(person.home, '.aws/sso/cache');
  const secrets: string[] = [];
  for (const name of await readdir(folder)) {
    const file = path.join(folder, name);
    const kept = JSON.parse(await readFile(file, 'utf8'));
    secrets.push(kept.clientSecret, ...(kept.accessToken ? [kept.accessToken, kept.refreshToken] : []));
    if (kept.accessToken === undefined) continue;
    parts.aws.endSsoSession(kept.accessToken);
    await writeFile(file, JSON.stringify({ ...kept, expiresAt: '2020-01-01T00:00:00Z' }));
  }
  const status = await person.run(program, 'status', '--check');
  expect(status).toMatchObject({ exitCode: 1, output: expect.stringContaining(`${program} login`) });
  await removeImage(person, docker, image.name);
  const pulled = await person.runWith({ AWS_ECR_DISABLE_CACHE: '1' }, docker, 'pull', image.name);
  expect(pulled).toMatchObject({ exitCode: 1, output: expect.stringContaining(`${program} login`) });
  await expectNothingSecretShown(parts, { person, secrets });

  succeeded(await person.run(program, 'logout', '--all', '--sso'));
  succeeded(await person.run(program, 'uninstall'));
  // The client's registration stays, as with `aws sso logout`.
  const left = (await filesOf(person)).filter(
    ({ path: name, kind }) => kind === 'file' && !name.includes('/sso/'),
  );
  expect(left.map(({ path: name }) => name)).toEqual([`.local/bin/${program}`]);
}, 180_000);

test("a workspace's token: the one line, and docker pull and every SDK work", async () => {
  const who = await createPersonInWorkspace(parts, { isNewcomer: true, env: { AWS_REGION: region } });
  const { person } = who;
  await oneLine(person);
  await pull(person);
  expect(questionsToAws(parts)).toEqual(['sts AssumeRoleWithWebIdentity', 'ecr GetAuthorizationToken']);
  succeeded(await person.run(program, 'status'));
  await expectNothingSecretShown(parts, who);

  // Programs that know nothing of ours: by their variables, and by the profile that was written.
  const node = process.execPath;
  const whoAmI = path.resolve('test/e2e/who-am-i.ts');
  const caller = expect.stringMatching(/:assumed-role\/workspace\//);
  expect((await person.run(node, whoAmI)).output).toEqual(caller);
  const noHome = { HOME: '/nowhere', AWS_EC2_METADATA_DISABLED: 'true' };
  expect(await person.runWith(noHome, node, whoAmI)).toMatchObject({ exitCode: 1 });
  const byVariables = `eval "$(${program} env)" && HOME=/nowhere "${node}" "${whoAmI}"`;
  expect((await person.run('sh', '-c', byVariables)).output).toEqual(caller);

  const settled = await filesOf(person);
  release.requests.length = 0;
  await oneLine(person);
  expect(release.requests).toEqual(['bootstrap.sh', 'SHA256SUMS']);
  expect(await filesOf(person)).toEqual(settled);
}, 180_000);
