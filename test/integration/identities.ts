import type { AwsStandIn } from '../fakes/aws/stand-in.ts';
import { ACCOUNT, type Person } from './person.ts';

/** A way to have an identity: what a person sets up, and what is asked of AWS when nothing is kept. */
export interface Identity {
  readonly name: string;
  readonly setUp: (person: Person, aws: AwsStandIn) => Promise<void>;
  /** `service.operation` of each request of a cold get, in order. */
  readonly requests: readonly string[];
}

const ROLE = `arn:aws:iam::${ACCOUNT}:role/puller`;
const START_URL = 'https://acme.awsapps.com/start';
const GET_TOKEN = 'ecr.GetAuthorizationToken';
const INSTANCE_METADATA = [
  'imds.PUT /latest/api/token',
  'imds.GET /latest/meta-data/iam/security-credentials/',
  'imds.GET /latest/meta-data/iam/security-credentials/instance',
];

function keyLines({
  accessKeyId,
  secretAccessKey,
}: {
  accessKeyId: string;
  secretAccessKey: string;
}): string {
  return `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
}

function signIn(aws: AwsStandIn) {
  return aws.addSsoSession({
    startUrl: START_URL,
    region: 'eu-west-1',
    assignments: [{ accountId: ACCOUNT, roleName: 'Developer' }],
  });
}

/** Every source of credentials that the program knows. */
export const IDENTITIES: readonly Identity[] = [
  {
    name: 'access keys in the environment',
    setUp: async (person, aws) => {
      const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: ACCOUNT });
      Object.assign(person.env, { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    },
    requests: [GET_TOKEN],
  },
  {
    name: 'temporary keys in the environment',
    setUp: async (person, aws) => {
      const key = aws.addTemporaryKey({ accountId: ACCOUNT, roleName: 'ci' });
      Object.assign(person.env, {
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
        AWS_SESSION_TOKEN: key.sessionToken,
      });
    },
    requests: [GET_TOKEN],
  },
  {
    name: 'the default profile of the credentials file',
    setUp: async (person, aws) => {
      await person.write(
        '.aws/credentials',
        `[default]\n${keyLines(aws.addAccessKey({ accountId: ACCOUNT }))}`,
      );
    },
    requests: [GET_TOKEN],
  },
  {
    name: 'AWS_PROFILE with access keys',
    setUp: async (person, aws) => {
      await person.write(
        '.aws/config',
        `[profile dev]\n${keyLines(aws.addAccessKey({ accountId: ACCOUNT }))}`,
      );
      person.env.AWS_PROFILE = 'dev';
    },
    requests: [GET_TOKEN],
  },
  {
    name: 'an SSO session',
    setUp: async (person, aws) => {
      await person.write(
        '.aws/config',
        `[profile dev]\nsso_session = acme\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\n` +
          `[sso-session acme]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n`,
      );
      await person.writeSsoToken('acme', { startUrl: START_URL, region: 'eu-west-1', ...signIn(aws) });
      person.env.AWS_PROFILE = 'dev';
    },
    requests: ['sso.GetRoleCredentials', GET_TOKEN],
  },
  {
    name: 'a legacy SSO profile',
    setUp: async (person, aws) => {
      await person.write(
        '.aws/config',
        `[default]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\n`,
      );
      const { accessToken, expiresAt } = signIn(aws);
      await person.writeSsoToken(START_URL, {
        startUrl: START_URL,
        region: 'eu-west-1',
        accessToken,
        expiresAt,
      });
    },
    requests: ['sso.GetRoleCredentials', GET_TOKEN],
  },
  {
    name: 'a role with source_profile',
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, trustedPrincipals: 'any', externalId: 'x-123' });
      await person.write(
        '.aws/config',
        `[profile base]\n${keyLines(aws.addAccessKey({ accountId: '999999999999' }))}` +
          `[profile puller]\nrole_arn = ${ROLE}\nsource_profile = base\nexternal_id = x-123\nregion = eu-west-1\n`,
      );
      person.env.AWS_PROFILE = 'puller';
    },
    requests: ['sts.AssumeRole', GET_TOKEN],
  },
  {
    name: 'a role over a role over SSO',
    setUp: async (person, aws) => {
      const middle = 'arn:aws:iam::999999999999:role/middle';
      aws.addRole({ arn: middle, trustedPrincipals: 'any' });
      aws.addRole({ arn: ROLE, trustedPrincipals: 'any' });
      await person.write(
        '.aws/config',
        `[profile base]\nsso_session = acme\nsso_account_id = ${ACCOUNT}\nsso_role_name = Developer\n` +
          `[sso-session acme]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n` +
          `[profile middle]\nrole_arn = ${middle}\nsource_profile = base\n` +
          `[profile puller]\nrole_arn = ${ROLE}\nsource_profile = middle\n`,
      );
      await person.writeSsoToken('acme', { startUrl: START_URL, region: 'eu-west-1', ...signIn(aws) });
      person.env.AWS_PROFILE = 'puller';
    },
    requests: ['sso.GetRoleCredentials', 'sts.AssumeRole', 'sts.AssumeRole', GET_TOKEN],
  },
  {
    name: 'a role with credential_source = Ec2InstanceMetadata',
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, trustedPrincipals: 'any' });
      aws.setInstanceRole({ accountId: '999999999999', roleName: 'instance' });
      await person.write(
        '.aws/config',
        `[default]\nrole_arn = ${ROLE}\ncredential_source = Ec2InstanceMetadata\n`,
      );
    },
    requests: [...INSTANCE_METADATA, 'sts.AssumeRole', GET_TOKEN],
  },
  {
    name: 'a credential_process',
    setUp: async (person, aws) => {
      const { accessKeyId, secretAccessKey } = aws.addAccessKey({ accountId: ACCOUNT });
      const answer = { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey };
      await person.addProgram('vault', `#!/bin/sh\ncat <<'END'\n${JSON.stringify(answer)}\nEND\n`);
      await person.write('.aws/config', '[profile dev]\ncredential_process = vault --for "docker pull"\n');
      person.env.AWS_PROFILE = 'dev';
    },
    requests: [GET_TOKEN],
  },
  {
    name: 'a web identity token file',
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, webIdentity: { audience: 'sts.amazonaws.com' } });
      const file = await person.write('token', `${aws.signWebIdentityToken({ aud: 'sts.amazonaws.com' })}\n`);
      Object.assign(person.env, { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: ROLE });
    },
    requests: ['sts.AssumeRoleWithWebIdentity', GET_TOKEN],
  },
  {
    name: "a workspace's token",
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, webIdentity: { audience: 'sts.amazonaws.com' } });
      const token = aws.signWebIdentityToken({
        aud: 'sts.amazonaws.com',
        sub: 'https://github.com/acme/shop',
      });
      await person.addProgram(
        'gp',
        `#!/bin/sh\n[ "$*" = "idp token --audience sts.amazonaws.com" ] || { echo "gp: $*?" >&2; exit 2; }\necho '${token}'\n`,
      );
      Object.assign(person.env, { GITPOD_WORKSPACE_ID: 'acme-shop-1', IDP_AWS_ROLE_ARN: ROLE });
    },
    requests: ['sts.AssumeRoleWithWebIdentity', GET_TOKEN],
  },
  {
    name: 'container credentials',
    setUp: async (person, aws) => {
      const { url } = aws.setContainerRole({
        accountId: ACCOUNT,
        roleName: 'task',
        authorizationToken: 'secret-of-the-task',
      });
      Object.assign(person.env, {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: url,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: 'secret-of-the-task',
      });
    },
    requests: ['container.GetCredentials', GET_TOKEN],
  },
  {
    name: 'EC2 instance metadata',
    setUp: async (_person, aws) => {
      aws.setInstanceRole({ accountId: ACCOUNT, roleName: 'instance' });
    },
    requests: [...INSTANCE_METADATA, GET_TOKEN],
  },
];
