import { expect, test } from '@jest/globals';
import { registrationPath, signInScopes } from '../../src/aws/sso-registration.ts';

const session = {
  startUrl: 'https://acme.awsapps.com/start',
  region: 'eu-west-1',
  profile: undefined,
  identity: undefined,
};
const access = 'sso:account:access';

// The names come from hashlib.sha1(json.dumps(…, sort_keys=True)), which is what the AWS CLI does.
test.each<[string, string | undefined, readonly string[] | undefined, string]>([
  ['without scopes', 'acme', undefined, 'b02584108186386606e1b78860819cafc4e8866f'],
  ['with an empty list of scopes', 'acme', [], '6218a826e39396cc05549f62411835417fe55a10'],
  [
    'with scopes, and a name that is not ASCII',
    'açme "x" 😀\u007f',
    [access, 'codewhisperer:completions'],
    'af98f1c54c496e434935b181c6d25969a6de34e0',
  ],
  ['of a legacy profile', undefined, undefined, 'aaaf9ee5aef6fbbfce87b834a7a82f94a83e35f9'],
])("finds the AWS CLI's client of a session %s", (_, name, scopes, hash) => {
  const path = registrationPath({ ...session, name, scopes }, { home: '/home/dev' });
  expect(path).toBe(`/home/dev/.aws/sso/cache/${hash}.json`);
});

test.each<[string | undefined, readonly string[] | undefined, readonly string[]]>([
  ['acme', undefined, [access]],
  ['acme', [], [access]],
  ['acme', ['a:b', 'c:d'], ['a:b', 'c:d']],
  [undefined, undefined, []],
])('of session %j with scopes %j asks for %j', (name, scopes, expected) => {
  expect(signInScopes({ ...session, name, scopes })).toEqual(expected);
});
