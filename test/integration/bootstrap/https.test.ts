import { createServer, type Server } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createCertificateAuthority } from '../../fakes/aws/certificate-authority.ts';
import { type ClosableServer, closableServer } from '../../fakes/aws/closable-server.ts';
import { fakeProgram, publish } from './release-server.ts';
import { bootstrapScene } from './scene.ts';
import { onThisMachine } from './workspace.ts';

const scene = bootstrapScene();

/** Serves what the scene's server has by HTTPS too, and redirects from `/to-http/` to that server. */
let closable: ClosableServer;
let url: string;
let authorityFile: string;

beforeEach(async () => {
  const authority = await createCertificateAuthority();
  const server: Server = createServer(await authority.issue(['127.0.0.1']), (request, response) => {
    const [, folder = '', name = ''] = (request.url ?? '').split('/');
    if (folder === 'to-http') response.writeHead(302, { location: `${scene.server.url}/${name}` }).end();
    else response.end(scene.server.files.get(name));
  });
  closable = closableServer(server);
  url = `https://127.0.0.1:${await closable.listen('127.0.0.1', 0)}`;
  authorityFile = await scene.workspace.write('authority.pem', authority.cert);
  publish(scene.server, '0.2.0', { 'linux-x64': fakeProgram('0.2.0') });
});

afterEach(() => closable.close());

/** Tests are about curl, which can be told whom to trust by a variable. */
const testWhere = onThisMachine('curl') === undefined ? test.skip : test;

testWhere('a release is downloaded by HTTPS', async () => {
  const env = { DOCKER_CREDENTIAL_ECR_BASE_URL: `${url}/release`, CURL_CA_BUNDLE: authorityFile };
  const { code, stderr } = await scene.workspace.run({ env });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  expect(Object.keys(scene.workspace.tree())).toContain(join('home', '.local/bin/docker-credential-ecr'));
});

testWhere.each([
  ['that leads to http', 'to-http', true, /can't download https:.*SHA256SUMS: .*(protocol|http)/i],
  ['that nobody vouches for', 'release', false, /can't download https:.*SHA256SUMS: .*certificate/i],
])('an address %s is refused', async (_, folder, trusts, says) => {
  const env = {
    DOCKER_CREDENTIAL_ECR_BASE_URL: `${url}/${folder}`,
    ...(trusts ? { CURL_CA_BUNDLE: authorityFile } : {}),
  };
  const { code, stderr } = await scene.workspace.run({ env });
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(says) });
  expect(stderr).toMatch(/^[^\n]*\n$/);
  expect(scene.server.requests).toEqual([]);
  expect(scene.workspace.tree()).toEqual({});
});
