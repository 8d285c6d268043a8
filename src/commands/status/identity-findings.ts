import { readFileSync } from 'node:fs';
import { accountCandidates, profileAccount } from '../../aws/account-match.ts';
import { credentialsOfCli } from '../../aws/cli-cache.ts';
import { sourceProfile } from '../../aws/credential-source.ts';
import { sessionKey } from '../../aws/sso-session.ts';
import { HelperError } from '../../errors.ts';
import { errorFinding, type Finding, finding } from './finding.ts';
import { hasLiveToken, hostsOf, type RegistryStatus } from './registry-status.ts';
import type { StatusSurroundings } from './surroundings.ts';

/** What is wrong with the identities that serve registries, as far as can be told offline. */
export function identityFindings(
  registries: readonly RegistryStatus[],
  surroundings: StatusSurroundings,
): Finding[] {
  return [
    ...registries.flatMap((registry) => choiceFindings(registry, surroundings)),
    ...sessionFindings(registries, surroundings),
    ...otherAccounts(registries, surroundings),
    ...onlyInstanceMetadata(registries, surroundings),
  ];
}

function choiceFindings(
  { match: { registry }, choice, failure }: RegistryStatus,
  surroundings: StatusSurroundings,
): Finding[] {
  const about = registry.host;
  // What makes every registry fail is told once.
  if (choice === surroundings.failure) return [];
  if (!(choice instanceof HelperError))
    return failure === undefined ? [] : [errorFinding(failure, { about })];
  // Clients then pull anonymously from ECR Public, as people do who have no account.
  const isNobody = registry.service === 'ecr-public' && choice.code === 'NO_CREDENTIALS';
  return [errorFinding(choice, { about, severity: isNobody ? 'info' : 'error' })];
}

/** The SSO sessions that somebody must sign in to: an error where that keeps a registry from its token already. */
function sessionFindings(registries: readonly RegistryStatus[], { context }: StatusSurroundings): Finding[] {
  const inNeed = registries.filter(({ sso }) => sso?.problem !== undefined);
  const bySession = Map.groupBy(inNeed, ({ sso }) => (sso === undefined ? '' : sessionKey(sso.session)));
  return [...bySession.values()].flatMap((served) => {
    const problem = served[0]?.sso?.problem;
    if (problem === undefined) return [];
    const isServed = (registry: RegistryStatus) => {
      const { choice } = registry;
      const source = choice instanceof HelperError ? undefined : choice.source;
      return hasLiveToken(registry) || (source && credentialsOfCli(source, context) !== undefined);
    };
    const severity = served.every(isServed) ? 'warning' : 'error';
    const { message, ...rest } = errorFinding(problem, { severity });
    return [{ ...rest, message: `${message}; it serves ${hostsOf(served)}` }];
  });
}

/** Registries that the environment's profile serves although it is of another account, while one other profile is of theirs. */
function otherAccounts(
  registries: readonly RegistryStatus[],
  { config, context }: StatusSurroundings,
): Finding[] {
  return registries.flatMap(({ match: { registry }, choice }) => {
    if (choice instanceof HelperError || choice.rule !== 'environment-profile') return [];
    if (registry.service !== 'ecr') return [];
    const profile = sourceProfile(choice.source) ?? '';
    const account = profileAccount(config.profiles.get(profile) ?? new Map());
    if (account === undefined || account === registry.accountId) return [];
    const [other, ...more] = accountCandidates(registry.accountId, config, context);
    if (other === undefined || more.length > 0) return [];
    return [
      finding(
        'profile-of-other-account',
        'warning',
        `${registry.host}: AWS_PROFILE makes profile "${profile}" serve it, which is of account ${account}; without AWS_PROFILE, profile "${other.profile}" would, which is of account ${registry.accountId}`,
        context.env.AWS_PROFILE ? 'unset AWS_PROFILE' : 'unset AWS_DEFAULT_PROFILE',
      ),
    ];
  });
}

/** Where Linux says who made the machine. On EC2 that is Amazon, or Xen on old kinds of instances. */
const VENDOR_FILE = '/sys/devices/virtual/dmi/id/sys_vendor';

/** Registries for which nothing is set up: only EC2 instance metadata is left, which most machines don't have. */
function onlyInstanceMetadata(
  registries: readonly RegistryStatus[],
  { context }: StatusSurroundings,
): Finding[] {
  const served = registries.filter(
    ({ choice, match }) =>
      !(choice instanceof HelperError) &&
      choice.rule === 'instance-metadata' &&
      match.registry.service === 'ecr',
  );
  const isNamed = Boolean(context.env.AWS_EC2_METADATA_SERVICE_ENDPOINT);
  if (served.length === 0 || isNamed) return [];
  const vendor = machineVendor();
  if (vendor !== undefined && /amazon|xen/i.test(vendor)) return [];
  const seems = vendor === undefined ? '' : `, and this machine is no EC2 instance (${vendor})`;
  return [
    finding(
      'only-instance-metadata',
      vendor === undefined ? 'info' : 'warning',
      `${hostsOf(served)}: no credentials are set up, so that only EC2 instance metadata is left to ask${seems}`,
      'set AWS_PROFILE to a profile with credentials, or sign in (aws configure sso)',
    ),
  ];
}

function machineVendor(): string | undefined {
  try {
    return readFileSync(VENDOR_FILE, 'utf8').trim() || undefined;
  } catch {
    return undefined;
  }
}
