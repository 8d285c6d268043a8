import type { Context } from '../context.ts';
import { type CredentialSource, portalAddress } from './credential-source.ts';

/**
 * A hash (32 hexadecimal digits) of everything that decides the identity, computed with no network.
 * @param endpoint the address that authorization tokens are asked of, where a setting names one: another
 * address gives other tokens
 * @param place the service and region that gives them, which a custom host's name does not tell
 */
export function fingerprint(
  source: CredentialSource,
  endpoint: string | undefined,
  { sha256 }: Pick<Context, 'sha256'>,
  place = '',
): string {
  return sha256(JSON.stringify([parts(source), endpoint ?? null, place])).slice(0, 32);
}

/** What decides the identity; two profiles that lead to the same principal have the same parts. */
function parts(source: CredentialSource): readonly unknown[] {
  switch (source.kind) {
    case 'access-key':
      return ['access-key', source.accessKeyId];
    case 'sso':
      return ['sso', portalAddress(source.startUrl), source.accountId, source.roleName];
    case 'role':
      // The external id and session name decide whether and as whom the role may be assumed.
      return [
        'role',
        source.roleArn,
        source.externalId ?? null,
        source.sessionName ?? null,
        parts(source.source),
      ];
    case 'web-identity-file':
      return ['web-identity-file', source.roleArn, source.tokenFile, source.sessionName ?? null];
    case 'workspace-token':
      return [
        'workspace-token',
        source.roleArn,
        source.tokenSource,
        Object.entries(source.tokenOptions ?? {})
          .filter(([, value]) => value !== undefined)
          .sort(([one], [other]) => (one < other ? -1 : 1)),
        source.sessionName ?? null,
      ];
    case 'process':
      return ['process', source.command];
    case 'login':
      return ['login', source.session];
    case 'container':
      return ['container', source.uri];
    case 'instance-metadata':
      return ['instance-metadata', source.endpoint ?? null];
  }
}
