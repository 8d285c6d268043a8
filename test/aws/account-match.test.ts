import { expect, test } from '@jest/globals';
import { accountCandidates, profileAccount } from '../../src/aws/account-match.ts';
import { HelperError } from '../../src/errors.ts';
import { awsConfig } from '../fakes/aws-config.ts';
import { fakeContext } from '../fakes/context.ts';

const ACCOUNT = '609629065308';
const ROLE = `role_arn = arn:aws:iam::${ACCOUNT}:role/r`;
const KEY = 'aws_access_key_id = ASIAY34FZKBOKMUTVV7A\naws_secret_access_key = s';
const OLD_KEY = 'aws_access_key_id = AKIAJ34FZKBOKMUTVV7A\naws_secret_access_key = s';
const SESSION = '[sso-session acme]\nsso_start_url = https://acme\nsso_region = eu-west-1';
const sso = (role: string, account = ACCOUNT) =>
  `sso_session = acme\nsso_account_id = ${account}\nsso_role_name = ${role}`;

test.each<[string, string | undefined]>([
  [sso('R'), ACCOUNT],
  [`sso_start_url = https://acme\nsso_account_id = ${ACCOUNT}`, ACCOUNT],
  [`credential_process = p\naws_account_id = ${ACCOUNT}`, ACCOUNT],
  [`${OLD_KEY}\naws_account_id = ${ACCOUNT}`, ACCOUNT],
  [ROLE, ACCOUNT],
  [ROLE.replace('aws:', 'aws-cn:'), ACCOUNT],
  [KEY, ACCOUNT],
  [`login_session = arn:aws:sts::${ACCOUNT}:assumed-role/r/jane`, ACCOUNT],
  [OLD_KEY, undefined],
  ['credential_process = p', undefined],
  ['region = eu-west-1', undefined],
  ['role_arn = nonsense', undefined],
  // What counts for the credentials counts for the account.
  [`role_arn = arn:aws:iam::1:role/r\n${KEY}`, undefined],
  [`${ROLE}\n${sso('R', '222222222222')}`, ACCOUNT],
  [`${sso('R', '222222222222')}\n${KEY}`, '222222222222'],
])('the account of %j is %s', (settings, account) => {
  expect(profileAccount(awsConfig(`[default]\n${settings}`).profiles.get('default') ?? new Map())).toBe(
    account,
  );
});

test.each<[string, string, string[]]>([
  ['none', `[profile a]\n${sso('R', '222222222222')}\n[profile b]\n${OLD_KEY}`, []],
  ['one of each kind', `[profile a]\n${sso('R')}\n[profile b]\n${KEY}\n[profile c]\nregion = x`, ['a', 'b']],
  ['one principal once', `[profile a]\n${sso('R')}\n[profile b]\n${sso('R')}\nregion = eu-west-1`, ['a']],
  ['default for its principal', `[profile a]\n${sso('R')}\n[default]\n${sso('R')}`, ['default']],
  ['two roles of a portal', `[profile a]\n${sso('R')}\n[profile b]\n${sso('S')}`, ['a', 'b']],
  ['none without credentials', `[profile a]\naws_account_id = ${ACCOUNT}`, []],
  ['a wrong one beside another', `[profile a]\n${ROLE}\n[profile b]\n${sso('R')}`, ['a', 'b']],
])('candidates: %s', (_, config, profiles) => {
  const found = accountCandidates(ACCOUNT, awsConfig(`${config}\n${SESSION}`), fakeContext());
  expect(found.map(({ profile }) => profile)).toEqual(profiles);
});

test('a profile that is wrong says what is wrong with it', () => {
  const [candidate] = accountCandidates(ACCOUNT, awsConfig(`[profile a]\n${ROLE}`), fakeContext());
  expect(candidate?.source).toBeInstanceOf(HelperError);
  expect(candidate?.source).toMatchObject({ code: 'PROFILE_INVALID' });
});
