import type { Choice } from '../aws/choice.ts';
import { chooseIdentity } from '../aws/resolve.ts';
import type { RegistryMatch } from '../ecr/registry-rules.ts';
import type { NamedIdentitySurroundings } from './named-identity.ts';

/** The identity that serves a registry by the rules. @throws as {@link chooseIdentity} */
export function registryIdentity(
  { registry, rule }: RegistryMatch,
  { config, context, configuration }: NamedIdentitySurroundings,
): Choice {
  const accountId = registry.service === 'ecr' ? registry.accountId : undefined;
  return chooseIdentity(config, context, { host: registry.host, accountId, rule, configuration });
}

/** The identity that the rules choose where no registry is named. @throws as {@link chooseIdentity} */
export function identityOfNoRegistry({ config, context, configuration }: NamedIdentitySurroundings): Choice {
  return chooseIdentity(config, context, { host: '', accountId: undefined, rule: undefined, configuration });
}
