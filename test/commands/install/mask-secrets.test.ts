import { expect, test } from '@jest/globals';
import { maskSecrets } from '../../../src/commands/install/mask-secrets.ts';

test.each([
  [
    '{"auths":{"x":{"auth":"s3cret","email":"s3cret"}},"a":"b"}',
    '{"auths":{"x":{"auth":"***","email":"***"}},"a":"b"}',
  ],
  [
    '\uFEFF{\r\n\t"auths": { "x": { "identitytoken" : "s3cret" } }\r\n}',
    '\uFEFF{\r\n\t"auths": { "x": { "identitytoken" : "***" } }\r\n}',
  ],
  [
    '{"HttpHeaders": {"Authorization": "s3cret"}, "n": 1}',
    '{"HttpHeaders": {"Authorization": "***"}, "n": 1}',
  ],
  ['{"x": {"registrytoken": ["s3cret", 1]}}', '{"x": {"registrytoken": ["***", "***"]}}'],
  ['{"auths": {"x": {"auth": "s3\\"cret\\u0041"}}, "b": 1}', '{"auths": {"x": {"auth": "***"}}, "b": 1}'],
  ['{"credsStore": "ecr", "credHelpers": {"a": "b"}}', '{"credsStore": "ecr", "credHelpers": {"a": "b"}}'],
  [
    '[a]\naws_access_key_id = AKIA\naws_secret_access_key = s3cret\n',
    '[a]\naws_access_key_id = AKIA\naws_secret_access_key = ***\n',
  ],
  ['[a]\r\n aws_session_token=s3cret\r\nregion = x\r\n', '[a]\r\n aws_session_token=***\r\nregion = x\r\n'],
  ['AWS_SECRET_ACCESS_KEY: s3cret', 'AWS_SECRET_ACCESS_KEY: ***'],
  ['[a]\nsso_start_url = https://x\n', '[a]\nsso_start_url = https://x\n'],
  ['', ''],
])('%j', (text, masked) => {
  expect(maskSecrets(text)).toBe(masked);
});
