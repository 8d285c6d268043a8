import { describe, expect, test } from '@jest/globals';
import { endpointSetting, type Service } from '../../src/aws/endpoint.ts';
import { awsConfig } from '../fakes/aws-config.ts';
import { thrownBy } from '../fakes/thrown.ts';

const CONFIG = awsConfig(`
[default]
endpoint_url = http://default-profile
[profile dev]
endpoint_url = http://profile
services = local
[profile bare]
services = local
[profile lost]
services = gone
endpoint_url = http://profile
[profile deaf]
services = local
ignore_configured_endpoint_urls = TRUE
[profile wrong]
endpoint_url = hunter2
[profile wrong-services]
services = wrong
[services local]
ecr =
  endpoint_url = http://services-ecr
sso_oidc =
  endpoint_url = http://services-sso-oidc
[services wrong]
sts =
  endpoint_url = hunter2
`);

describe('the order', () => {
  test.each<[Service, string, Record<string, string>, string | undefined]>([
    ['ecr', 'dev', { AWS_ENDPOINT_URL_ECR: 'http://own', AWS_ENDPOINT_URL: 'http://all' }, 'http://own'],
    ['ecr', 'dev', { AWS_ENDPOINT_URL: 'http://all' }, 'http://all'],
    ['ecr', 'dev', { AWS_ENDPOINT_URL: '' }, 'http://services-ecr'],
    ['ecr', 'dev', {}, 'http://services-ecr'],
    ['sts', 'dev', {}, 'http://profile'],
    ['sts', 'bare', {}, undefined],
    ['ecr', 'lost', {}, 'http://profile'],
    ['ecr', 'default', {}, 'http://default-profile'],
    ['ecr', 'gone', {}, undefined],
    ['ecr', 'gone', { AWS_ENDPOINT_URL: 'https://all:8443/path' }, 'https://all:8443/path'],
    ['ecr', 'bare', { AWS_ENDPOINT_URL_STS: 'http://sts' }, 'http://services-ecr'],
    ['ecr_public', 'bare', { AWS_ENDPOINT_URL_ECR: 'http://own' }, undefined],
    ['ecr_public', 'bare', { AWS_ENDPOINT_URL_ECR_PUBLIC: 'http://own' }, 'http://own'],
    ['sts', 'bare', { AWS_ENDPOINT_URL_STS: 'http://own' }, 'http://own'],
    ['sso', 'bare', { AWS_ENDPOINT_URL_SSO: 'http://own' }, 'http://own'],
    ['sso_oidc', 'bare', { AWS_ENDPOINT_URL_SSO_OIDC: 'http://own' }, 'http://own'],
    ['sso_oidc', 'bare', {}, 'http://services-sso-oidc'],
  ])('%s of %s with %j', (service, profile, env, endpoint) =>
    expect(endpointSetting(service, profile, CONFIG, env)).toBe(endpoint),
  );
});

describe('the switches that ignore them all', () => {
  const named = { AWS_ENDPOINT_URL: 'http://all', AWS_ENDPOINT_URL_ECR: 'http://own' };
  test.each([
    ['dev', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' }, undefined],
    ['dev', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True' }, undefined],
    ['dev', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }, 'http://own'],
    ['dev', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: '' }, 'http://own'],
    ['deaf', {}, undefined],
    ['deaf', { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'false' }, 'http://own'],
  ])('%s with %j', (profile, env, endpoint) =>
    expect(endpointSetting('ecr', profile, CONFIG, { ...named, ...env })).toBe(endpoint),
  );
});

describe('addresses that are none, never repeated', () => {
  test.each<[Service, string, Record<string, string>, string]>([
    ['ecr', 'bare', { AWS_ENDPOINT_URL_ECR: 'hunter2' }, 'AWS_ENDPOINT_URL_ECR'],
    ['ecr', 'bare', { AWS_ENDPOINT_URL: 'hunter2:4566' }, 'AWS_ENDPOINT_URL'],
    ['ecr', 'bare', { AWS_ENDPOINT_URL: 'ftp://hunter2' }, 'AWS_ENDPOINT_URL'],
    ['ecr', 'bare', { AWS_ENDPOINT_URL: 'http://' }, 'AWS_ENDPOINT_URL'],
    ['ecr', 'bare', { AWS_ENDPOINT_URL: 'javascript:hunter2' }, 'AWS_ENDPOINT_URL'],
    ['ecr', 'wrong', {}, 'endpoint_url of profile "wrong"'],
    ['sts', 'wrong-services', {}, 'sts.endpoint_url in [services wrong]'],
  ])('%s of %s with %j', (service, profile, env, name) => {
    const error = thrownBy(() => endpointSetting(service, profile, CONFIG, env));
    expect(error.code).toBe('SETTING_INVALID');
    expect(error.message).toContain(`${name} is`);
    expect(`${error.message} ${error.hint}`).not.toContain('hunter2');
  });
});
