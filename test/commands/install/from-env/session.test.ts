import { describe, expect, test } from '@jest/globals';
import { chooseSession, sessionName } from '../../../../src/commands/install/from-env/session.ts';
import { awsConfig } from '../../../fakes/aws-config.ts';

const START = 'https://acme.awsapps.com/start';

test.each([
  [START, 'acme'],
  ['https://d-1234567890.awsapps.com/start/#', 'd-1234567890'],
  ['https://start.us-gov-home.awsapps.com/directory/acme', 'acme'],
  ['https://identitycenter.amazonaws.com/ssoins-1234', 'ssoins-1234'],
  ['https://ssoins-1234.portal.eu-west-1.app.aws', 'ssoins-1234'],
])('names the session of %s', (url, name) => {
  expect(sessionName(url)).toBe(name);
});

describe('chooseSession', () => {
  const session = (name: string, url: string, region = 'eu-west-1') =>
    `[sso-session ${name}]\nsso_start_url = ${url}\nsso_region = ${region}\n`;
  const legacy = (url: string) => `[default]\nsso_start_url = ${url}\n`;

  test.each<[string, string, { name: string; startUrl?: string }]>([
    ['a new one', '', { name: 'acme' }],
    ['the one that is there', session('work', START), { name: 'work' }],
    [
      'the one that is there, as it is spelt',
      session('work', `${START}/#`),
      { name: 'work', startUrl: `${START}/#` },
    ],
    [
      'another name where its own is taken',
      session('acme', 'https://else.awsapps.com/start'),
      { name: 'acme-2' },
    ],
    ['a new one for another region', session('acme', START, 'us-west-2'), { name: 'acme-2' }],
    [
      'the one that the profile names',
      `[default]\nsso_session = mine\n${session('work', START)}`,
      { name: 'mine' },
    ],
    ["a legacy profile's spelling", legacy(`${START}/`), { name: 'acme', startUrl: `${START}/` }],
    [
      'none that a legacy profile would contradict',
      legacy(START) + session('work', `${START}/`),
      { name: 'acme', startUrl: START },
    ],
    ['no spelling of another portal', legacy('https://else.awsapps.com/start'), { name: 'acme' }],
  ])('chooses %s', (_, text, expected) => {
    const { profiles, ssoSessions } = awsConfig(text);
    const profile = profiles.get('default') ?? new Map();
    const request = { startUrl: START, ssoRegion: 'eu-west-1' };
    expect(chooseSession(request, profile, ssoSessions)).toEqual({ startUrl: START, ...expected });
  });
});
