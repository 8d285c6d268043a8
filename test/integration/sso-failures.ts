import { rm } from 'node:fs/promises';
import { type Failure, secondsAgo, useConfig, useSso } from './failure.ts';
import { ACCOUNT } from './person.ts';

const identity = 'profile "dev" (AWS_PROFILE)';
const remedy = 'run: docker-credential-ecr login --profile dev (or: aws sso login --profile dev)';
const expired = { expiresAt: secondsAgo(60) };

/** What goes wrong with SSO sessions. */
export const SSO_FAILURES: readonly Failure[] = [
  {
    name: 'an SSO session that nobody signed in to',
    setUp: async (person, aws) => rm((await useSso(person, aws)).tokenFile),
    identity,
    says: ['SSO session "acme"', 'nobody has signed in'],
    remedy,
  },
  {
    name: 'an expired SSO session without a refresh token',
    setUp: (person, aws) => useSso(person, aws, { ...expired, refreshToken: undefined }),
    identity,
    says: ['SSO session "acme" expired', expired.expiresAt],
    remedy,
  },
  {
    name: 'an expired SSO session whose client registration has expired too',
    setUp: (person, aws) => useSso(person, aws, { ...expired, registrationExpiresAt: secondsAgo(60) }),
    identity,
    says: ['SSO session "acme" expired'],
    remedy,
  },
  {
    name: 'an expired SSO session whose refresh token is refused',
    setUp: (person, aws) => useSso(person, aws, { ...expired, refreshToken: 'aorAAAAAof-somebody-else' }),
    identity,
    says: ['SSO session', 'expired'],
    remedy,
  },
  {
    name: 'an expired SSO session that has ended on the server',
    setUp: async (person, aws) => {
      const { signIn } = await useSso(person, aws, expired);
      aws.endSsoSession(signIn.accessToken);
    },
    identity,
    says: ['SSO session', 'expired'],
    remedy,
  },
  {
    name: 'an SSO session that was revoked while its token looks good',
    setUp: async (person, aws) => {
      const { signIn } = await useSso(person, aws);
      aws.endSsoSession(signIn.accessToken);
    },
    identity,
    says: ['SSO session has expired'],
    remedy,
  },
  {
    name: 'a role that is not assigned in SSO',
    setUp: (person, aws) => useSso(person, aws, {}, { roleName: 'Admin' }),
    identity,
    says: ['no role Admin', `account ${ACCOUNT}`],
    remedy: 'correct sso_account_id and sso_role_name in the AWS config, or ask for the permission set',
  },
  {
    name: 'an SSO session that the config does not have',
    setUp: (person) =>
      useConfig(person, '[profile dev]\nsso_session = acme\nsso_account_id = 1\nsso_role_name = x\n'),
    identity: 'profile "dev"',
    says: ['sso_session "acme" is not there'],
    remedy: '/.aws/config',
  },
  {
    name: 'an SSO profile without a role name',
    setUp: (person) =>
      useConfig(
        person,
        '[profile dev]\nsso_start_url = https://a.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 1\n',
      ),
    identity: 'profile "dev"',
    says: ['sso_role_name is missing'],
    remedy: '/.aws/config',
  },
  {
    name: "an `aws login` session that isn't there",
    setUp: (person) =>
      useConfig(
        person,
        '[profile dev]\nlogin_session = arn:aws:iam::111111111111:user/dev\nregion = eu-west-1\n',
      ),
    identity,
    says: ['sign-in'],
    remedy: 'run: aws login --profile dev',
  },
];
