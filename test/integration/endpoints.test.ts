import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  type CompanyNetwork,
  employeeOf,
  giveAccessKeys,
  profileKeys,
  startCompanyNetwork,
} from './company-network.ts';
import { EXECUTABLES } from './executables.ts';
import { ACCOUNT, type Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

/** Server URL, and the host that is asked for its token (the AWS SDKs' endpoint rules of ECR and ECR Public). */
const REGISTRIES: readonly (readonly [string, string])[] = [
  ['111111111111.dkr.ecr.us-east-1.amazonaws.com', 'api.ecr.us-east-1.amazonaws.com'],
  ['https://111111111111.dkr.ecr.eu-west-1.amazonaws.com:443/v2/', 'api.ecr.eu-west-1.amazonaws.com'],
  ['111111111111.dkr.ecr-fips.us-east-2.amazonaws.com', 'api.ecr-fips.us-east-2.amazonaws.com'],
  ['111111111111.dkr-ecr.us-east-1.on.aws', 'ecr.us-east-1.api.aws'],
  ['111111111111.dkr-ecr-fips.us-west-2.on.aws', 'ecr-fips.us-west-2.api.aws'],
  ['111111111111.dkr.ecr.us-gov-west-1.amazonaws.com', 'api.ecr.us-gov-west-1.amazonaws.com'],
  ['111111111111.dkr.ecr-fips.us-gov-east-1.amazonaws.com', 'api.ecr-fips.us-gov-east-1.amazonaws.com'],
  ['111111111111.dkr-ecr.us-gov-west-1.on.aws', 'ecr.us-gov-west-1.api.aws'],
  ['111111111111.dkr.ecr.cn-north-1.amazonaws.com.cn', 'api.ecr.cn-north-1.amazonaws.com.cn'],
  [
    '111111111111.dkr-ecr.cn-northwest-1.on.amazonwebservices.com.cn',
    'ecr.cn-northwest-1.api.amazonwebservices.com.cn',
  ],
  ['111111111111.dkr.ecr.eusc-de-east-1.amazonaws.eu', 'api.ecr.eusc-de-east-1.amazonaws.eu'],
  [
    '111111111111.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu',
    'ecr.eusc-de-east-1.api.amazonwebservices.eu',
  ],
  ['111111111111.dkr.ecr.us-iso-east-1.c2s.ic.gov', 'api.ecr.us-iso-east-1.c2s.ic.gov'],
  ['111111111111.dkr.ecr.us-isob-east-1.sc2s.sgov.gov', 'api.ecr.us-isob-east-1.sc2s.sgov.gov'],
  ['111111111111.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk', 'api.ecr.eu-isoe-west-1.cloud.adc-e.uk'],
  ['111111111111.dkr.ecr.us-isof-south-1.csp.hci.ic.gov', 'api.ecr.us-isof-south-1.csp.hci.ic.gov'],
  ['public.ecr.aws', 'api.ecr-public.us-east-1.amazonaws.com'],
  ['ecr-public.aws.com', 'ecr-public.us-east-1.api.aws'],
];

/** Switches of the environment that move AWS's own hosts, and where ECR in us-east-1 is then. */
const SWITCHES: readonly (readonly [string, string, string])[] = [
  ['AWS_USE_FIPS_ENDPOINT', REGISTRY, 'api.ecr-fips.us-east-1.amazonaws.com'],
  ['AWS_USE_DUALSTACK_ENDPOINT', REGISTRY, 'ecr.us-east-1.api.aws'],
];

const CHINA = `${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn`;
const FRANKFURT = `${ACCOUNT}.dkr.ecr.eu-central-1.amazonaws.com`;
const GOVCLOUD = `${ACCOUNT}.dkr.ecr.us-gov-west-1.amazonaws.com`;

type RoleRow = readonly [
  'a role' | 'a workspace token',
  /** The partition of the role. */
  string,
  /** Server URL. */
  string,
  /** Environment. */
  Readonly<Record<string, string>>,
  /** The region of the role's profile. */
  string,
  /** Whose STS is asked. */
  string,
];

/** Where the role is assumed: the environment's region, else the profile's, else the registry's; never in another partition. */
const ROLES: readonly RoleRow[] = [
  ['a role', 'aws', FRANKFURT, {}, '', 'sts.eu-central-1.amazonaws.com'],
  ['a role', 'aws', FRANKFURT, {}, 'us-west-2', 'sts.us-west-2.amazonaws.com'],
  ['a role', 'aws', FRANKFURT, { AWS_REGION: 'eu-west-1' }, 'us-west-2', 'sts.eu-west-1.amazonaws.com'],
  ['a role', 'aws', FRANKFURT, { AWS_REGION: 'cn-north-1' }, '', 'sts.eu-central-1.amazonaws.com'],
  ['a role', 'aws-cn', CHINA, { AWS_REGION: 'eu-west-1' }, '', 'sts.cn-north-1.amazonaws.com.cn'],
  ['a role', 'aws-cn', CHINA, { AWS_REGION: 'cn-northwest-1' }, '', 'sts.cn-northwest-1.amazonaws.com.cn'],
  ['a workspace token', 'aws', FRANKFURT, {}, '', 'sts.eu-central-1.amazonaws.com'],
  ['a workspace token', 'aws', FRANKFURT, { AWS_REGION: 'eu-west-1' }, '', 'sts.eu-west-1.amazonaws.com'],
  [
    'a workspace token',
    'aws',
    FRANKFURT,
    { AWS_DEFAULT_REGION: 'eu-west-1' },
    '',
    'sts.eu-west-1.amazonaws.com',
  ],
  ['a workspace token', 'aws', 'public.ecr.aws', {}, '', 'sts.us-east-1.amazonaws.com'],
  [
    'a workspace token',
    'aws-us-gov',
    GOVCLOUD,
    { AWS_REGION: 'eu-west-1' },
    '',
    'sts.us-gov-west-1.amazonaws.com',
  ],
];

const PORTAL = 'portal.sso.ap-southeast-2.amazonaws.com';
const SSO_OIDC = 'oidc.ap-southeast-2.amazonaws.com';

/** All that the proxy knows. */
const HOSTS: readonly [string, ...string[]] = [
  'api.ecr.eu-central-1.amazonaws.com',
  ...REGISTRIES.map(([, host]) => host),
  ...ROLES.map((row) => row[5]),
  PORTAL,
  SSO_OIDC,
  'api.ecr-fips.us-east-1.amazonaws.com',
];

let network: CompanyNetwork;
let person: Person;
/** How many requests the proxy had before the test. */
let before: number;

/** The hosts that the proxy was asked for, in order. */
const connected = () => network.proxy.requests.slice(before).map(({ host }) => host);

beforeAll(async () => {
  network = await startCompanyNetwork(HOSTS);
});
afterAll(() => network.close());

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    person = await employeeOf(network, path);
    person.env.HTTPS_PROXY = network.proxy.url;
    before = network.proxy.requests.length;
    network.aws.clearRequests();
  });
  afterEach(() => person.leave());

  test.each(REGISTRIES)('for %s asks %s', async (serverURL, host) => {
    giveAccessKeys(person, network.aws);
    expect(await person.run('get', serverURL)).toMatchObject({ code: 0, stderr: '' });
    expect(connected()).toEqual([host]);
    expect(network.aws.requests.map(({ hostHeader }) => hostHeader)).toEqual([host]);
  });

  test.each(SWITCHES)('with %s, for %s asks %s', async (variable, serverURL, host) => {
    giveAccessKeys(person, network.aws);
    expect(await person.run('get', serverURL, { [variable]: 'true' })).toMatchObject({ code: 0, stderr: '' });
    expect(connected()).toEqual([host]);
  });

  test.each(ROLES)('for %s in %s, serving %s, with %j and a profile in %j, asks %s', async (...row) => {
    const [identity, partition, serverURL, env, profileRegion, sts] = row;
    const { aws } = network;
    const role = `arn:${partition}:iam::${ACCOUNT}:role/puller`;
    aws.addRole({ arn: role, trustedPrincipals: 'any', webIdentity: { audience: 'any' } });
    if (identity === 'a role') {
      const region = profileRegion === '' ? '' : `region = ${profileRegion}\n`;
      await person.write(
        '.aws/config',
        `[profile base]\nregion = af-south-1\n${profileKeys(aws)}` +
          `[profile puller]\nrole_arn = ${role}\nsource_profile = base\n${region}`,
      );
      person.env.AWS_PROFILE = 'puller';
    } else {
      await person.addProgram('gp', `#!/bin/sh\necho '${aws.signWebIdentityToken({ aud: 'any' })}'\n`);
      person.env.IDP_AWS_ROLE_ARN = role;
    }

    expect(await person.run('get', serverURL, env)).toMatchObject({ code: 0, stderr: '' });
    expect(connected()).toEqual([sts, expect.stringContaining('ecr')]);
  });

  test('asks the SSO portal, and SSO OIDC for a renewal, of the session’s region', async () => {
    const session = { startUrl: 'https://acme.awsapps.com/start', region: 'ap-southeast-2' };
    const signIn = network.aws.addSsoSession({
      ...session,
      assignments: [{ accountId: ACCOUNT, roleName: 'Developer' }],
    });
    await person.write(
      '.aws/config',
      `[profile dev]\nsso_session = acme\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\nregion = us-west-2\n` +
        `[sso-session acme]\nsso_start_url = ${session.startUrl}\nsso_region = ${session.region}\n`,
    );
    await person.writeSsoToken('acme', { ...session, ...signIn, expiresAt: '2020-01-01T00:00:00Z' });

    expect(await person.run('get', REGISTRY, { AWS_PROFILE: 'dev' })).toMatchObject({ code: 0, stderr: '' });
    expect(connected()).toEqual([SSO_OIDC, PORTAL, 'api.ecr.us-east-1.amazonaws.com']);
  });
});
