import { describe, expect, test } from '@jest/globals';
import { ecrAuths, withAuths, withoutAuths } from '../../src/docker/auths.ts';

const HOST = '111111111111.dkr.ecr.us-east-1.amazonaws.com';
const OTHER = '222222222222.dkr.ecr.us-east-1.amazonaws.com';
const base64 = (text: string) => Buffer.from(text).toString('base64');
const AUTH = base64('AWS:word');
const NEW = base64('AWS:new');

describe('withAuths', () => {
  const write = (text: string) => withAuths(text, [{ host: HOST, password: 'new' }]);

  test.each<[string, string, string]>([
    ['no file', '', `{\n\t"auths": {\n\t\t"${HOST}": {\n\t\t\t"auth": "${NEW}"\n\t\t}\n\t}\n}\n`],
    [
      'a file of Docker’s',
      '{\n\t"auths": {},\n\t"credsStore": "x"\n}',
      `{\n\t"auths": {\n\t\t"${HOST}": {\n\t\t\t"auth": "${NEW}"\n\t\t}\n\t},\n\t"credsStore": "x"\n}`,
    ],
    [
      'others',
      `{"auths":{"a.example":{"auth":"${AUTH}"}},"x":[1]}`,
      `{"auths":{"a.example":{"auth":"${AUTH}"},"${HOST}":{"auth":"${NEW}"}},"x":[1]}`,
    ],
    ['null for auths', '{"auths":null}', `{"auths":{"${HOST}":{"auth":"${NEW}"}}}`],
    ['null for the entry', `{"auths":{"${HOST}":null}}`, `{"auths":{"${HOST}":{"auth":"${NEW}"}}}`],
    [
      'an old password, with what else is there',
      `{"auths":{"${HOST}":{"auth":"${AUTH}","email":"a@b","identitytoken":"i"}}}`,
      `{"auths":{"${HOST}":{"auth":"${NEW}","email":"a@b"}}}`,
    ],
    ['an entry that a helper left', `{"auths":{"${HOST}":{}}}`, `{"auths":{"${HOST}":{"auth":"${NEW}"}}}`],
    [
      'the same password',
      `{ "auths": { "${HOST}": {"auth": "${NEW}"} } }`,
      `{ "auths": { "${HOST}": {"auth": "${NEW}"} } }`,
    ],
  ])('%s', (_, before, after) => {
    expect(write(before)).toBe(after);
  });

  test('writes several', () => {
    const text = withAuths('{}', [
      { host: HOST, password: 'new' },
      { host: OTHER, password: 'word' },
    ]);
    expect(JSON.parse(text)).toEqual({ auths: { [HOST]: { auth: NEW }, [OTHER]: { auth: AUTH } } });
  });
});

test.each<[string, unknown, boolean]>([
  ['a password for AWS', { auth: AUTH }, true],
  ['one in two members', { username: 'AWS', password: 'word' }, true],
  ['another user', { auth: base64('jo:AWS:word') }, false],
  ['another user in two members', { username: 'jo', password: 'word' }, false],
  ['another user, whatever stands beside it', { auth: base64('jo:word'), username: 'AWS' }, false],
  ['a name that begins alike', { auth: base64('AWSx:word') }, false],
  ['an entry that a helper left', {}, false],
  ['a user name alone', { username: 'AWS' }, false],
  ['null', null, false],
  ['no object', 'AWS', false],
])('an entry is ECR’s: %s', (_, entry, isOurs) => {
  expect(ecrAuths(JSON.stringify({ auths: { [HOST]: entry } }))).toEqual(isOurs ? [HOST] : []);
});

test.each(['', '{}', '{"auths":null}', '{"auths":[]}'])('there are no entries in %j', (text) => {
  expect(ecrAuths(text)).toEqual([]);
});

describe('withoutAuths', () => {
  test.each<[string, string, string]>([
    ['leaves others', `{"auths":{"${HOST}":{"auth":"x"}, "b":{}}, "c":1}`, `{"auths":{"b":{}}, "c":1}`],
    ['leaves an empty one that Docker made', `{"auths":{"${HOST}":{}},"c":1}`, '{"auths":{},"c":1}'],
    ['takes away an empty one of our own', `{"c":1,"auths":{"${HOST}":{}}}`, '{"c":1}'],
    ['leaves one that was empty before', '{"c":1,"auths":{}}', '{"c":1,"auths":{}}'],
    ['leaves what is not there', '{"c":1}', '{"c":1}'],
  ])('%s', (_, before, after) => {
    expect(withoutAuths(before, [HOST])).toBe(after);
  });

  test.each(['{\n\t"credsStore": "x"\n}\n', '{"a": 1}', '{\r\n  "x": {"y": [1]}\r\n}'])(
    'is the inverse of withAuths for %j',
    (text) => {
      const written = withAuths(text, [
        { host: HOST, password: 'new' },
        { host: OTHER, password: 'word' },
      ]);
      expect(ecrAuths(written)).toEqual([HOST, OTHER]);
      expect(withoutAuths(written, [OTHER, HOST])).toBe(text);
    },
  );
});
