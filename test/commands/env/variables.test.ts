import { expect, test } from '@jest/globals';
import { processAnswer, variablesOf } from '../../../src/commands/env/variables.ts';

const KEY = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
const SESSION = { ...KEY, sessionToken: 'token', expiration: new Date('2030-01-02T03:04:05.678Z') };

test('credentials with a session set all, and remove nothing', () => {
  expect(variablesOf(SESSION, 'eu-west-1', {})).toEqual({
    set: {
      AWS_ACCESS_KEY_ID: 'AKIA',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
      AWS_CREDENTIAL_EXPIRATION: '2030-01-02T03:04:05Z',
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
    },
    removed: [],
  });
});

test('an access key removes what an old session has left', () => {
  expect(variablesOf(KEY, undefined, {})).toEqual({
    set: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' },
    removed: ['AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION'],
  });
  expect(variablesOf({ ...KEY, sessionToken: '' }, undefined, {}).removed).toContain('AWS_SESSION_TOKEN');
});

test('the older name of the session token, which some take first, is removed where it is set', () => {
  expect(variablesOf(SESSION, undefined, { AWS_SECURITY_TOKEN: 'old' }).removed).toEqual([
    'AWS_SECURITY_TOKEN',
  ]);
});

test('a default region of its own stays', () => {
  const { set } = variablesOf(KEY, 'eu-west-1', { AWS_DEFAULT_REGION: 'us-west-2' });
  expect(set).toMatchObject({ AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'us-west-2' });
});

test.each([
  [
    SESSION,
    '{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"secret","SessionToken":"token","Expiration":"2030-01-02T03:04:05Z"}\n',
  ],
  [KEY, '{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"secret"}\n'],
])('the answer of a credential_process for %j', (credentials, answer) => {
  expect(processAnswer(credentials)).toBe(answer);
});
