import { expect, test } from '@jest/globals';
import { parseIni, type Sections } from '../../src/aws/ini.ts';
import type { AwsConfig } from '../../src/aws/profile.ts';
import { profileSource } from '../../src/aws/profile-source.ts';
import type { Context } from '../../src/context.ts';

function sessionNameOf(settings: string, env: Record<string, string>): unknown {
  const text = `[puller]\nrole_arn = arn:aws:iam::1:role/r\nsource_profile = base\n${settings}\n[base]\naws_access_key_id = A\naws_secret_access_key = S\n`;
  const config = { profiles: parseIni(text) as Sections, configPath: '/config' } as unknown as AwsConfig;
  const source = profileSource('puller', config, { env } as unknown as Context);
  return source !== undefined && 'sessionName' in source ? source.sessionName : 'none';
}

test.each<[string, Record<string, string>, string | undefined]>([
  ['', {}, undefined],
  ['', { USER: 'jane' }, undefined],
  ['role_session_name = jane', {}, 'jane'],
  ['', { AWS_ROLE_SESSION_NAME: 'ci' }, 'ci'],
  ['role_session_name = jane', { AWS_ROLE_SESSION_NAME: 'ci' }, 'jane'],
])('with "%s" and %j the profile names the session %s', (settings, env, name) => {
  expect(sessionNameOf(settings, env)).toBe(name);
});

test('a session name that STS would refuse is told before anything is asked', () => {
  expect(() => sessionNameOf('role_session_name = Jane Doe', {})).toThrow(
    expect.objectContaining({
      code: 'PROFILE_INVALID',
      message: expect.stringContaining('"Jane Doe"'),
      hint: expect.stringContaining('2 to 64 letters'),
    }),
  );
});
