import { type CredentialSource, sourceProfile } from '../aws/credential-source.ts';
import { endpointSetting } from '../aws/endpoint.ts';
import { fingerprint } from '../aws/fingerprint.ts';
import { type AwsConfig, settingsProfile } from '../aws/profile.ts';
import type { Context } from '../context.ts';
import type { TokenKey } from '../ecr/cache.ts';
import type { Registry } from '../ecr/registry.ts';

/**
 * Under which key the token of a registry is kept for an identity.
 * `profileName` is the profile whose region, endpoints and CA bundle count.
 * @throws SETTING_INVALID for an endpoint that is no address
 */
export function tokenKey(
  registry: Registry,
  source: CredentialSource,
  config: AwsConfig,
  context: Pick<Context, 'env' | 'sha256'>,
): { readonly key: TokenKey; readonly profileName: string } {
  const service = registry.service === 'ecr' ? 'ecr' : 'ecr_public';
  const profileName = settingsProfile(sourceProfile(source), context);
  const endpoint = endpointSetting(service, profileName, config, context.env);
  const place = `${service} ${registry.region}`;
  return { key: { registry, fingerprint: fingerprint(source, endpoint, context, place) }, profileName };
}
