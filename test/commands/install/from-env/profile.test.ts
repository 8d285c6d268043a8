import { describe, expect, test } from '@jest/globals';
import { describeConflict } from '../../../../src/commands/install/from-env/conflict.ts';
import { planProfile } from '../../../../src/commands/install/from-env/profile.ts';
import type { RoleRequest, SsoRequest } from '../../../../src/commands/install/from-env/request.ts';
import { thrownBy } from '../../../fakes/thrown.ts';

const COMMON = { accountId: '111111111111', region: 'us-east-1', regionVariable: 'AWS_REGION', taken: '' };
const SSO: SsoRequest = {
  ...COMMON,
  kind: 'sso',
  startUrl: 'https://acme.awsapps.com/start',
  ssoRegion: 'eu-west-1',
  roleName: 'Developer',
};
const ROLE: RoleRequest = {
  ...COMMON,
  kind: 'role',
  roleArn: 'arn:aws:iam::111111111111:role/workspace',
  roleVariable: 'AWS_ROLE_ARN',
  tokenSource: 'gitpod',
  sessionName: undefined,
};
const COMMAND = '"/bin/docker-credential-ecr" env --identity workspace --format process';
const PROFILE =
  'sso_session = acme\nsso_account_id = 111111111111\nsso_role_name = Developer\nregion = us-east-1\n';
const SESSION =
  '[sso-session acme]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n' +
  'sso_registration_scopes = sso:account:access\n';
const LEGACY =
  '[default]\nsso_start_url = https://acme.awsapps.com/start\nsso_region = eu-west-1\n' +
  'sso_account_id = 111111111111\nsso_role_name = Developer\n';

function plan(
  config: string,
  {
    request = SSO,
    name = 'default',
    credentials = '',
  }: { request?: SsoRequest | RoleRequest; name?: string; credentials?: string } = {},
) {
  const process = () => ({ command: COMMAND, isSame: (there: string) => there.includes('/old/') });
  const texts: Record<string, string> = { config, credentials };
  const files = {
    configPath: 'config',
    credentialsPath: 'credentials',
    textOf: (path: string) => texts[path],
  };
  const { steps, conflicts, left } = planProfile(request, name, process, files);
  return {
    text: steps.at(-1)?.text ?? config,
    conflicts: conflicts.map(describeConflict),
    left: left.map(describeConflict),
    steps,
  };
}

describe('planProfile', () => {
  test.each<[string, string, string, Parameters<typeof plan>[1]?]>([
    ['makes profile and session', '', `[default]\n${PROFILE}\n${SESSION}`],
    ['makes a named profile', '', `[profile work]\n${PROFILE}\n${SESSION}`, { name: 'work' }],
    [
      'adds to a profile that says nothing of credentials',
      '# mine\n[default]\noutput = json\ns3 =\n  max_queue_size = 9\n\n[profile b]\nregion = x-y-1\n',
      `# mine\n[default]\noutput = json\ns3 =\n  max_queue_size = 9\n${PROFILE}\n[profile b]\nregion = x-y-1\n\n${SESSION}`,
    ],
    ['adds what alone is missing', `[default]\n${PROFILE}`, `[default]\n${PROFILE}\n${SESSION}`],
    [
      'changes nothing the second time',
      `[default]\n${PROFILE}\n${SESSION}`,
      `[default]\n${PROFILE}\n${SESSION}`,
    ],
    [
      'lets a session of the same address serve',
      `${SESSION.replace('session acme', 'session "my-own"')}`,
      `${SESSION.replace('session acme', 'session "my-own"')}\n[default]\n${PROFILE.replace('acme', 'my-own')}`,
    ],
    [
      'has a session that could not be renewed ask for the scope',
      `[default]\n${PROFILE}\n${SESSION.replace(/sso_registration.*\n/, '')}`,
      `[default]\n${PROFILE}\n${SESSION}`,
    ],
    [
      'takes a scope among others',
      `[default]\n${PROFILE}\n${SESSION.replace('sso:', 'x:y, sso:')}`,
      `[default]\n${PROFILE}\n${SESSION.replace('sso:', 'x:y, sso:')}`,
    ],
    [
      'makes a legacy profile renewable',
      LEGACY,
      `${LEGACY}sso_session = acme\nregion = us-east-1\n\n${SESSION}`,
    ],
    [
      'knows [profile default]',
      '[profile default]\noutput = json\n',
      `[profile default]\noutput = json\n${PROFILE}\n${SESSION}`,
    ],
    [
      'makes a profile of a process',
      '',
      `[default]\ncredential_process = ${COMMAND}\nregion = us-east-1\n`,
      { request: ROLE },
    ],
    [
      'keeps a process that does the same',
      '[default]\ncredential_process = /old/helper\n',
      '[default]\ncredential_process = /old/helper\nregion = us-east-1\n',
      { request: ROLE },
    ],
    [
      "leaves other profiles' keys alone",
      '',
      `[default]\n${PROFILE}\n${SESSION}`,
      {
        credentials:
          '[other]\naws_access_key_id = AKIA\naws_secret_access_key = s\n[default]\nregion = x-y-1\n',
      },
    ],
  ])('%s', (...[, before, after, options]) => {
    expect(plan(before, options)).toMatchObject({ text: after, conflicts: [], left: [] });
  });

  test.each<[string, string, string[], Parameters<typeof plan>[1]?]>([
    [
      'another account',
      '[default]\nsso_account_id = 222222222222\n',
      ['config: [default]: sso_account_id is 222222222222, but 111111111111 is wanted (AWS_ACCOUNT_ID)'],
    ],
    [
      'access keys, without showing them',
      '[default]\naws_access_key_id = AKIAX\naws_secret_access_key = geheim\n',
      [
        'config: [default]: aws_access_key_id and aws_secret_access_key are there, so it is a profile of something else',
      ],
    ],
    [
      'keys in the credentials file',
      '',
      ['credentials: [default]: aws_access_key_id and aws_secret_access_key there outrank what config says'],
      { credentials: '[default]\naws_access_key_id = AKIAX\naws_secret_access_key = geheim\n' },
    ],
    [
      'a role',
      '[profile x]\nrole_arn = r\nsource_profile = y\n',
      ['config: [profile x]: role_arn and source_profile are there, so it is a profile of something else'],
      { name: 'x' },
    ],
    [
      'a legacy profile of another portal',
      LEGACY.replace('acme', 'else'),
      [
        'config: [default]: sso_start_url is https://else.awsapps.com/start, but https://acme.awsapps.com/start is wanted (AWS_SSO_URL)',
      ],
    ],
    [
      'a session of another portal',
      `[default]\n${PROFILE}${SESSION.replace('//acme', '//else')}`,
      [
        'config: [sso-session acme]: sso_start_url is https://else.awsapps.com/start, but https://acme.awsapps.com/start is wanted (AWS_SSO_URL)',
      ],
    ],
    [
      'another command, without showing it',
      '[default]\ncredential_process = /bin/x --token geheim\n',
      [`config: [default]: credential_process is another than ${COMMAND}, which is wanted (AWS_ROLE_ARN)`],
      { request: ROLE },
    ],
    [
      'AWS SSO where a token is wanted',
      `[default]\nsso_session = x\n`,
      ['config: [default]: sso_session is there, so it is a profile of something else'],
      { request: ROLE },
    ],
  ])('finds the conflict with %s', (...[, before, conflicts, options]) => {
    expect(plan(before, options)).toMatchObject({ conflicts });
  });

  test('leaves another region', () => {
    const { text, conflicts, left } = plan('[default]\nregion = eu-west-3\n');
    expect(conflicts).toEqual([]);
    expect(left).toEqual(['config: [default]: region is eu-west-3, but us-east-1 is wanted (AWS_REGION)']);
    expect(text).toBe(`[default]\nregion = eu-west-3\n${PROFILE.replace(/region.*\n/, '')}\n${SESSION}`);
  });

  test('names the line of what is no AWS config', () => {
    expect(thrownBy(() => plan('[default]\nrubbish\n'))).toMatchObject({
      code: 'AWS_CONFIG_INVALID',
      message: expect.stringContaining('config, line 2'),
    });
  });
});
