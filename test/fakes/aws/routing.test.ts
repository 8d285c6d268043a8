import { expect, test } from '@jest/globals';
import type { ReceivedRequest } from './call.ts';
import { parseAwsHost, routeRequest } from './routing.ts';

function request(
  method: string,
  url: string,
  headers: Record<string, string> = {},
  body = '',
): ReceivedRequest {
  const { pathname: path, searchParams: query } = new URL(url, 'http://127.0.0.1');
  return { method, path, query, headers, body: Buffer.from(body) };
}

const ecrTarget = { 'x-amz-target': 'AmazonEC2ContainerRegistry_V20150921.GetAuthorizationToken' };
const publicTarget = { 'x-amz-target': 'SpencerFrontendService.GetAuthorizationToken' };

test.each<[ReceivedRequest, string, string]>([
  [request('POST', '/', ecrTarget, '{}'), 'ecr', 'GetAuthorizationToken'],
  [request('POST', '/', publicTarget, '{}'), 'ecr-public', 'GetAuthorizationToken'],
  [request('POST', '/', { 'x-amz-target': 'DynamoDB.GetItem' }, '{}'), 'unknown', 'GetItem'],
  [request('POST', '/', {}, 'Action=AssumeRole&Version=2011-06-15'), 'sts', 'AssumeRole'],
  [request('GET', '/?Action=GetCallerIdentity'), 'sts', 'GetCallerIdentity'],
  [request('GET', '/federation/credentials?account_id=1'), 'sso', 'GetRoleCredentials'],
  [request('POST', '/token', {}, '{}'), 'sso-oidc', 'CreateToken'],
  [request('POST', '/client/register', {}, '{}'), 'sso-oidc', 'RegisterClient'],
  [request('POST', '/device_authorization', {}, '{}'), 'sso-oidc', 'StartDeviceAuthorization'],
  [request('POST', '/v1/token', {}, '{}'), 'signin', 'CreateOAuth2Token'],
  [request('PUT', '/latest/api/token'), 'imds', 'PUT /latest/api/token'],
  [request('GET', '/v2/credentials/1'), 'container', 'GetCredentials'],
  [request('GET', '/token'), 'unknown', ''],
  [request('GET', '/'), 'unknown', ''],
  [
    request('POST', '/', { ...ecrTarget, host: 'api.ecr.us-east-1.amazonaws.com' }),
    'ecr',
    'GetAuthorizationToken',
  ],
  [
    request('POST', '/', { ...ecrTarget, host: 'sts.us-east-1.amazonaws.com' }),
    'unknown',
    'GetAuthorizationToken',
  ],
])('%o is for %s', (received, service, operation) => {
  expect(routeRequest(received)).toMatchObject({ service, operation });
});

test.each([
  [request('POST', '/', ecrTarget, '{"registryIds":["1"]}'), { registryIds: ['1'] }],
  [request('POST', '/', ecrTarget, ''), {}],
  [request('POST', '/', ecrTarget, '{'), {}],
  [request('POST', '/', ecrTarget, 'null'), {}],
  [request('POST', '/', {}, 'Action=A&RoleArn=b%2Fc'), { Action: 'A', RoleArn: 'b/c' }],
  [request('GET', '/federation/credentials?role_name=a'), { role_name: 'a' }],
])('%o has its input read', (received, input) => {
  expect(routeRequest(received).input).toEqual(input);
});

test.each([
  ['api.ecr.us-east-1.amazonaws.com', 'ecr', 'us-east-1'],
  ['API.ECR.us-east-1.amazonaws.com:443', 'ecr', 'us-east-1'],
  ['ecr.eu-west-1.api.aws', 'ecr', 'eu-west-1'],
  ['ecr-fips.us-gov-west-1.amazonaws.com', 'ecr', 'us-gov-west-1'],
  ['ecr-fips.us-east-1.api.aws', 'ecr', 'us-east-1'],
  ['api.ecr.cn-north-1.amazonaws.com.cn', 'ecr', 'cn-north-1'],
  ['api.ecr-public.us-east-1.amazonaws.com', 'ecr-public', 'us-east-1'],
  ['ecr-public.us-east-1.api.aws', 'ecr-public', 'us-east-1'],
  ['sts.eu-central-2.amazonaws.com', 'sts', 'eu-central-2'],
  ['sts-fips.us-east-1.amazonaws.com', 'sts', 'us-east-1'],
  ['sts.amazonaws.com', 'sts', 'us-east-1'],
  ['portal.sso.us-east-1.amazonaws.com', 'sso', 'us-east-1'],
  ['oidc.us-east-1.amazonaws.com', 'sso-oidc', 'us-east-1'],
])('the host %s is of %s in %s', (host, service, region) => {
  expect(parseAwsHost(host)).toEqual({ service, region });
});

test.each([
  '127.0.0.1:4566',
  'localhost',
  '[::1]:1',
  '',
  'dkr.ecr.us-east-1.amazonaws.com',
  'iam.amazonaws.com',
])('the host "%s" tells nothing', (host) => {
  expect(parseAwsHost(host)).toBeUndefined();
});
