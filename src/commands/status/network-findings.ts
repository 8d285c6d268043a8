import { readFileSync } from 'node:fs';
import { authoritiesIn, BUNDLE_VARIABLES } from '../../aws/certificates.ts';
import { sourceProfile } from '../../aws/credential-source.ts';
import { settingsProfile } from '../../aws/profile.ts';
import { proxyFor, proxyVariable } from '../../aws/proxy.ts';
import { HelperError } from '../../errors.ts';
import { fileErrorCode } from '../../files.ts';
import { errorFinding, type Finding, finding } from './finding.ts';
import type { RegistryStatus } from './registry-status.ts';
import type { StatusSurroundings } from './surroundings.ts';

/** The proxies and certificate authorities by which AWS is asked. */
export function networkFindings(
  registries: readonly RegistryStatus[],
  surroundings: Pick<StatusSurroundings, 'context' | 'config'>,
): Finding[] {
  return [...proxyFindings(registries, surroundings), ...bundleFindings(registries, surroundings)];
}

/** Where no registry says which region is asked, this one stands for all. */
const ANY_REGION = 'us-east-1';

function proxyFindings(
  registries: readonly RegistryStatus[],
  { context: { env } }: Pick<StatusSurroundings, 'context'>,
): Finding[] {
  const regions = new Set(registries.map(({ match }) => match.registry.region));
  if (regions.size === 0) regions.add(ANY_REGION);
  return [...regions].flatMap((region) => {
    const url = new URL(`https://api.ecr.${region}.amazonaws.com`);
    const variable = proxyVariable(url, env);
    if (variable === undefined) return [];
    try {
      const proxy = proxyFor(url, env);
      if (proxy === undefined) return [];
      // The address alone: a proxy's may hold a user name and password.
      const message = `AWS is asked by the proxy ${proxy.protocol}//${proxy.host}, which ${variable} names`;
      const remedy = `to ask without it, unset ${variable}, or add .amazonaws.com to NO_PROXY`;
      return [finding('proxy', 'info', message, remedy)];
    } catch (error) {
      if (error instanceof HelperError) return [errorFinding(error)];
      throw error;
    }
  });
}

function bundleFindings(
  registries: readonly RegistryStatus[],
  { context, config }: Pick<StatusSurroundings, 'context' | 'config'>,
): Finding[] {
  const profiles = registries.map(({ choice }) =>
    settingsProfile(choice instanceof HelperError ? undefined : sourceProfile(choice.source), context),
  );
  const settings: [string, string | undefined][] = [
    ...BUNDLE_VARIABLES.map((name): [string, string | undefined] => [name, context.env[name]]),
    ...[...new Set(profiles)].map((name): [string, string | undefined] => [
      `ca_bundle of profile "${name}"`,
      config.profiles.get(name)?.get('ca_bundle'),
    ]),
  ];
  return settings.flatMap(([setting, file]) => (file ? [bundleFinding(setting, file)] : []));
}

function bundleFinding(setting: string, file: string): Finding {
  const remedy = `set ${setting} to a file of certificates in PEM form, or unset it`;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const message = `${setting} names ${file}, which can't be read (${fileErrorCode(error) ?? 'unknown error'})`;
    return finding('ca-bundle-unreadable', 'error', message, remedy);
  }
  const authorities = authoritiesIn(text);
  const damaged = authorities.filter((authority) => authority === undefined).length;
  if (authorities.length === 0) {
    return finding(
      'ca-bundle-invalid',
      'error',
      `${setting} names ${file}, which has no certificates`,
      remedy,
    );
  }
  if (damaged > 0) {
    const message = `${setting} names ${file}, of whose ${authorities.length} certificates ${damaged} can't be used`;
    return finding('ca-bundle-invalid', 'warning', message, remedy);
  }
  const count = authorities.length === 1 ? '1 certificate' : `${authorities.length} certificates`;
  const message = `${setting} names ${file}, whose ${count} are trusted besides the machine's`;
  return finding('ca-bundle', 'info', message, `to trust only the machine's, unset ${setting}`);
}
