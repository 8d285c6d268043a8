import type { Environment } from '../context.ts';
import { HelperError } from '../errors.ts';
import type { AwsConfig } from './profile.ts';

/** The services that are called, as the endpoint settings spell them (service id in lower case, blanks as `_`). */
export type Service = 'ecr' | 'ecr_public' | 'sts' | 'sso' | 'sso_oidc' | 'signin';

/**
 * The address that a setting names for the service, or undefined when AWS's own counts.
 * In the order of the AWS SDKs and Tools Reference Guide, "Service-specific endpoints": `AWS_ENDPOINT_URL_<SERVICE>`,
 * `AWS_ENDPOINT_URL`, the profile's `services` section, the profile's `endpoint_url`.
 * @param profileName the profile whose settings count
 * @throws SETTING_INVALID, naming the setting
 */
export function endpointSetting(
  service: Service,
  profileName: string,
  config: AwsConfig,
  env: Environment,
): string | undefined {
  const profile = config.profiles.get(profileName);
  const ignored = env.AWS_IGNORE_CONFIGURED_ENDPOINT_URLS || profile?.get('ignore_configured_endpoint_urls');
  if (ignored?.toLowerCase() === 'true') return undefined;
  const serviceVariable = `AWS_ENDPOINT_URL_${service.toUpperCase()}`;
  const services = config.services.get(profile?.get('services') ?? '');
  const settings: [string, string | undefined][] = [
    [serviceVariable, env[serviceVariable]],
    ['AWS_ENDPOINT_URL', env.AWS_ENDPOINT_URL],
    [
      `${service}.endpoint_url in [services ${profile?.get('services')}]`,
      services?.get(`${service}.endpoint_url`),
    ],
    [`endpoint_url of profile "${profileName}"`, profile?.get('endpoint_url')],
  ];
  const [name, value] = settings.find(([, candidate]) => candidate) ?? [];
  if (name === undefined || value === undefined) return undefined;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new HelperError('SETTING_INVALID', `${name} is no http or https address`, {
    hint: `correct or remove ${name}`,
  });
}
