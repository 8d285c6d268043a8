import type { AwsStandIn } from '../fakes/aws/stand-in.ts';
import type { Identity } from './identities.ts';
import { ACCOUNT, type Person, REGISTRY } from './person.ts';

const START_URL = 'https://acme.awsapps.com/start';
const GET_TOKEN = 'ecr.GetAuthorizationToken';
const BY_TOKEN = ['sts.AssumeRoleWithWebIdentity', GET_TOKEN];
const ROLE = `arn:aws:iam::${ACCOUNT}:role/puller`;
const PORTAL = { startUrl: START_URL, region: 'eu-west-1', accountId: ACCOUNT, roleName: 'Developer' };

/** Writes the configuration file. Returns its path. */
export function configure(person: Person, content: unknown): Promise<string> {
  const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
  return person.write('.config/docker-credential-ecr/config.json', text);
}

/** A configuration file in which the identity `it` serves the registry. */
function serveBy(person: Person, it: unknown, others: object = {}): Promise<string> {
  return configure(person, {
    identities: { it, ...others },
    registries: { main: { host: REGISTRY, identity: 'it' } },
  });
}

/** Signs the person in to the portal, as `aws sso login` does for a session of that name or a profile without one. */
async function signIn(person: Person, aws: AwsStandIn, sessionOrStartUrl: string): Promise<void> {
  const assignments = [{ accountId: ACCOUNT, roleName: 'Developer' }];
  const token = aws.addSsoSession({ startUrl: START_URL, region: 'eu-west-1', assignments });
  await person.writeSsoToken(sessionOrStartUrl, { startUrl: START_URL, region: 'eu-west-1', ...token });
}

/** Every form that an identity of the configuration file can have. */
export const CONFIGURED_IDENTITIES: readonly Identity[] = [
  {
    name: 'a profile',
    setUp: async (person, aws) => {
      const key = aws.addAccessKey({ accountId: ACCOUNT });
      await person.write(
        '.aws/config',
        `[profile dev]\naws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`,
      );
      await serveBy(person, { profile: 'dev' });
      // What the environment names comes after the file.
      person.env.AWS_PROFILE = 'other';
    },
    requests: [GET_TOKEN],
  },
  {
    name: 'an SSO portal, signed in by its address',
    setUp: async (person, aws) => {
      await signIn(person, aws, START_URL);
      await serveBy(person, { sso: PORTAL });
    },
    requests: ['sso.GetRoleCredentials', GET_TOKEN],
  },
  {
    name: 'an SSO portal, signed in by a session of the AWS config',
    setUp: async (person, aws) => {
      await person.write(
        '.aws/config',
        `[sso-session acme]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n`,
      );
      await signIn(person, aws, 'acme');
      await serveBy(person, { sso: PORTAL });
    },
    requests: ['sso.GetRoleCredentials', GET_TOKEN],
  },
  {
    name: 'a role via a role via an SSO portal',
    setUp: async (person, aws) => {
      const middle = 'arn:aws:iam::999999999999:role/middle';
      aws.addRole({ arn: middle, trustedPrincipals: 'any' });
      aws.addRole({ arn: ROLE, trustedPrincipals: 'any', externalId: 'x-123' });
      await signIn(person, aws, START_URL);
      await serveBy(
        person,
        { roleArn: ROLE, via: 'middle', externalId: 'x-123', sessionName: 'jane', durationSeconds: 900 },
        { middle: { roleArn: middle, via: 'portal', region: 'eu-west-1' }, portal: { sso: PORTAL } },
      );
    },
    requests: ['sso.GetRoleCredentials', 'sts.AssumeRole', 'sts.AssumeRole', GET_TOKEN],
  },
  {
    name: 'a role by the web identity token in a file',
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, webIdentity: { audience: 'sts.amazonaws.com' } });
      await person.write('token', aws.signWebIdentityToken({ aud: 'sts.amazonaws.com' }));
      await serveBy(person, { roleArn: ROLE, webIdentity: { source: 'file', path: '~/token' } });
    },
    requests: BY_TOKEN,
  },
  {
    name: 'a role by the web identity token that a command prints',
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, webIdentity: { audience: 'sts.amazonaws.com' } });
      const token = aws.signWebIdentityToken({ aud: 'sts.amazonaws.com' });
      await person.addProgram('vault', `#!/bin/sh\n[ "$#|$2" = '2|a b; $(c)' ] || exit 1\necho '${token}'\n`);
      const command = ['vault', 'read', 'a b; $(c)'];
      await serveBy(person, { roleArn: ROLE, webIdentity: { source: 'command', command } });
    },
    requests: BY_TOKEN,
  },
  {
    name: 'a role by a web identity token for an audience of its own',
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, webIdentity: { audience: 'acme' } });
      const token = aws.signWebIdentityToken({ aud: 'acme' });
      await person.addProgram(
        'gp',
        `#!/bin/sh\n[ "$*" = "idp token --audience acme" ] || exit 1\necho '${token}'\n`,
      );
      await serveBy(person, { roleArn: ROLE, webIdentity: { source: 'gitpod', audience: 'acme' } });
    },
    requests: BY_TOKEN,
  },
];
