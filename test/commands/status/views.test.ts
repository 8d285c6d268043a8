import { beforeEach, describe, expect, test } from '@jest/globals';
import { PASTED } from '../../../src/ecr/cache.ts';
import { NOW } from '../../fakes/context.ts';
import {
  allIsWell,
  inMinutes,
  OTHER,
  REGISTRY,
  SSO_PROFILE,
  SSO_TOKEN_FILE,
  statusScene,
} from './status-scene.ts';

const scene = statusScene();
const { write, env } = scene;
beforeEach(() => allIsWell(scene));

const OWN = 'home/.config/docker-credential-ecr/config.json';
const TOKEN = `home/.cache/docker-credential-ecr/${REGISTRY}.${PASTED}.json`;

/** Keeps a pasted token that has so many minutes left. */
const paste = (minutes: number) => {
  const key = { version: 1, host: REGISTRY, fingerprint: PASTED, serverURL: REGISTRY, username: 'AWS' };
  const life = { issuedAt: NOW, expiresAt: NOW + minutes * 60_000 };
  write(TOKEN, { ...key, ...life, password: 'very-secret-password' });
};

const signIn = (minutes: number, more: object = {}) => {
  write('home/.aws/config', SSO_PROFILE);
  write(SSO_TOKEN_FILE, { accessToken: 'very-secret-token', expiresAt: inMinutes(minutes), ...more });
};

/** A setting that makes every get fail, and a token all the same. */
const wrongTimeout = () => {
  env.DOCKER_CREDENTIAL_ECR_TIMEOUT = 'soon';
  paste(60);
};

test('the JSON is as programs rely on it', async () => {
  signIn(59);
  paste(60);
  const skipped = [
    ['configuration', 'no-file'],
    ['environment-keys', 'not-set'],
    ['environment-profile', 'not-set'],
    ['environment-web-identity', 'not-set'],
    ['environment-container', 'not-set'],
    ['workspace-token', 'no-role'],
  ].map(([rule, reason]) => ({ rule, reason }));
  expect(await scene.json()).toEqual({
    version: 1,
    registries: [
      {
        registry: REGISTRY,
        identity: 'dev',
        rule: 'account-match',
        skipped,
        token: { state: 'pasted', expiresAt: '2030-01-02T04:04:05.000Z' },
        sso: { session: 'acme', expiresAt: '2030-01-02T04:03:05.000Z', renewable: false },
      },
    ],
    findings: [],
  });
});

test('the JSON has times that there are, whatever is kept', async () => {
  const key = { version: 1, host: REGISTRY, fingerprint: PASTED, serverURL: REGISTRY, username: 'AWS' };
  write(TOKEN, { ...key, password: 'p', issuedAt: NOW, expiresAt: 1e300 });
  expect((await scene.json()).registries[0]?.token.expiresAt).toBe('2030-01-02T15:04:05.000Z');
  write(TOKEN, { ...key, password: 'p', issuedAt: 1e300, expiresAt: 1e300 });
  expect((await scene.json()).registries[0]?.token.state).toBe('pasted');
});

test('the JSON has null for what is not there', async () => {
  write('home/.aws/config', SSO_PROFILE);
  write('home/.docker/config.json', { credHelpers: { [REGISTRY]: 'ecr', [OTHER]: 'ecr' } });
  env.AWS_EC2_METADATA_DISABLED = 'true';
  const { registries } = await scene.json();
  expect(registries).toMatchObject([
    { identity: 'dev', token: { state: 'none', expiresAt: null }, sso: { session: 'acme', expiresAt: null } },
    { identity: null, rule: null, skipped: [], token: { state: 'none', expiresAt: null }, sso: null },
  ]);
});

test('a person reads blocks of lines, then what was found and what mends it', async () => {
  signIn(59);
  const credHelpers = { [REGISTRY]: 'ecr', [OTHER]: 'ecr' };
  write('home/.docker/config.json', { credHelpers });
  write(OWN, {
    identities: { own: { profile: 'dev' } },
    registries: {
      eu: { host: '*.dkr.ecr.eu-west-1.amazonaws.com', identity: 'own' },
      two: { host: OTHER, identity: 'own' },
    },
  });
  env.AWS_CA_BUNDLE = '/no.pem';
  expect((await scene.run()).text).toBe(
    `${REGISTRY}
  identity   profile "dev" (its account is 111111111111)
  token      none is kept; the next pull asks AWS
  SSO        session "acme", signed in for 59m; then somebody must sign in again
  skipped    not set: AWS_ACCESS_KEY_ID, AWS_PROFILE, AWS_WEB_IDENTITY_TOKEN_FILE,
             AWS_CONTAINER_CREDENTIALS_FULL_URI
             ~/.config/docker-credential-ecr/config.json has no rule for it
             a workspace's token needs IDP_AWS_ROLE_ARN or AWS_ROLE_ARN

${OTHER}
  identity   identity "own", profile "dev" (registries.two in ~/.config/docker-credential-ecr/config.json)
  token      none is kept; the next pull asks AWS
  SSO        session "acme", signed in for 59m; then somebody must sign in again

rules for others:
  *.dkr.ecr.eu-west-1.amazonaws.com  identity "own" (registries.eu)

✗ AWS_CA_BUNDLE names /no.pem, which can't be read (ENOENT)
    set AWS_CA_BUNDLE to a file of certificates in PEM form, or unset it
`,
  );
});

test('what was said of the registry above is not said again', async () => {
  write('home/.docker/config.json', {
    credHelpers: { [REGISTRY]: 'ecr', [REGISTRY.replace('east', 'west')]: 'ecr' },
  });
  const skipped = (await scene.run()).text.split('\n').filter((line) => line.startsWith('  skipped'));
  expect(skipped).toEqual([expect.stringContaining('not set: '), '  skipped    as above']);
});

test('a person who has nothing is told what to do', async () => {
  write('home/.docker/config.json', {});
  const { text, code } = await scene.run();
  expect(text).toMatch(
    /^no registries: .*\n {2}run: docker-credential-ecr install \S+\n\n✓ nothing wrong found\n$/,
  );
  expect(code).toBe(0);
});

describe.each<[string, () => void, RegExp]>([
  ['identity', () => write('home/.aws/config', ''), /the EC2 instance role, if this is an EC2 instance\n/],
  ['identity', () => Object.assign(env, { AWS_PROFILE: 'no' }), /none: profile "no" is in neither /],
  ['identity', () => Object.assign(env, { AWS_PROFILE: 'dev' }), /profile "dev", by AWS_PROFILE\n/],
  ['token', () => paste(-1), /none is kept; the next pull asks AWS\n/],
  ['token', wrongTimeout, /expires in 1h00m; it was/],
  ['token', () => paste(60), /expires in 1h00m; it was pasted/],
  [
    'SSO',
    () => signIn(-60, { refreshToken: 'r', clientId: 'c', clientSecret: 's' }),
    /session "acme" expired 1h00m ago; renewed when it is needed\n/,
  ],
  [
    'SSO',
    () => signIn(60, { refreshToken: 'r', clientId: 'c', clientSecret: 's' }),
    /session "acme", signed in for 1h00m; renewed by itself\n/,
  ],
  ['SSO', () => signIn(-60), /session "acme" expired 1h00m ago\n/],
  ['SSO', () => write('home/.aws/config', SSO_PROFILE), /session "acme": nobody has signed in\n/],
])('the line of %s', (label, change, shows) => {
  test(`shows ${shows.source}`, async () => {
    change();
    const { text } = await scene.run();
    const line = text.split('\n').find((candidate) => candidate.startsWith(`  ${label} `)) ?? '';
    expect(`${line.slice(13)}\n`).toMatch(shows);
  });
});

test('what a file says cannot paint the terminal', async () => {
  write('home/.docker/config.json', { credHelpers: { [REGISTRY]: 'ecr', '*\u001b[31m\n': 'ecr' } });
  const { text } = await scene.run();
  expect(text).toContain('has no effect');
  expect(text).not.toContain('\u001b');
});
