import { expect, test } from '@jest/globals';
import { processAnswer, variablesOf } from '../../../src/commands/env/variables.ts';

const KEY = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
const SESSION = { ...KEY, sessionToken: 'token', expiration: new Date('2030-01-02T03:04:05.678Z') };

test('credentials with a session set all, and remove nothing', () => {
  expect(variablesOf(SESSION, {}, { after: 'eu-west-1' })).toEqual({
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
  expect(variablesOf(KEY, {}, {})).toEqual({
    set: { AWS_ACCESS_KEY_ID: 'AKIA', AWS_SECRET_ACCESS_KEY: 'secret' },
    removed: ['AWS_SESSION_TOKEN', 'AWS_CREDENTIAL_EXPIRATION'],
  });
  expect(variablesOf({ ...KEY, sessionToken: '' }, {}, {}).removed).toContain('AWS_SESSION_TOKEN');
});

test('the older name of the session token, which some take first, is removed where it is set', () => {
  expect(variablesOf(SESSION, { AWS_SECURITY_TOKEN: 'old' }, {}).removed).toEqual(['AWS_SECURITY_TOKEN']);
});

test.each([
  ['none', {}, {}, [undefined, undefined]],
  ['the profile', {}, { after: 'a' }, ['a', 'a']],
  ['the environment', { AWS_REGION: 'e' }, { after: 'a' }, ['e', 'e']],
  ['the older variable', { AWS_DEFAULT_REGION: 'd' }, { after: 'a' }, ['d', 'd']],
  ['each variable by itself', { AWS_REGION: 'e', AWS_DEFAULT_REGION: 'd' }, { after: 'a' }, ['e', 'd']],
  [
    'the named profile',
    { AWS_REGION: 'e', AWS_DEFAULT_REGION: 'd' },
    { before: 'b', after: 'a' },
    ['b', 'b'],
  ],
  ['a named profile without one', { AWS_REGION: 'e' }, { before: '', after: '' }, ['e', 'e']],
])('the region of %s', (_, env, regions, [region, defaultRegion]) => {
  const { set } = variablesOf(KEY, env, regions);
  expect([set.AWS_REGION, set.AWS_DEFAULT_REGION]).toEqual([region, defaultRegion]);
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
