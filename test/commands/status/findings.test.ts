import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { PASTED } from '../../../src/ecr/cache.ts';
import { NOW } from '../../fakes/context.ts';
import {
  allIsWell,
  inMinutes,
  OTHER,
  PROFILE,
  REGISTRY,
  SSO_PROFILE,
  SSO_TOKEN_FILE,
  statusScene,
} from './status-scene.ts';

const scene = statusScene();
const { at, write, link, env } = scene;
beforeEach(() => allIsWell(scene));

const DOCKER = 'home/.docker/config.json';
const OWN = 'home/.config/docker-credential-ecr/config.json';
const CACHE = 'home/.cache/docker-credential-ecr';
const CLOCK = `${CACHE}/docker-credential-ecr.clock`;
const TOKEN = `${CACHE}/${REGISTRY}.${PASTED}.json`;
const OURS = { credHelpers: { [REGISTRY]: 'ecr' } };
const PASSWORD = { auth: Buffer.from('AWS:very-secret-password').toString('base64') };
const INSTALL = `run: docker-credential-ecr install ${REGISTRY}`;

/** A person's change to what is well, and what is found then: code, severity, a part of the message, the remedy. */
type Case = readonly [
  name: string,
  change: () => void,
  found: readonly [code: string, severity: string, message: string | RegExp, remedy: string | RegExp],
];

const expectFound = async (change: () => void, [code, severity, message, remedy]: Case[2]) => {
  change();
  const matching = (text: string | RegExp) =>
    typeof text === 'string' ? expect.stringContaining(text) : expect.stringMatching(text);
  expect(await scene.findings()).toEqual([
    { code, severity, message: matching(message), remedy: matching(remedy) },
  ]);
  expect((await scene.run()).code).toBe(severity === 'info' ? 0 : 1);
};

test('where all is well, nothing is found', async () => {
  expect(await scene.findings()).toEqual([]);
  expect((await scene.run()).code).toBe(0);
});

describe('PATH', () => {
  const cases: Case[] = [
    [
      'has no such program',
      () => rmSync(at('bin/docker-credential-ecr')),
      [
        'helper-not-on-path',
        'error',
        /docker-credential-ecr is not on PATH.*\/opt\//,
        /export PATH=\S+\/opt:"\$PATH"$/,
      ],
    ],
    [
      'has another one of that name first',
      () => {
        write('first/docker-credential-ecr', 'that program', 0o755);
        env.PATH = `${at('first')}:${at('bin')}`;
      },
      [
        'helper-shadowed',
        'warning',
        /clients run \S+\/first\/docker-credential-ecr, which/,
        /^remove \S+\/first\//,
      ],
    ],
  ];
  test.each(cases)('%s', (_, change, found) => expectFound(change, found));

  test('may have a copy of this program', async () => {
    rmSync(at('bin/docker-credential-ecr'));
    write('bin/docker-credential-ecr', 'this program', 0o755);
    expect(await scene.findings()).toEqual([]);
  });
});

describe("Docker's config", () => {
  const cases: Case[] = [
    [
      'is no JSON',
      () => {
        write(DOCKER, `{"auths":{"${REGISTRY}":{"auth":"very-secret-password"}`);
        write(OWN, { registries: { main: { host: REGISTRY } } });
      },
      [
        'docker-config-invalid',
        'error',
        /config\.json is no JSON \(line 1, column \d+\)/,
        /^correct \S+config\.json$/,
      ],
    ],
    [
      'is read by this program but not by Docker',
      () => write(DOCKER, `\uFEFF${JSON.stringify(OURS)}`),
      [
        'docker-config-invalid',
        'error',
        /^Docker can't read \S+config\.json, and obeys nothing in it: it begins with a byte order mark$/,
        /^correct \S+config\.json$/,
      ],
    ],
    [
      'is looked for in a directory that is not there',
      () => {
        env.DOCKER_CONFIG = at('nowhere');
      },
      [
        'docker-config-directory-missing',
        'info',
        /DOCKER_CONFIG names \S+nowhere, which is not there/,
        'unset DOCKER_CONFIG',
      ],
    ],
    [
      'names a store that is not there',
      () => write(DOCKER, { ...OURS, credsStore: 'desktop' }),
      [
        'docker-helper-missing',
        'error',
        'docker-credential-desktop is not on PATH',
        /remove credsStore from \S+$/,
      ],
    ],
    [
      'names a helper that is not there',
      () => write(DOCKER, { credHelpers: { ...OURS.credHelpers, 'gcr.io': 'gcloud' } }),
      [
        'docker-helper-missing',
        'warning',
        '"gcloud" for gcr.io, but docker-credential-gcloud',
        'put docker-credential-gcloud on PATH',
      ],
    ],
    [
      'names one for one of our registries',
      () => write(DOCKER, { credHelpers: { ...OURS.credHelpers, [OTHER]: 'ecr-login' } }),
      [
        'docker-helper-missing',
        'error',
        `"ecr-login" for ${OTHER}`,
        `run: docker-credential-ecr install ${OTHER}`,
      ],
    ],
    [
      'has a pattern, which nothing looks up',
      () => write(DOCKER, { credHelpers: { ...OURS.credHelpers, '*.amazonaws.com': 'ecr' } }),
      [
        'docker-key-ignored',
        'warning',
        /"\*\.amazonaws\.com" under credHelpers in \S+ has no effect/,
        'install REGISTRY',
      ],
    ],
    [
      'has a key with a scheme',
      () => write(DOCKER, { credHelpers: { ...OURS.credHelpers, [`https://${REGISTRY}`]: 'ecr' } }),
      ['docker-key-ignored', 'warning', `"https://${REGISTRY}" under credHelpers`, INSTALL],
    ],
    [
      'keeps a password that is used when the helper fails',
      () => write(DOCKER, { ...OURS, auths: { [`https://${REGISTRY}/v2/`]: PASSWORD } }),
      [
        'docker-auths-password',
        'info',
        `a password for ${REGISTRY} under auths: Docker asks this helper first`,
        `remove it: docker logout ${REGISTRY}`,
      ],
    ],
    [
      'keeps a password where this helper is the store, which podman knows nothing of',
      () => write(DOCKER, { credsStore: 'ecr', auths: { [REGISTRY]: PASSWORD } }),
      [
        'docker-auths-password',
        'info',
        'podman, skopeo and buildah, which know no credsStore, use it at once',
        'docker logout',
      ],
    ],
    [
      'keeps a password where no helper is asked',
      () => {
        write(DOCKER, { auths: { [REGISTRY]: PASSWORD } });
        write(OWN, { registries: { main: { host: REGISTRY } } });
      },
      ['docker-auths-password', 'warning', 'never asks this helper', INSTALL],
    ],
    [
      'does not give us what our configuration names',
      () => write(OWN, { registries: { other: { host: 'images.example.com', registry: REGISTRY } } }),
      [
        'registry-not-in-docker',
        'warning',
        /^images\.example\.com: .*names no helper for it/,
        'run: docker-credential-ecr install images.example.com',
      ],
    ],
    [
      'gives it to another helper',
      () => {
        write('bin/docker-credential-pass', '', 0o755);
        write(DOCKER, { credsStore: 'pass' });
        write(OWN, { registries: { main: { host: REGISTRY } } });
      },
      ['registry-not-in-docker', 'warning', 'gives it to the helper "pass"', INSTALL],
    ],
    [
      'is not there',
      () => {
        rmSync(at(DOCKER));
        write(OWN, { registries: { main: { host: REGISTRY } } });
      },
      ['registry-not-in-docker', 'warning', /config\.json is not there$/, INSTALL],
    ],
    [
      'was reset by Docker Desktop',
      () => {
        for (const name of ['desktop', 'pass']) write(`bin/docker-credential-${name}`, '', 0o755);
        write(DOCKER, { ...OURS, credsStore: 'desktop' });
        write(OWN, { fallbackHelper: 'pass' });
      },
      [
        'docker-store-reset',
        'warning',
        /names "desktop" as credsStore, as Docker Desktop sets it/,
        'run: docker-credential-ecr install --creds-store',
      ],
    ],
    [
      'has us as the store, but our fallback is not there',
      () => {
        write(DOCKER, { ...OURS, credsStore: 'ecr' });
        write(OWN, { fallbackHelper: 'pass' });
      },
      [
        'fallback-helper-missing',
        'error',
        'docker-credential-pass is not on PATH',
        'put docker-credential-pass on PATH',
      ],
    ],
    [
      'is outranked by DOCKER_AUTH_CONFIG',
      () => {
        env.DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { [REGISTRY]: PASSWORD } });
      },
      [
        'docker-auth-config',
        'warning',
        `DOCKER_AUTH_CONFIG has a password for ${REGISTRY}: Docker 28.3 and later`,
        'unset DOCKER_AUTH_CONFIG',
      ],
    ],
    [
      'is outranked for other hosts',
      () => {
        env.DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { 'example.com': PASSWORD } });
      },
      ['docker-auth-config', 'info', 'has no password for these registries', 'unset DOCKER_AUTH_CONFIG'],
    ],
    [
      'is not outranked by what is no JSON',
      () => {
        env.DOCKER_AUTH_CONFIG = 'very-secret-password';
      },
      [
        'docker-auth-config',
        'info',
        /^DOCKER_AUTH_CONFIG is no JSON object with auths/,
        'unset DOCKER_AUTH_CONFIG',
      ],
    ],
  ];
  test.each(cases)('%s', (_, change, found) => expectFound(change, found));

  test.each([
    ['an alias is a link to this program', { [REGISTRY]: 'ecr-login' }],
    ["nerdctl's spelling stands beside the plain one", { [REGISTRY]: 'ecr', [`${REGISTRY}:443`]: 'ecr' }],
  ])('is well when %s', async (_, credHelpers) => {
    link('bin/docker-credential-ecr-login', at('opt/docker-credential-ecr'));
    write(DOCKER, { credHelpers });
    expect(await scene.findings()).toEqual([]);
  });

  test('may be where DOCKER_CONFIG says', async () => {
    write('docker/config.json', OURS);
    env.DOCKER_CONFIG = at('docker');
    expect(await scene.findings()).toEqual([]);
  });

  test('need not have what is prepared only when it is named', async () => {
    write(OWN, { registries: { slow: { host: OTHER, autoProvision: false } } });
    write(
      'home/.aws/config',
      PROFILE + PROFILE.replace('dev', 'other').replace('111111111111', '222222222222'),
    );
    expect(await scene.findings()).toEqual([]);
  });
});

describe('the cache', () => {
  const token = { version: 1, host: REGISTRY, fingerprint: PASTED, serverURL: REGISTRY, username: 'AWS' };
  const times = { issuedAt: NOW, expiresAt: NOW + 3_600_000 };
  const kept = { ...token, ...times, password: 'very-secret-password' };
  const cases: Case[] = [
    [
      'is switched off',
      () => {
        env.AWS_ECR_DISABLE_CACHE = '1';
      },
      ['cache-disabled', 'info', 'AWS_ECR_DISABLE_CACHE is set', 'unset AWS_ECR_DISABLE_CACHE'],
    ],
    [
      'can be looked into by others',
      () => {
        write(TOKEN, kept);
        chmodSync(at(CACHE), 0o755);
      },
      [
        'cache-readable-by-others',
        'warning',
        /others can look into \S+docker-credential-ecr,/,
        /^run: chmod 700 \S+$/,
      ],
    ],
    [
      'can be written by others',
      () => {
        write(TOKEN, kept);
        chmodSync(at(CACHE), 0o777);
      },
      ['file-refused', 'error', 'can be written by others', 'chmod 700'],
    ],
    [
      'is a link',
      () => {
        mkdirSync(at('elsewhere'));
        link(CACHE, at('elsewhere'));
      },
      ['file-refused', 'error', 'is a symlink', 'AWS_ECR_CACHE_DIR'],
    ],
    [
      'has a token that others can read',
      () => write(TOKEN, kept, 0o644),
      [
        'cache-readable-by-others',
        'warning',
        /pasted\.json is readable by others$/,
        /^run: chmod 600 \S+pasted\.json$/,
      ],
    ],
    [
      'has a token that others can write',
      () => write(TOKEN, kept, 0o666),
      ['cache-file-refused', 'warning', /pasted\.json is refused/, /^run: rm -r \S+pasted\.json$/],
    ],
    [
      'has a directory for a token',
      () => mkdirSync(at(TOKEN), { recursive: true, mode: 0o700 }),
      ['cache-file-refused', 'warning', /pasted\.json is refused/, /^run: rm -r \S+pasted\.json$/],
    ],
    [
      'has a token that is a link',
      () => {
        write('elsewhere', kept);
        write(`${CACHE}/other`, '', 0o644);
        link(TOKEN, at('elsewhere'));
      },
      ['cache-file-refused', 'warning', /pasted\.json is refused/, /^run: rm -r \S+pasted\.json$/],
    ],
  ];
  test.each(cases)('%s', (_, change, found) => expectFound(change, found));
});

describe('the network', () => {
  const cases: Case[] = [
    [
      'is reached by a proxy, whose password is not told',
      () => {
        env.HTTPS_PROXY = 'http://ann:very-secret-password@proxy.example.com:3128';
      },
      [
        'proxy',
        'info',
        'by the proxy http://proxy.example.com:3128, which HTTPS_PROXY names',
        'unset HTTPS_PROXY',
      ],
    ],
    [
      'would be reached by a proxy that is no address',
      () => {
        env.HTTPS_PROXY = 'ftp://very-secret-password@proxy';
      },
      ['setting-invalid', 'error', /^HTTPS_PROXY is no http or https address$/, 'set HTTPS_PROXY'],
    ],
    [
      'is trusted by a bundle that is not there',
      () => {
        env.AWS_CA_BUNDLE = at('no.pem');
      },
      [
        'ca-bundle-unreadable',
        'error',
        /AWS_CA_BUNDLE names \S+no\.pem, which can't be read \(ENOENT\)/,
        'set AWS_CA_BUNDLE',
      ],
    ],
    [
      'is trusted by a bundle without certificates',
      () => {
        write('home/.aws/config', `${PROFILE}ca_bundle = ${write('no.pem', 'nothing')}\n`);
      },
      [
        'ca-bundle-invalid',
        'error',
        /ca_bundle of profile "dev" names \S+, which has no certificates/,
        'set ca_bundle',
      ],
    ],
    [
      'is trusted by a bundle that is damaged',
      () => {
        const pem = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
        env.SSL_CERT_FILE = write('bad.pem', pem);
      },
      ['ca-bundle-invalid', 'warning', /of whose 1 certificates 1 can't be used/, 'set SSL_CERT_FILE'],
    ],
  ];
  test.each(cases)('%s', (_, change, found) => expectFound(change, found));

  test('is reached without a proxy where NO_PROXY says so', async () => {
    Object.assign(env, { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: '.amazonaws.com' });
    expect(await scene.findings()).toEqual([]);
  });
});

describe('the clock', () => {
  const cases: Case[] = [
    [
      'is behind',
      () => write(CLOCK, { offsetMs: 7 * 60_000, at: NOW - 3_600_000 }),
      [
        'clock-off',
        'warning',
        "clock is 7m behind AWS's, by its last answer 1h00m ago",
        'timedatectl set-ntp true',
      ],
    ],
    [
      'is ahead',
      () => write(CLOCK, { offsetMs: -7_200_000, at: NOW }),
      ['clock-off', 'warning', /2h00m ahead of AWS's, by its last answer$/, 'timedatectl set-ntp true'],
    ],
  ];
  test.each(cases)('%s', (_, change, found) => expectFound(change, found));

  test('may be off by a little, or by nothing that makes sense', async () => {
    write(CLOCK, { offsetMs: 4 * 60_000, at: NOW });
    expect(await scene.findings()).toEqual([]);
    write(CLOCK, '{"offsetMs":"7"');
    expect(await scene.findings()).toEqual([]);
  });
});

/** A profile of another account, and a second one of the registry's. */
const OTHERS =
  PROFILE.replace('dev', 'other').replace('111111111111', '222222222222') +
  PROFILE.replace('dev', 'ops').replace('FODNN7', 'FODNN2');

describe('the identity', () => {
  const signedIn = { accessToken: 'very-secret-token', startUrl: 'https://acme.awsapps.com/start' };
  const cases: Case[] = [
    [
      'is ambiguous',
      () => write('home/.aws/config', PROFILE + PROFILE.replace('dev', 'ops').replace('FODNN7', 'FODNN2')),
      ['identity-ambiguous', 'error', `${REGISTRY}: 2 profiles are of account 111111111111`, '"identities"'],
    ],
    [
      'is a profile that is not there',
      () => {
        env.AWS_PROFILE = 'nobody';
      },
      ['profile-not-found', 'error', 'profile "nobody" is in neither', 'set AWS_PROFILE'],
    ],
    [
      'is half an access key',
      () => {
        env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
      },
      ['setting-invalid', 'error', 'AWS_SECRET_ACCESS_KEY is not', 'set both'],
    ],
    [
      'has an endpoint that is no address',
      () => {
        env.AWS_ENDPOINT_URL_ECR = 'nowhere';
      },
      ['setting-invalid', 'error', `${REGISTRY}: AWS_ENDPOINT_URL_ECR is no http`, 'correct or remove'],
    ],
    [
      'is of another account than a profile would be',
      () => {
        const other = PROFILE.replace('dev', 'other').replace('111111111111', '222222222222');
        write('home/.aws/config', PROFILE + other);
        env.AWS_PROFILE = 'other';
      },
      [
        'profile-of-other-account',
        'warning',
        /profile "other" .* of account 2{12}; .* profile "dev" would, .* account 1{12}$/,
        'unset AWS_PROFILE',
      ],
    ],
    [
      'needs a sign-in that never was',
      () => write('home/.aws/config', SSO_PROFILE),
      [
        'sso-sign-in-needed',
        'error',
        `"acme" yet; it serves ${REGISTRY}`,
        'run: docker-credential-ecr login --profile dev',
      ],
    ],
    [
      'needs a sign-in that is over',
      () => {
        write('home/.aws/config', SSO_PROFILE);
        write(SSO_TOKEN_FILE, { ...signedIn, expiresAt: inMinutes(-1) });
      },
      [
        'sso-session-expired',
        'error',
        `"acme" expired at ${inMinutes(-1)}`,
        'run: docker-credential-ecr login --profile dev',
      ],
    ],
    [
      'needs a sign-in whose file is damaged',
      () => {
        write('home/.aws/config', SSO_PROFILE);
        write(SSO_TOKEN_FILE, '{"accessToken":"very-secret-token"');
      },
      ['sso-token-invalid', 'error', 'is no JSON', 'run: docker-credential-ecr login --profile dev'],
    ],
    [
      'will need a sign-in once the pasted token is over',
      () => {
        write('home/.aws/config', SSO_PROFILE);
        const key = { host: REGISTRY, fingerprint: PASTED, serverURL: REGISTRY, username: 'AWS' };
        const life = { issuedAt: NOW, expiresAt: NOW + 3_600_000 };
        write(TOKEN, { version: 1, ...key, ...life, password: 'very-secret-password' });
      },
      ['sso-sign-in-needed', 'warning', 'nobody has signed in', 'run: docker-credential-ecr login'],
    ],
    [
      'cannot be told from a wrong AWS config',
      () => write('home/.aws/config', 'very-secret-key\n'),
      ['aws-config-invalid', 'error', /^\S+config, line 1: this is no AWS config/, /^correct line 1 of/],
    ],
    [
      'cannot be told from a wrong configuration file',
      () => write(OWN, '{"registries": '),
      ['config-invalid', 'error', 'this is no JSON', 'correct line 1'],
    ],
    [
      'cannot be told with a wrong setting',
      () => {
        env.DOCKER_CREDENTIAL_ECR_TIMEOUT = 'soon';
      },
      ['setting-invalid', 'error', 'DOCKER_CREDENTIAL_ECR_TIMEOUT is "soon"', 'set it to a number'],
    ],
    [
      'cannot be told with a cache nowhere',
      () => {
        env.AWS_ECR_CACHE_DIR = 'relative';
      },
      ['setting-invalid', 'error', 'AWS_ECR_CACHE_DIR is "relative"', 'unset it'],
    ],
  ];
  test.each(cases)('%s', (_, change, found) => expectFound(change, found));

  test('may be renewed without a person', async () => {
    write('home/.aws/config', SSO_PROFILE);
    const client = { clientId: 'c', clientSecret: 's', registrationExpiresAt: inMinutes(60) };
    write(SSO_TOKEN_FILE, { ...signedIn, ...client, refreshToken: 'r', expiresAt: inMinutes(-1) });
    expect(await scene.findings()).toEqual([]);
  });

  test.each<[string, string]>([
    ['its own account', ''],
    ['another, where several are of the registry', OTHERS],
  ])('may be a profile of %s', async (_, more) => {
    write('home/.aws/config', PROFILE + more);
    env.AWS_PROFILE = more === '' ? 'dev' : 'other';
    expect(await scene.findings()).toEqual([]);
  });

  test('may be nobody for ECR Public', async () => {
    write(DOCKER, { credHelpers: { 'public.ecr.aws': 'ecr' } });
    write('home/.aws/config', '');
    env.AWS_EC2_METADATA_DISABLED = 'true';
    expect(await scene.findings()).toEqual([
      expect.objectContaining({ code: 'no-credentials', severity: 'info' }),
    ]);
  });
});

test('one bad file does not keep the others from being told', async () => {
  write(OWN, 'nonsense');
  write('home/.aws/config', 'nonsense');
  write(DOCKER, 'nonsense');
  env.AWS_CA_BUNDLE = at('no.pem');
  const codes = (await scene.findings(REGISTRY)).map(({ code }) => code);
  expect(codes).toEqual([
    'config-invalid',
    'aws-config-invalid',
    'docker-config-invalid',
    'ca-bundle-unreadable',
  ]);
});
