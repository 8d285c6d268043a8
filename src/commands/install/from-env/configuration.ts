import { tokenSourceNamed } from '../../../aws/token-sources/table.ts';
import { showPlace } from '../../../config-file/place.ts';
import type { Configuration } from '../../../config-file/read.ts';
import type { Identity } from '../../../config-file/schema.ts';
import { type RegistryRule, registryFinder } from '../../../ecr/registry-rules.ts';
import type { Conflict } from './conflict.ts';
import type { RoleRequest } from './request.ts';

/** The name of the identity of the workspace's token, and of the rule for its registry, unless they are taken. */
const NAME = 'workspace';

/** A member that the configuration file is to have. */
export interface NewMember {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** What is to become of the configuration file. */
export interface ConfigurationPlan {
  readonly path: string;
  /** The name of the identity. */
  readonly identity: string;
  readonly members: readonly NewMember[];
  readonly conflicts: readonly Conflict[];
}

type Part = Pick<ConfigurationPlan, 'members' | 'conflicts'>;

/**
 * Finds out what the configuration file lacks for the role: the identity, and a rule by which it serves the registry.
 * @param host of the registry
 * @param profile gives the identity its name where the usual one is that of another identity
 * @throws CONFIG_INVALID
 */
export function planConfiguration(
  request: RoleRequest,
  host: string,
  profile: string,
  configuration: Configuration,
): ConfigurationPlan {
  const rule = registryFinder(configuration)(host)?.rule;
  const identity = identityName(request, profile, rule?.identity, configuration);
  const parts = [
    planIdentity(identity, request, configuration),
    planRule(identity, host, rule, configuration),
  ];
  return {
    path: configuration.path,
    identity,
    members: parts.flatMap(({ members }) => members),
    conflicts: parts.flatMap(({ conflicts }) => conflicts),
  };
}

/** A name that the line of a profile can hold without quotes. */
const PLAIN_NAME = /^[\w@+.:/-]+$/;

/** The name of an identity that is there for the role, that of the registry's rule first; else of the one to be made. */
function identityName(
  request: RoleRequest,
  profile: string,
  ofRule: string | undefined,
  { identities = {} }: Configuration,
): string {
  const there = Object.keys(identities);
  const same = there.filter(
    (name) => PLAIN_NAME.test(name) && difference(identities[name], request) === undefined,
  );
  const found = [ofRule, NAME].find((name) => name !== undefined && same.includes(name)) ?? same[0];
  if (found !== undefined) return found;
  const names = profile === 'default' ? [NAME] : [NAME, profile];
  return names.find((name) => !there.includes(name)) ?? NAME;
}

function planIdentity(
  name: string,
  request: RoleRequest,
  { identities = {}, path: file }: Configuration,
): Part {
  const path = ['identities', name];
  const { roleArn, tokenSource: source, sessionName } = request;
  const there = Object.hasOwn(identities, name) ? identities[name] : undefined;
  if (there === undefined) {
    const identity = { roleArn, webIdentity: { source }, ...(sessionName !== undefined && { sessionName }) };
    return { members: [{ path, value: identity }], conflicts: [] };
  }
  const what = difference(there, request);
  const place = showPlace(path);
  if (what !== undefined) {
    const remedy = `correct ${place} in ${file} or remove it, or use another profile: --profile NAME`;
    return { members: [], conflicts: [{ file, place, what, remedy }] };
  }
  const isMissing = sessionName !== undefined && !('sessionName' in there);
  return {
    members: isMissing ? [{ path: [...path, 'sessionName'], value: sessionName }] : [],
    conflicts: [],
  };
}

/** How an identity that is there differs from the role's, in the words of a conflict. */
function difference(
  there: Identity | undefined,
  { roleArn, roleVariable, tokenSource }: RoleRequest,
): string | undefined {
  if (there === undefined || !('webIdentity' in there)) return 'it is no role with a webIdentity';
  if (there.roleArn !== roleArn)
    return `roleArn is ${there.roleArn}, but ${roleArn} is wanted (${roleVariable})`;
  const { source } = there.webIdentity;
  // A place may go by two names.
  if (tokenSourceNamed(source).place === tokenSourceNamed(tokenSource).place) return undefined;
  return `webIdentity.source is ${source}, but ${tokenSource} is what is found here`;
}

function planRule(
  identity: string,
  host: string,
  rule: RegistryRule | undefined,
  { registries = {}, path: file }: Configuration,
): Part {
  if (rule?.identity === identity) return { members: [], conflicts: [] };
  if (rule?.identity !== undefined) {
    const place = showPlace(['registries', rule.name, 'identity']);
    const what = `it is ${rule.identity}, but ${identity} is wanted for ${host}`;
    return { members: [], conflicts: [{ file, place, what, remedy: `correct ${place} in ${file}` }] };
  }
  const isOwn = rule !== undefined && registries[rule.name]?.host.toLowerCase() === host;
  if (isOwn) {
    return { members: [{ path: ['registries', rule.name, 'identity'], value: identity }], conflicts: [] };
  }
  const name = [NAME, host].find((free) => !Object.hasOwn(registries, free)) ?? `${NAME} ${host}`;
  return { members: [{ path: ['registries', name], value: { host, identity } }], conflicts: [] };
}
