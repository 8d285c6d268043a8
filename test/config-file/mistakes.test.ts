import { expect, test } from '@jest/globals';
import { temporaryDirectory } from '../fakes/temporary-directory.ts';
import { rejectionOf } from '../fakes/thrown.ts';
import { configurationOf } from './write-config.ts';

const at = temporaryDirectory();
const ROLE = 'arn:aws:iam::111111111111:role/puller';
const HOST = '111111111111.dkr.ecr.us-east-1.amazonaws.com';
const SSO = {
  startUrl: 'https://acme.example/start',
  region: 'us-east-1',
  accountId: '222222222222',
  roleName: 'Dev',
};
const identity = (value: unknown) => ({ identities: { a: value } });
const sso = (change: object) => identity({ sso: { ...SSO, ...change } });
const role = (change: object) => ({
  identities: { base: { profile: 'dev' }, a: { roleArn: ROLE, via: 'base', ...change } },
});
const token = (webIdentity: unknown) => identity({ roleArn: ROLE, webIdentity });
const registry = (value: unknown) => ({ registries: { eu: value } });

test.each<[unknown, string, string]>([
  [[], '', 'expected an object, found a list'],
  ['"x"', '', 'expected an object, found "x"'],
  [{ identites: {} }, 'identites', 'did you mean "identities"?'],
  [{ other: {} }, 'other', 'known are $schema, identities, registries, fallbackHelper'],
  [{ identities: [] }, 'identities', 'expected an object, found a list'],
  [{ identities: 'dev' }, 'identities', 'expected an object, found "dev"'],
  [{ identities: { '': { profile: 'dev' } } }, 'identities.""', 'expected a name, found ""'],
  [{ $schema: 1 }, '$schema', 'expected a text, found 1'],
  [identity('dev'), 'identities.a', 'expected an object, found "dev"'],
  [identity({}), 'identities.a', 'exactly one of profile, sso and roleArn, found none of them'],
  [identity({ profile: 'b', sso: SSO }), 'identities.a', 'found profile and sso'],
  [identity({ profil: 'dev' }), 'identities.a.profil', 'did you mean "profile"?'],
  [identity({ profile: '' }), 'identities.a.profile', 'expected a name, found ""'],
  [identity({ profile: 'dev', region: 'us-east-1' }), 'identities.a.region', 'known are profile'],
  [
    identity({ roleArn: ROLE }),
    'identities.a',
    'exactly one of webIdentity and via beside roleArn, found none',
  ],
  [identity({ via: 'b' }), 'identities.a', 'exactly one of profile, sso and roleArn, found none'],
  [sso({ startUrl: 'http://acme.example/start' }), 'identities.a.sso.startUrl', 'expected the https address'],
  [
    sso({ region: 'Ohio' }),
    'identities.a.sso.region',
    'expected an AWS region such as us-east-1, found "Ohio"',
  ],
  [sso({ accountId: 222222222222 }), 'identities.a.sso.accountId', 'in double quotes, found 222222222222'],
  [sso({ accountId: '12' }), 'identities.a.sso.accountId', 'the twelve digits'],
  [sso({ roleName: undefined }), 'identities.a.sso.roleName', 'is missing'],
  [sso({ role: 'Dev' }), 'identities.a.sso.role', 'there is no such setting here'],
  [role({ roleArn: 'puller' }), 'identities.a.roleArn', 'expected the ARN of a role'],
  [role({ durationSeconds: 899 }), 'identities.a.durationSeconds', 'from 900 to 43200, found 899'],
  [role({ durationSeconds: 43_201 }), 'identities.a.durationSeconds', 'found 43201'],
  [role({ durationSeconds: 1000.5 }), 'identities.a.durationSeconds', 'found 1000.5'],
  [role({ durationSeconds: '900' }), 'identities.a.durationSeconds', 'found "900"'],
  [role({ sessionName: 'a b' }), 'identities.a.sessionName', '2 to 64 letters'],
  [role({ externalId: 'x' }), 'identities.a.externalId', '2 to 1224 letters'],
  [role({ via: 'bas' }), 'identities.a.via', 'did you mean "base"?'],
  [
    role({ via: 'other' }),
    'identities.a.via',
    'expected the name of an identity, found "other"; there are base, a',
  ],
  [role({ via: 'a' }), 'identities.a.via', 'leads in a circle: a -> a'],
  [
    {
      identities: {
        a: { roleArn: ROLE, via: 'b' },
        b: { roleArn: ROLE, via: 'c' },
        c: { roleArn: ROLE, via: 'b' },
      },
    },
    'identities.a.via',
    'leads in a circle: b -> c -> b',
  ],
  [token('gitpod'), 'identities.a.webIdentity', 'expected an object, found "gitpod"'],
  [token({}), 'identities.a.webIdentity.source', 'is missing'],
  [token({ source: 1 }), 'identities.a.webIdentity.source', 'expected the name of a token source'],
  [
    token({ source: 'file', path: 'token' }),
    'identities.a.webIdentity.path',
    'begins with / or ~/, found "token"',
  ],
  [
    token({ source: 'variable', name: 'A-B' }),
    'identities.a.webIdentity.name',
    'the name of an environment variable',
  ],
  [
    token({ source: 'command', command: 'vault x' }),
    'identities.a.webIdentity.command',
    'in [ ], found "vault x"',
  ],
  [token({ source: 'command', command: [] }), 'identities.a.webIdentity.command', 'in [ ], found a list'],
  [
    token({ source: 'command', command: ['a', 1] }),
    'identities.a.webIdentity.command.1',
    'expected a text, found 1',
  ],
  [
    identity({ roleArn: ROLE, webIdentity: { source: 'gitpod' }, externalId: 'x-1' }),
    'identities.a.externalId',
    'known are roleArn, webIdentity',
  ],
  [registry({}), 'registries.eu.host', 'is missing'],
  [registry({ host: `https://${HOST}` }), 'registries.eu.host', "expected a registry's host name"],
  [
    registry({ host: HOST, identity: 'dev' }),
    'registries.eu.identity',
    'found "dev"; there are no identities',
  ],
  [registry({ host: HOST, autoProvision: 'no' }), 'registries.eu.autoProvision', 'expected true or false'],
  [{ fallbackHelper: 'ecr' }, 'fallbackHelper', 'the name of another credential helper'],
  [{ fallbackHelper: '../pass' }, 'fallbackHelper', 'found "../pass"'],
  [{ fallbackHelper: '' }, 'fallbackHelper', 'found ""'],
])('%j is wrong at %s: %s', async (content, place, what) => {
  const error = await rejectionOf(configurationOf(at(), content));
  const { code, message, hint } = error;
  expect(code).toBe('CONFIG_INVALID');
  const file = at('.config/docker-credential-ecr/config.json');
  expect(message.startsWith(`${file}: ${place === '' ? '' : `${place}: `}`)).toBe(true);
  expect(message).toContain(what);
  expect(hint).toContain(place === '' ? '{ }' : place);
});
