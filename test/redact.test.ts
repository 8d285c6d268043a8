import { describe, expect, test } from '@jest/globals';
import { redactor } from '../src/redact.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtZSJ9.c2lnbmF0dXJl_-9';
const SESSION_TOKEN = `IQoJb3JpZ2luX2VjE${'Ab3/'.repeat(40)}==`;

describe('secrets by their shape', () => {
  const redact = redactor({});
  test.each([
    [`token ${JWT} refused`, 'token [redacted] refused'],
    [`"${JWT}"`, '"[redacted]"'],
    ['eyJwYXlsb2FkIjoiYWJjIiwiZGF0YWtleSI6', '[redacted]'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: [redacted] [redacted]'],
    ['sent Bearer abc.def~ghi+/= to it', 'sent Bearer [redacted] to it'],
    ['sent Basic QVdTOnBhc3N3b3Jk to it', 'sent Basic [redacted] to it'],
    ['http://user:password@proxy.example.com:3128/', 'http://user:[redacted]@proxy.example.com:3128/'],
    ['https://:password@proxy', 'https://:[redacted]@proxy'],
    ['a https://a:b@c and https://d:e@f', 'a https://a:[redacted]@c and https://d:[redacted]@f'],
    ['x-amz-security-token:short-token', 'x-amz-security-token:[redacted]'],
    ['X-Amz-Security-Token=short%2Ftoken&X-Amz-Date=1', 'X-Amz-Security-Token=[redacted]'],
    ['x-amz-sso_bearer_token: short-token', 'x-amz-sso_bearer_token: [redacted]'],
    [`session ${SESSION_TOKEN} is wrong`, 'session [redacted] is wrong'],
  ])('%s', (text, shown) => expect(redact(text)).toBe(shown));

  test("what AWS says of a signature holds the request's headers, but no more the token", () => {
    const canonical = [
      'The request signature we calculated does not match. The Canonical String for this request should have been',
      "'POST",
      '/',
      '',
      'host:api.ecr.eu-west-1.amazonaws.com',
      'x-amz-date:20300102T030405Z',
      `x-amz-security-token:${SESSION_TOKEN}`,
      '',
      "host;x-amz-date;x-amz-security-token'",
    ].join('\n');
    const shown = redact(canonical);
    expect(shown).not.toContain(SESSION_TOKEN.slice(0, 20));
    expect(shown).toContain('x-amz-security-token:[redacted]\n');
    expect(shown).toContain('host:api.ecr.eu-west-1.amazonaws.com');
  });

  test('every secret of a text, each time', () => {
    expect(redact(`${JWT} ${JWT}`)).toBe('[redacted] [redacted]');
    expect(redact(JWT)).toBe('[redacted]');
  });
});

describe('secrets of the environment', () => {
  test.each([
    ['AWS_SECRET_ACCESS_KEY', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
    ['AWS_SESSION_TOKEN', 'session+token'],
    ['AWS_CONTAINER_AUTHORIZATION_TOKEN', 'container-token'],
    ['GITHUB_TOKEN', 'ghp_123456789'],
    ['ACTIONS_ID_TOKEN_REQUEST_TOKEN', 'request-token'],
    ['DB_PASSWORD', 'pass(word)$1'],
    ['my_secret', '12345678'],
  ])('%s', (name, value) => {
    expect(redactor({ [name]: value })(`<${value}> and ${value}`)).toBe('<[redacted]> and [redacted]');
  });

  test.each([
    ['AWS_ACCESS_KEY_ID', 'AKIAIOSFODNN7EXAMPLE'],
    ['AWS_PROFILE', 'production'],
    ['AWS_WEB_IDENTITY_TOKEN_FILE', '/var/run/secrets/token'],
    ['ACTIONS_ID_TOKEN_REQUEST_URL', 'https://token.example.com/request'],
    ['AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', '/var/run/token'],
    ['SECRET_ARN', 'arn:aws:secretsmanager:eu-west-1:1:secret:a'],
    ['TOKEN_TIMEOUT', '123456789'],
    ['SHORT_SECRET', 'true'],
    ['EMPTY_SECRET', ''],
    ['NO_SECRET', undefined],
  ])('%s is none', (name, value) => {
    const text = `it is ${value} here`;
    expect(redactor({ [name]: value })(text)).toBe(text);
  });
});

describe('what is no secret stays', () => {
  const redact = redactor({ AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' });
  test.each([
    [
      'arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef',
    ],
    [
      'User: arn:aws:sts::123456789012:assumed-role/deploy/session is not authorized to perform: ecr:GetAuthorizationToken on resource: *',
    ],
    ['ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken'],
    ['add a policy that allows ecr:GetAuthorizationToken to it'],
    ['no answer from ECR in eu-west-1 within 30 s'],
    ['AWS_PROFILE is not set; AWS_WEB_IDENTITY_TOKEN_FILE is not set'],
    ['run: aws sso login --profile dev'],
    ['https://acme.awsapps.com/start'],
    ['http://proxy.example.com:3128'],
    ['123456789012.dkr.ecr.eu-west-1.amazonaws.com'],
    ['/home/ann/.cache/docker-credential-ecr is a symlink'],
    ['0123456789abcdef0123456789abcdef'],
    ['the key AKIAIOSFODNN7EXAMPLE'],
    ['mail ann@example.com: about it'],
  ])('%s', (text) => expect(redact(text)).toBe(text));
});
