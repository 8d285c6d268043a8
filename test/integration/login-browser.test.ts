import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { EXECUTABLES } from './executables.ts';
import { Person, REGISTRY } from './person.ts';
import { startAs } from './running.ts';
import { keptToken, QUESTION, signInRequests, useUnsignedSso } from './sso-person.ts';

jest.setTimeout(60_000);

let aws: AwsStandIn;
let person: Person;

const GOT_TOKEN = `✓ ${REGISTRY}  dev  expires in 11h59m\n`;
/** What shows that a browser is at hand, in a container too. */
const DESKTOP = { DISPLAY: ':0', BROWSER: 'a-browser' };
const ADDRESS = /^ {4}(http:\/\/127\.0\.0\.1:\d+\/authorize\?\S+)$/m;

/** What a browser does with an address that is opened in it, in the words of Node.js. */
async function addBrowser(script: string): Promise<void> {
  await person.addProgram('xdg-open', `#!/bin/sh\nexec '${process.execPath}' -e '${script}' "$1"\n`);
}

const CLICK = 'fetch(process.argv[1])';

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    aws = await startAwsStandIn();
    // Not a whole number of minutes, so that the time left reads the same however long a test takes.
    aws.tokenLifetimeSeconds = 43_190;
    person = await Person.at(aws, path);
    Object.assign(person.env, DESKTOP);
    await useUnsignedSso(person, aws);
  });

  afterEach(async () => {
    await aws.close();
    await person.leave();
  });

  const login = (...args: string[]) => startAs(person, path, ['login', '--profile', 'dev', ...args]);

  test('signs in by the browser that it opens', async () => {
    await addBrowser(CLICK);
    const running = login();
    const { code, stdout, stderr } = await running.ended;
    expect(stdout).toBe(GOT_TOKEN);
    expect(stderr).toMatch(/your browser opens; if it does not, open on this machine\n\n {4}http:/);
    expect(code).toBe(0);
    expect(signInRequests(aws)).toEqual(['RegisterClient', 'Authorize', 'CreateToken']);
    expect(aws.requests.find(({ operation }) => operation === 'RegisterClient')?.input).toEqual({
      clientName: 'docker-credential-ecr',
      clientType: 'public',
      scopes: ['sso:account:access'],
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: ['http://127.0.0.1/oauth/callback'],
      issuerUrl: 'https://acme.awsapps.com/start',
    });
    expect((await keptToken(person)).token).toHaveProperty('refreshToken');
  });

  test('takes only an answer that bears its state, and shows a page', async () => {
    const running = login('--no-browser');
    const [, address = ''] = await running.says(ADDRESS);
    const redirect = await fetch(address, { redirect: 'manual' });
    const callback = new URL(redirect.headers.get('location') ?? '');

    const forged = new URL(callback);
    forged.searchParams.set('state', 'somebody-elses');
    expect((await fetch(forged)).status).toBe(400);
    expect((await fetch(new URL('/', callback))).status).toBe(404);

    const page = await fetch(callback);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('You are signed in');
    expect(await running.ended).toMatchObject({ code: 0, stdout: GOT_TOKEN });
    await expect(fetch(callback)).rejects.toThrow();
  });

  test('fails when the person says no', async () => {
    aws.browserDecision = 'denied';
    await addBrowser(CLICK);
    const { code, stdout } = await login().ended;
    expect(stdout).toContain('the sign-in to the SSO session "acme" was denied in the browser');
    expect(code).toBe(1);
    await expect(keptToken(person)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('shows the address all the same where nothing can open it', async () => {
    await addBrowser('process.exit(3)');
    const running = login();
    const [, address = ''] = await running.says(ADDRESS);
    await fetch(address);
    expect(await running.ended).toMatchObject({ code: 0, stdout: GOT_TOKEN });
  });

  test('ends at Ctrl-C', async () => {
    const running = login('--no-browser');
    await running.says(ADDRESS);
    running.interrupt();
    expect(await running.ended).toMatchObject({ code: 130, stdout: '' });
  });

  test.each<[string, string[], Record<string, string>]>([
    ['with --device', ['--device'], {}],
    ['over SSH', [], { SSH_CONNECTION: '10.0.0.1 50000 10.0.0.2 22' }],
    ['in a workspace', [], { GITPOD_WORKSPACE_ID: 'acme-shop-1' }],
    ['without a display', [], { DISPLAY: '' }],
  ])('shows a code %s, and opens nothing', async (_, args, env) => {
    await addBrowser(CLICK);
    const running = startAs(person, path, ['login', '--profile', 'dev', ...args], env);
    const [, code = ''] = await running.says(QUESTION);
    aws.decideDeviceSignIn('approved', code);
    expect(await running.ended).toMatchObject({ code: 0, stdout: GOT_TOKEN });
    expect(signInRequests(aws)).not.toContain('Authorize');
  });
});
