import { expect, test } from '@jest/globals';
import { trustConditions } from '../../src/aws/oidc.ts';

test.each<[Record<string, unknown>, string | undefined]>([
  [
    { iss: 'https://app.gitpod.io', aud: 'sts.amazonaws.com', sub: 'org:1/prj:2/env:3' },
    '"app.gitpod.io:aud": "sts.amazonaws.com", "app.gitpod.io:sub": "org:1/prj:2/env:3"',
  ],
  [
    { iss: 'https://services.gitpod.io/idp', aud: ['sts.amazonaws.com', 'x'], sub: 'https://github.com/a/b' },
    '"services.gitpod.io/idp:aud": ["sts.amazonaws.com","x"], "services.gitpod.io/idp:sub": "https://github.com/a/b"',
  ],
  [{ iss: 'https://a.example', sub: 's' }, '"a.example:sub": "s"'],
  [{ iss: 'a.example', aud: 'x' }, '"a.example:aud": "x"'],
  [{ aud: 'x', sub: 's' }, undefined],
  [{ iss: 7, aud: 'x' }, undefined],
  [{}, undefined],
])('a token with %j is taken by %s', (claims, conditions) => {
  expect(trustConditions(claims)).toBe(conditions);
});
