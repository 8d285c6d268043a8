import { describe, expect, test } from '@jest/globals';
import { readFromEnvRequest } from '../../../../src/commands/install/from-env/request.ts';
import { renderError } from '../../../../src/errors.ts';
import { fakeContext } from '../../../fakes/context.ts';
import { thrownBy } from '../../../fakes/thrown.ts';

const SSO = {
  AWS_SSO_URL: 'https://acme.awsapps.com/start',
  AWS_SSO_REGION: 'eu-west-1',
  AWS_ACCOUNT_ID: '111111111111',
  AWS_ROLE_NAME: 'Developer',
  AWS_REGION: 'us-east-1',
};
const ARN = 'arn:aws:iam::222222222222:role/path/puller';
const ROLE = { AWS_ROLE_ARN: ARN, AWS_REGION: 'us-east-1', GITPOD_WORKSPACE_ID: 'w' };

type Env = Record<string, string | undefined>;
const request = (env: Env) => readFromEnvRequest(fakeContext({ env }));
const failure = (env: Env) => thrownBy(() => request(env));

describe('readFromEnvRequest', () => {
  test.each<[string, Env, object]>([
    [
      'AWS SSO',
      SSO,
      {
        kind: 'sso',
        startUrl: SSO.AWS_SSO_URL,
        ssoRegion: 'eu-west-1',
        roleName: 'Developer',
        region: 'us-east-1',
      },
    ],
    ['no blanks around a value', { ...SSO, AWS_ROLE_NAME: ' Developer\n' }, { roleName: 'Developer' }],
    [
      'AWS_DEFAULT_REGION after AWS_REGION',
      { ...SSO, AWS_REGION: '', AWS_DEFAULT_REGION: 'eu-west-3' },
      { region: 'eu-west-3', regionVariable: 'AWS_DEFAULT_REGION' },
    ],
    ['AWS_REGION first', { ...SSO, AWS_DEFAULT_REGION: 'eu-west-3' }, { region: 'us-east-1' }],
    ['a role', ROLE, { kind: 'role', roleArn: ARN, tokenSource: 'gitpod', accountId: '222222222222' }],
    [
      "Gitpod's name of the role",
      { IDP_AWS_ROLE_ARN: ARN, AWS_REGION: 'us-east-1', ONA_X: '1' },
      { kind: 'role', roleVariable: 'IDP_AWS_ROLE_ARN' },
    ],
    ['the session name', { ...ROLE, AWS_ROLE_SESSION_NAME: 'jane' }, { sessionName: 'jane' }],
    [
      'a role before AWS SSO where there is a token',
      { ...SSO, ...ROLE },
      {
        kind: 'role',
        taken: expect.stringContaining('AWS_SSO_URL, AWS_SSO_REGION and AWS_ROLE_NAME are not used'),
      },
    ],
    [
      'AWS SSO where there is none',
      { ...SSO, AWS_ROLE_ARN: ARN, PATH: '' },
      { kind: 'sso', taken: expect.stringContaining('AWS_ROLE_ARN is not used: no workspace or CI job') },
    ],
  ])('takes %s', (_, env, expected) => {
    expect(request(env)).toMatchObject(expected);
  });

  test.each<[string, Env, string, string]>([
    [
      'everything',
      {},
      'SETTING_MISSING',
      'AWS_SSO_URL (the start URL of AWS SSO), AWS_SSO_REGION (the region of AWS SSO), AWS_ACCOUNT_ID (the account), ' +
        "AWS_ROLE_NAME (the permission set) and AWS_REGION (the registry's region) are not set, and neither is AWS_ROLE_ARN",
    ],
    [
      'all but what the machine has anyway',
      { AWS_REGION: 'us-east-1' },
      'SETTING_MISSING',
      'and AWS_ROLE_NAME (the permission set) are not set, and neither is AWS_ROLE_ARN',
    ],
    [
      'two',
      { ...SSO, AWS_ROLE_NAME: undefined, AWS_SSO_REGION: ' ' },
      'SETTING_MISSING',
      'install --from-env: AWS_SSO_REGION (the region of AWS SSO) and AWS_ROLE_NAME (the permission set) are not set; set them',
    ],
    [
      'the region of a role',
      { ...ROLE, AWS_REGION: '' },
      'SETTING_MISSING',
      "AWS_REGION (the registry's region) is not set; set it as a variable of the workspace",
    ],
    [
      'a place that gives out tokens',
      { AWS_ROLE_ARN: ARN, PATH: '' },
      'WEB_IDENTITY_UNAVAILABLE',
      'looked for GITPOD_ or ONA_ variables, ona, gitpod and gp on PATH, GitHub Actions, CircleCI, ',
    ],
    [
      'the permission for a token',
      { AWS_ROLE_ARN: ARN, GITHUB_ACTIONS: 'true', PATH: '' },
      'WEB_IDENTITY_UNAVAILABLE',
      'without the permission `id-token: write`; let the job have it, or set AWS_SSO_URL',
    ],
    [
      'nothing but the registry, where the role is for the token in a file,',
      { AWS_ROLE_ARN: ARN, AWS_WEB_IDENTITY_TOKEN_FILE: '/run/token', PATH: '' },
      'WEB_IDENTITY_UNAVAILABLE',
      'AWS_ROLE_ARN with AWS_WEB_IDENTITY_TOKEN_FILE gives credentials as it is, so there is no profile to set up; put the registry',
    ],
  ])('says that %s is missing', (_, env, code, says) => {
    const error = failure(env);
    expect(error.code).toBe(code);
    expect(renderError(error)).toContain(says);
  });

  test.each<[string, Env]>([
    ['AWS_SSO_URL', { ...SSO, AWS_SSO_URL: 'http://acme.awsapps.com/start' }],
    ['AWS_SSO_URL', { ...SSO, AWS_SSO_URL: 'https://acme.awsapps.com/start\nrole_arn = x' }],
    ['AWS_SSO_URL', { ...SSO, AWS_SSO_URL: 'https://acme.awsapps.com/start #' }],
    ['AWS_SSO_URL', { ...SSO, AWS_SSO_URL: 'https://a:99999/start' }],
    ['AWS_SSO_REGION', { ...SSO, AWS_SSO_REGION: 'Ireland' }],
    ['AWS_SSO_REGION', { ...SSO, AWS_SSO_REGION: 'eu-west-1\rx' }],
    ['AWS_ACCOUNT_ID', { ...SSO, AWS_ACCOUNT_ID: '11111111111' }],
    ['AWS_ROLE_NAME', { ...SSO, AWS_ROLE_NAME: 'a\n[profile x]' }],
    ['AWS_REGION', { ...SSO, AWS_REGION: 'us-east-1]' }],
    ['AWS_DEFAULT_REGION', { ...SSO, AWS_REGION: undefined, AWS_DEFAULT_REGION: 'x' }],
    ['AWS_ROLE_ARN', { ...ROLE, AWS_ROLE_ARN: 'arn:aws:iam::222222222222:user/jane' }],
    ['AWS_ROLE_ARN', { ...ROLE, AWS_ROLE_ARN: `${ARN}" "x` }],
    ['AWS_ROLE_SESSION_NAME', { ...ROLE, AWS_ROLE_SESSION_NAME: 'Jane Doe' }],
  ])('refuses a wrong %s', (name, env) => {
    const { code, message } = failure(env);
    expect({ code, message }).toEqual({
      code: 'SETTING_INVALID',
      message: expect.stringMatching(new RegExp(`^${name} is `)),
    });
  });
});
