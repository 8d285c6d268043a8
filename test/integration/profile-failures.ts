import { type Failure, keySettings, ROLE, useConfig } from './failure.ts';
import { ACCOUNT } from './person.ts';

const identity = 'profile "dev" (AWS_PROFILE)';

/** What goes wrong with profiles, roles and access keys. */
export const PROFILE_FAILURES: readonly Failure[] = [
  {
    name: 'an unknown profile',
    setUp: (person) => useConfig(person, '[profile other]\nregion = eu-west-1\n'),
    identity: 'profile "dev"',
    says: ['/.aws/config', '/.aws/credentials', 'there are: other'],
    remedy: 'set AWS_PROFILE to one that is there, or unset it',
  },
  {
    name: 'an unknown profile with a name that would paint the terminal',
    setUp: (person) => {
      person.env.AWS_PROFILE = 'd\u001b[31me\r\nv';
    },
    identity: 'profile "d [31me v"',
    says: ['there are no profiles'],
    remedy: 'set AWS_PROFILE to one that is there, or unset it',
  },
  {
    name: 'a profile whose section lacks the word profile',
    setUp: (person) => useConfig(person, '[dev]\nregion = eu-west-1\n'),
    identity: 'profile "dev"',
    says: ['a section [dev] is'],
    remedy: '/.aws/config',
  },
  {
    name: 'half an access key in a profile',
    setUp: (person) => useConfig(person, '[profile dev]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n'),
    identity: 'profile "dev"',
    says: ['aws_secret_access_key is missing'],
    remedy: 'add aws_secret_access_key to profile "dev"',
  },
  {
    name: 'half an access key in the environment',
    setUp: (person) => {
      person.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
    },
    identity: 'AWS_ACCESS_KEY_ID',
    says: ['AWS_SECRET_ACCESS_KEY is not'],
    remedy: 'set both, or unset AWS_ACCESS_KEY_ID',
  },
  {
    name: 'source_profile settings that lead in a circle',
    setUp: (person) =>
      useConfig(
        person,
        `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = b\n[profile b]\nrole_arn = ${ROLE}\nsource_profile = dev\n`,
      ),
    identity: 'profile "dev"',
    says: ['circle: dev -> b -> dev'],
    remedy: '/.aws/config',
  },
  {
    name: 'a source_profile that is not there',
    setUp: (person) => useConfig(person, `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = b\n`),
    identity: 'profile "b"',
    says: ['the source_profile of "dev"'],
    remedy: '/.aws/config',
  },
  {
    name: 'a role without a source',
    setUp: (person) => useConfig(person, `[profile dev]\nrole_arn = ${ROLE}\n`),
    identity: 'profile "dev"',
    says: ['role_arn without source_profile or credential_source'],
    remedy: '/.aws/config',
  },
  {
    name: 'a profile with only a region',
    setUp: (person) => {
      person.env.AWS_EC2_METADATA_DISABLED = 'true';
      return useConfig(person, '[profile dev]\nregion = eu-west-1\n');
    },
    identity: 'no AWS credentials',
    says: ['profile "dev" names no credentials'],
    remedy: 'set AWS_PROFILE to a profile with credentials, or sign in (aws configure sso)',
  },
  {
    name: 'a role that wants an MFA code',
    setUp: (person, aws) =>
      useConfig(
        person,
        `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\nmfa_serial = arn:aws:iam::1:mfa/me\n` +
          `[profile base]\n${keySettings(aws.addAccessKey({ accountId: ACCOUNT }))}`,
      ),
    identity,
    says: ['MFA'],
    remedy: 'run: eval "$(aws configure export-credentials --profile dev --format env)"',
  },
  {
    name: 'a role that does not trust the caller',
    setUp: (person, aws) => {
      aws.addRole({ arn: ROLE, trustedPrincipals: ['222222222222'] });
      const key = keySettings(aws.addAccessKey({ accountId: ACCOUNT, userName: 'jo' }));
      return useConfig(
        person,
        `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile base]\n${key}`,
      );
    },
    identity,
    says: [ROLE, `arn:aws:iam::${ACCOUNT}:user/jo is not authorized to perform: sts:AssumeRole`],
    remedy: "name the caller in the role's trust policy, and allow it sts:AssumeRole",
  },
  {
    name: "a role whose source's keys are wrong",
    setUp: (person, aws) => {
      const { accessKeyId } = aws.addAccessKey({ accountId: ACCOUNT });
      const key = keySettings({ accessKeyId, secretAccessKey: 'not-the-secret-access-key-of-this-id' });
      return useConfig(
        person,
        `[profile dev]\nrole_arn = ${ROLE}\nsource_profile = base\n[profile base]\n${key}`,
      );
    },
    identity,
    says: ['does not accept the credentials (SignatureDoesNotMatch)'],
    remedy: 'correct aws_access_key_id, aws_secret_access_key and aws_session_token of profile "base"',
  },
];
