import { expect, test } from '@jest/globals';
import { checkTokenOptions } from '../../../src/aws/token-sources/check-options.ts';
import type { TokenOptions } from '../../../src/aws/token-sources/table.ts';

test.each<[string, TokenOptions]>([
  ['gitpod', {}],
  ['ona', { audience: 'sts.amazonaws.com' }],
  ['github-actions', { audience: 'https://github.com/acme' }],
  ['circleci', {}],
  ['circleci', { audience: 'sts.amazonaws.com' }],
  ['bitbucket', {}],
  ['buildkite', {}],
  ['vercel', {}],
  ['spacelift', {}],
  ['terraform-cloud', {}],
  ['gitlab', { name: 'AWS_ID_TOKEN' }],
  ['variable', { name: 'my_token2' }],
  ['file', { path: '/var/run/token' }],
  ['file', { path: '~/token' }],
  ['file', { path: 'C:\\token' }],
  ['command', { command: ['vault', 'read', '-field=token', 'a b'] }],
  ['command', { command: ['/opt/bin/token'] }],
  ['command', { command: ['~/bin/token'] }],
  ['command', { command: ['C:\\bin\\token.exe', ''] }],
])('%s with %j is good', (source, options) => {
  expect(checkTokenOptions(source, options)).toBeUndefined();
});

test.each<[string, TokenOptions, string, string]>([
  ['jenkins', {}, 'source', 'one of gitpod, github-actions, circleci, '],
  ['gitlab', {}, 'name', 'the name of an environment variable'],
  ['gitlab', { name: '$TOKEN' }, 'name', 'the name of an environment variable'],
  ['variable', { name: '' }, 'name', 'the name of an environment variable'],
  ['file', {}, 'path', 'an absolute path'],
  ['file', { path: 'token' }, 'path', 'an absolute path'],
  ['file', { path: './token' }, 'path', 'an absolute path'],
  ['file', { path: '' }, 'path', 'an absolute path'],
  ['command', {}, 'command', 'a list of texts'],
  ['command', { command: [] }, 'command', 'a list of texts'],
  ['command', { command: ['./token'] }, 'command', 'a list of texts'],
  ['command', { command: ['bin/token'] }, 'command', 'a list of texts'],
  ['command', { command: ['..'] }, 'command', 'a list of texts'],
  ['gitpod', { audience: '' }, 'audience', 'a text without blanks'],
  ['gitpod', { audience: 'a b' }, 'audience', 'a text without blanks'],
  [
    'bitbucket',
    { audience: 'x' },
    'audience',
    'nothing, with the source bitbucket (Bitbucket Pipelines decides',
  ],
  ['file', { path: '/t', audience: 'x' }, 'audience', 'nothing, with the source file'],
  ['gitpod', { path: '/t' }, 'path', 'nothing, with the source gitpod'],
  ['file', { path: '/t', name: 'N' }, 'name', 'nothing, with the source file'],
  ['vercel', { command: ['x'] }, 'command', 'nothing, with the source vercel'],
])('%s with %j is wrong in %s: expected %s', (source, options, member, expected) => {
  expect(checkTokenOptions(source, options)).toEqual({ member, expected: expect.stringContaining(expected) });
});
