import { parseIni, type Section } from '../../src/aws/ini.ts';
import type { AwsConfig } from '../../src/aws/profile.ts';

/** An AWS config with the profiles, SSO sessions and services of a config file's text, as if read from `/home/ann/.aws`. */
export function awsConfig(text: string): AwsConfig {
  const sections = parseIni(text);
  if ('expected' in sections) throw new Error(`line ${sections.line}: expected ${sections.expected}`);
  const ofKind = (kind: string): Map<string, Section> =>
    new Map(
      [...sections].flatMap(([title, section]) =>
        title.startsWith(`${kind} `) ? [[title.slice(kind.length + 1), section] as const] : [],
      ),
    );
  const known = /^(profile|sso-session|services) |^default$/;
  const profiles = ofKind('profile');
  const standard = sections.get('default');
  if (standard) profiles.set('default', standard);
  return {
    configPath: '/home/ann/.aws/config',
    credentialsPath: '/home/ann/.aws/credentials',
    profiles,
    ssoSessions: ofKind('sso-session'),
    services: ofKind('services'),
    unmarkedSections: [...sections.keys()].filter((title) => !known.test(title)),
  };
}
