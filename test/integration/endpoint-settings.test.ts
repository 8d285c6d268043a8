import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type CompanyNetwork, employeeOf, startCompanyNetwork } from './company-network.ts';
import { EXECUTABLES } from './executables.ts';
import { ACCOUNT, type Person, REGISTRY } from './person.ts';

jest.setTimeout(30_000);

/** The hosts that are asked when nothing is set, in order. */
const OIDC = 'oidc.eu-west-1.amazonaws.com';
const PORTAL = 'portal.sso.eu-west-1.amazonaws.com';
const STS = 'sts.us-east-1.amazonaws.com';
const ECR = 'api.ecr.us-east-1.amazonaws.com';
const ECR_PUBLIC = 'api.ecr-public.us-east-1.amazonaws.com';

/** The hosts that settings name. */
const ACME = 'aws.acme.test';
const ACME_ECR = 'ecr.acme.test';
const ACME_OTHER = 'other.acme.test';
const at = (host: string) => `https://${host}`;

interface Setting {
  readonly name: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of the profile. */
  readonly profile?: string;
  /** Sections of the AWS config. */
  readonly sections?: string;
  /** The registry of the account in us-east-1, unless told otherwise. */
  readonly serverURL?: string;
  /** The hosts that are asked: SSO OIDC, the SSO portal, STS, ECR. */
  readonly hosts: readonly string[];
}

const SERVICES = `[services acme]\necr =\n  endpoint_url = ${at(ACME_ECR)}\n`;

const SETTINGS: readonly Setting[] = [
  { name: 'no setting', hosts: [OIDC, PORTAL, STS, ECR] },
  { name: 'AWS_ENDPOINT_URL', env: { AWS_ENDPOINT_URL: at(ACME) }, hosts: [ACME, ACME, ACME, ACME] },
  {
    name: 'AWS_ENDPOINT_URL for ECR Public',
    env: { AWS_ENDPOINT_URL: at(ACME) },
    serverURL: 'public.ecr.aws',
    hosts: [ACME, ACME, ACME, ACME],
  },
  {
    name: 'AWS_ENDPOINT_URL_ECR',
    env: { AWS_ENDPOINT_URL_ECR: at(ACME_ECR) },
    hosts: [OIDC, PORTAL, STS, ACME_ECR],
  },
  {
    name: 'AWS_ENDPOINT_URL_ECR for ECR Public',
    env: { AWS_ENDPOINT_URL_ECR: at(ACME_ECR) },
    serverURL: 'public.ecr.aws',
    hosts: [OIDC, PORTAL, STS, ECR_PUBLIC],
  },
  {
    name: 'AWS_ENDPOINT_URL_ECR_PUBLIC',
    env: { AWS_ENDPOINT_URL_ECR_PUBLIC: at(ACME_ECR) },
    serverURL: 'public.ecr.aws',
    hosts: [OIDC, PORTAL, STS, ACME_ECR],
  },
  { name: 'AWS_ENDPOINT_URL_STS', env: { AWS_ENDPOINT_URL_STS: at(ACME) }, hosts: [OIDC, PORTAL, ACME, ECR] },
  { name: 'AWS_ENDPOINT_URL_SSO', env: { AWS_ENDPOINT_URL_SSO: at(ACME) }, hosts: [OIDC, ACME, STS, ECR] },
  {
    name: 'AWS_ENDPOINT_URL_SSO_OIDC',
    env: { AWS_ENDPOINT_URL_SSO_OIDC: at(ACME) },
    hosts: [ACME, PORTAL, STS, ECR],
  },
  {
    name: 'the profile’s endpoint_url',
    profile: `endpoint_url = ${at(ACME)}\n`,
    hosts: [ACME, ACME, ACME, ACME],
  },
  {
    name: 'the profile’s services',
    profile: 'services = acme\n',
    sections: SERVICES,
    hosts: [OIDC, PORTAL, STS, ACME_ECR],
  },
  {
    name: 'services over endpoint_url',
    profile: `services = acme\nendpoint_url = ${at(ACME)}\n`,
    sections: SERVICES,
    hosts: [ACME, ACME, ACME, ACME_ECR],
  },
  {
    name: 'AWS_ENDPOINT_URL over services and endpoint_url',
    env: { AWS_ENDPOINT_URL: at(ACME) },
    profile: `services = acme\nendpoint_url = ${at(ACME_OTHER)}\n`,
    sections: SERVICES,
    hosts: [ACME, ACME, ACME, ACME],
  },
  {
    name: 'AWS_ENDPOINT_URL_ECR over all others',
    env: { AWS_ENDPOINT_URL: at(ACME), AWS_ENDPOINT_URL_ECR: at(ACME_OTHER) },
    profile: 'services = acme\n',
    sections: SERVICES,
    hosts: [ACME, ACME, ACME, ACME_OTHER],
  },
  {
    name: 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    env: {
      AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true',
      AWS_ENDPOINT_URL: at(ACME),
      AWS_ENDPOINT_URL_ECR: at(ACME_OTHER),
    },
    profile: `services = acme\nendpoint_url = ${at(ACME)}\n`,
    sections: SERVICES,
    hosts: [OIDC, PORTAL, STS, ECR],
  },
  {
    name: 'the profile’s ignore_configured_endpoint_urls',
    env: { AWS_ENDPOINT_URL: at(ACME) },
    profile: 'ignore_configured_endpoint_urls = true\n',
    hosts: [OIDC, PORTAL, STS, ECR],
  },
  {
    name: 'AWS_ENDPOINT_URL over a FIPS host',
    env: { AWS_ENDPOINT_URL: at(ACME) },
    serverURL: `${ACCOUNT}.dkr.ecr-fips.us-east-1.amazonaws.com`,
    hosts: [ACME, ACME, ACME, ACME],
  },
  {
    name: 'AWS_ENDPOINT_URL_ECR over a FIPS and dual-stack host',
    env: { AWS_ENDPOINT_URL_ECR: at(ACME_ECR) },
    serverURL: `${ACCOUNT}.dkr-ecr-fips.us-east-1.on.aws`,
    hosts: [OIDC, PORTAL, STS, ACME_ECR],
  },
  {
    name: 'AWS_ENDPOINT_URL over AWS_USE_FIPS_ENDPOINT',
    env: { AWS_ENDPOINT_URL: at(ACME), AWS_USE_FIPS_ENDPOINT: 'true' },
    hosts: [ACME, ACME, ACME, ACME],
  },
  {
    name: 'services over AWS_USE_DUALSTACK_ENDPOINT',
    env: { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    profile: `services = acme\nendpoint_url = ${at(ACME)}\n`,
    sections: SERVICES,
    hosts: [ACME, ACME, ACME, ACME_ECR],
  },
];

const ROLE = `arn:aws:iam::${ACCOUNT}:role/puller`;
const SESSION = { startUrl: 'https://acme.awsapps.com/start', region: 'eu-west-1' };

/** A role over an SSO session that has to be renewed: every service is asked. */
async function becomePuller(person: Person, { aws }: CompanyNetwork, setting: Setting): Promise<void> {
  const { profile = '', sections = '' } = setting;
  aws.addRole({ arn: ROLE, trustedPrincipals: 'any' });
  const assignments = [{ accountId: ACCOUNT, roleName: 'Developer' }];
  const signIn = aws.addSsoSession({ ...SESSION, assignments });
  await person.writeSsoToken('acme', { ...SESSION, ...signIn, expiresAt: '2020-01-01T00:00:00Z' });
  await person.write(
    '.aws/config',
    `[sso-session acme]\nsso_start_url = ${SESSION.startUrl}\nsso_region = ${SESSION.region}\n` +
      `[profile base]\nsso_session = acme\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\n` +
      `[profile puller]\nrole_arn = ${ROLE}\nsource_profile = base\n${profile}${sections}`,
  );
  person.env.AWS_PROFILE = 'puller';
}

let network: CompanyNetwork;
let person: Person;

beforeAll(async () => {
  network = await startCompanyNetwork([OIDC, PORTAL, STS, ECR, ECR_PUBLIC, ACME, ACME_ECR, ACME_OTHER]);
});
afterAll(() => network.close());

describe.each(EXECUTABLES)('$name', ({ path }) => {
  beforeEach(async () => {
    person = await employeeOf(network, path);
    person.env.HTTPS_PROXY = network.proxy.url;
    network.aws.clearRequests();
  });
  afterEach(() => person.leave());

  test.each(SETTINGS)('by $name asks $hosts', async (setting) => {
    await becomePuller(person, network, setting);
    const ended = await person.run('get', setting.serverURL ?? REGISTRY, setting.env);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(network.aws.requests.map(({ hostHeader }) => hostHeader)).toEqual(setting.hosts);
  });
});
