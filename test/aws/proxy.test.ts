import { describe, expect, test } from '@jest/globals';
import { proxyFor } from '../../src/aws/proxy.ts';
import { thrownBy } from '../fakes/thrown.ts';

const ECR = 'https://api.ecr.eu-west-1.amazonaws.com/';
const PROXY = 'http://proxy.example.com:3128';

function proxyOf(url: string, env: Record<string, string>): string | undefined {
  return proxyFor(new URL(url), env)?.href;
}

describe('which proxy', () => {
  test.each<[string, Record<string, string>, string | undefined]>([
    [ECR, {}, undefined],
    [ECR, { HTTPS_PROXY: PROXY }, `${PROXY}/`],
    [ECR, { https_proxy: PROXY }, `${PROXY}/`],
    [ECR, { https_proxy: 'http://lower', HTTPS_PROXY: 'http://upper' }, 'http://lower/'],
    [ECR, { https_proxy: '', HTTPS_PROXY: 'http://upper' }, 'http://upper/'],
    [ECR, { HTTP_PROXY: PROXY }, undefined],
    [ECR, { ALL_PROXY: PROXY }, `${PROXY}/`],
    [ECR, { all_proxy: PROXY }, `${PROXY}/`],
    [ECR, { ALL_PROXY: 'http://all', HTTPS_PROXY: 'http://own' }, 'http://own/'],
    ['http://ecr.example.com/', { HTTP_PROXY: PROXY }, `${PROXY}/`],
    ['http://ecr.example.com/', { http_proxy: PROXY }, `${PROXY}/`],
    ['http://ecr.example.com/', { HTTPS_PROXY: PROXY }, undefined],
    [ECR, { HTTPS_PROXY: 'https://proxy.example.com' }, 'https://proxy.example.com/'],
    [ECR, { HTTPS_PROXY: 'proxy.example.com:3128' }, `${PROXY}/`],
    [ECR, { HTTPS_PROXY: 'proxy.example.com' }, 'http://proxy.example.com/'],
    [ECR, { HTTPS_PROXY: 'user:word@proxy.example.com:3128' }, 'http://user:word@proxy.example.com:3128/'],
    [ECR, { HTTPS_PROXY: 'http://user:w%40rd@proxy' }, 'http://user:w%40rd@proxy/'],
    [ECR, { HTTPS_PROXY: '10.0.0.1:3128' }, 'http://10.0.0.1:3128/'],
    [ECR, { HTTPS_PROXY: 'http://[fd12::1]:3128' }, 'http://[fd12::1]:3128/'],
  ])('%s with %j', (url, env, proxy) => expect(proxyOf(url, env)).toBe(proxy));
});

describe('this machine and link-local addresses, never', () => {
  test.each([
    ['http://localhost:4566/'],
    ['http://ecr.localhost:4566/'],
    ['http://127.0.0.1/'],
    ['http://127.1.2.3/'],
    ['http://127.1/'],
    ['http://2130706433/'],
    ['http://[::1]:8080/'],
    ['http://169.254.169.254/latest'],
    ['http://169.254.170.2/v2/credentials'],
    ['http://169.254.170.23/'],
    ['http://[fe80::1]/'],
    ['http://[fd00:ec2::254]/'],
    ['http://[fd00:ec2::23]/'],
    ['https://localhost/'],
  ])('%s', (url) => expect(proxyOf(url, { ALL_PROXY: PROXY, NO_PROXY: '' })).toBeUndefined());

  test.each([
    ['http://localhost.example.com/'],
    ['http://notlocalhost/'],
    ['http://127.0.0.1.example.com/'],
    ['http://128.0.0.1/'],
    ['http://169.255.169.254/'],
    ['http://[fd01::1]/'],
    ['http://[::2]/'],
  ])('but %s', (url) => expect(proxyOf(url, { ALL_PROXY: PROXY })).toBe(`${PROXY}/`));
});

describe('NO_PROXY', () => {
  // The value, the request's address, whether it goes by no proxy.
  test.each([
    ['*', ECR, true],
    ['api.ecr.eu-west-1.amazonaws.com', ECR, true],
    ['amazonaws.com', ECR, true],
    ['.amazonaws.com', ECR, true],
    ['*.amazonaws.com', ECR, true],
    ['AMAZONAWS.COM', ECR, true],
    ['a.com,amazonaws.com', ECR, true],
    ['a.com, amazonaws.com', ECR, true],
    ['a.com amazonaws.com', ECR, true],
    [' ,,amazonaws.com,', ECR, true],
    ['amazonaws.com:443', ECR, true],
    ['amazonaws.com:8443', 'https://x.amazonaws.com:8443/', true],
    ['10.0.0.1', 'https://10.0.0.1/', true],
    ['10.0.0.1:80', 'http://10.0.0.1/', true],
    ['[fd12::1]', 'https://[fd12::1]/', true],
    ['', ECR, false],
    [',', ECR, false],
    ['.', ECR, false],
    ['zonaws.com', ECR, false],
    ['ecr.eu-west-1', ECR, false],
    ['api', ECR, false],
    ['amazonaws.com.evil', ECR, false],
    ['x.api.ecr.eu-west-1.amazonaws.com', ECR, false],
    ['amazonaws.com:80', ECR, false],
    ['amazonaws.com:443', 'http://x.amazonaws.com/', false],
    ['amazonawsxcom', ECR, false],
    ['10.0.0.2', 'https://10.0.0.1/', false],
  ])('%j for %s: %s', (value, url, without) => {
    for (const name of ['NO_PROXY', 'no_proxy']) {
      expect(proxyOf(url, { ALL_PROXY: PROXY, [name]: value })).toBe(without ? undefined : `${PROXY}/`);
    }
  });

  test('the lower-case one counts first', () => {
    const env = { ALL_PROXY: PROXY, no_proxy: 'amazonaws.com', NO_PROXY: 'other.com' };
    expect(proxyOf(ECR, env)).toBeUndefined();
    expect(proxyOf('https://other.com/', env)).toBe(`${PROXY}/`);
  });
});

describe('proxies that are no address', () => {
  test.each([
    ['HTTPS_PROXY', 'socks5://user:hunter2@proxy:1080'],
    ['https_proxy', 'socks5h://hunter2'],
    ['HTTPS_PROXY', 'ftp://hunter2'],
    ['ALL_PROXY', 'http://user:hunter2@'],
    ['all_proxy', 'http://hunter2:port'],
    ['HTTPS_PROXY', 'user:hunter2@proxy:99999'],
    ['HTTPS_PROXY', 'hun ter2'],
    ['HTTPS_PROXY', '://hunter2'],
  ])('%s=%s names the variable and not the value', (name, value) => {
    const error = thrownBy(() => proxyOf(ECR, { [name]: value }));
    expect(error.code).toBe('SETTING_INVALID');
    expect(error.message).toContain(name);
    expect(error.hint).toContain(name);
    expect(`${error.message} ${error.hint} ${error.cause}`).not.toMatch(/hunter2|ter2/);
  });

  test('do not matter to hosts that go by none', () => {
    const env = { ALL_PROXY: 'socks5://proxy', NO_PROXY: 'amazonaws.com' };
    expect(proxyOf(ECR, env)).toBeUndefined();
    expect(proxyOf('http://169.254.169.254/', env)).toBeUndefined();
  });
});
