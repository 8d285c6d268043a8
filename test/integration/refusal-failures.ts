import { type Failure, identityNamed, keySettings, useConfig, useKeys } from './failure.ts';
import { ACCOUNT } from './person.ts';

const identity = 'access key AK';
const newKeys =
  'set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN to good ones, or unset them';
const setClock = 'set the clock (timedatectl set-ntp true)';
const minutes = 60_000;

/** What AWS refuses. */
export const REFUSALS: readonly Failure[] = [
  {
    name: 'a user who may not get tokens',
    setUp: (person, aws) => {
      const key = aws.addAccessKey({ accountId: ACCOUNT, userName: 'jo', mayGetTokens: false });
      return useConfig(person, `[profile dev]\n${keySettings(key)}`);
    },
    identity: 'profile "dev" (AWS_PROFILE)',
    says: ['may not call ecr:GetAuthorizationToken', `arn:aws:iam::${ACCOUNT}:user/jo`],
    remedy: 'add a policy that allows ecr:GetAuthorizationToken to it',
  },
  {
    name: 'a wrong secret access key',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      person.env.AWS_SECRET_ACCESS_KEY = 'not-the-secret-access-key-of-this-id';
    },
    identity,
    says: ['(AWS_ACCESS_KEY_ID)', 'does not accept the credentials (InvalidSignatureException)'],
    remedy: newKeys,
  },
  {
    name: 'an unknown access key',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      person.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
    },
    identity: 'access key AKIAIOSFODNN7EXAMPLE (AWS_ACCESS_KEY_ID)',
    says: ['does not accept the credentials (UnrecognizedClientException)'],
    remedy: newKeys,
  },
  {
    name: 'a session token that is missing',
    setUp: async (person, aws) => {
      await identityNamed('temporary keys in the environment').setUp(person, aws);
      delete person.env.AWS_SESSION_TOKEN;
    },
    identity: 'access key AS',
    says: ['(AWS_ACCESS_KEY_ID)', 'does not accept the credentials (UnrecognizedClientException)'],
    remedy: newKeys,
  },
  {
    name: 'temporary keys that have expired',
    setUp: (person, aws) => {
      const key = aws.addTemporaryKey({ accountId: ACCOUNT, roleName: 'ci', lifetimeSeconds: -1 });
      Object.assign(person.env, {
        AWS_ACCESS_KEY_ID: key.accessKeyId,
        AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
        AWS_SESSION_TOKEN: key.sessionToken,
      });
    },
    identity: 'access key AS',
    says: ['(AWS_ACCESS_KEY_ID)', 'the credentials have expired'],
    remedy: newKeys,
  },
  {
    name: 'temporary keys of a profile that have expired',
    setUp: (person, aws) => {
      const key = aws.addTemporaryKey({ accountId: ACCOUNT, roleName: 'ci', lifetimeSeconds: -1 });
      return useConfig(person, `[profile dev]\n${keySettings(key)}aws_session_token = ${key.sessionToken}\n`);
    },
    identity: 'profile "dev" (AWS_PROFILE)',
    says: ['the credentials have expired'],
    remedy: 'correct aws_access_key_id, aws_secret_access_key and aws_session_token of profile "dev"',
  },
  {
    name: 'a region that the request was not meant for',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      const message = "Credential should be scoped to a valid region, not 'us-east-1'. ";
      aws.inject({ kind: 'fail', status: 400, code: 'InvalidSignatureException', message, service: 'ecr' });
    },
    identity,
    says: ['the region us-east-1 is wrong'],
    remedy: "correct the region in the image's name",
  },
  {
    name: 'a region that is switched off for STS',
    setUp: async (person, aws) => {
      await identityNamed('a role with source_profile').setUp(person, aws);
      aws.inject({ kind: 'fail', status: 403, code: 'RegionDisabledException', service: 'sts' });
    },
    identity: 'profile "puller" (AWS_PROFILE)',
    says: ['the region eu-west-1 is wrong'],
    remedy: 'set AWS_REGION to a region of your account',
  },
  {
    name: 'a clock that is wrong, where the answer does not tell the time',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      aws.clockOffsetMs = 60 * minutes;
      aws.inject({ kind: 'no-date' });
    },
    identity,
    says: ['clock is wrong'],
    remedy: setClock,
  },
  {
    name: 'a clock that is wrong for STS, where the answer does not tell the time',
    setUp: async (person, aws) => {
      await identityNamed('a role with source_profile').setUp(person, aws);
      aws.clockOffsetMs = -60 * minutes;
      aws.inject({ kind: 'no-date' });
    },
    identity: 'profile "puller" (AWS_PROFILE)',
    says: ['clock is wrong'],
    remedy: setClock,
  },
  {
    name: 'a clock that is wrong whatever is done',
    setUp: async (person, aws) => {
      await useKeys(person, aws);
      aws.inject({ kind: 'fail', status: 400, code: 'RequestTimeTooSkewed', service: 'ecr' });
    },
    identity,
    says: ['clock is wrong'],
    remedy: setClock,
  },
];
