import { portalAddress } from '../../../aws/credential-source.ts';
import type { Section } from '../../../aws/ini.ts';
import type { SsoRequest } from './request.ts';

/** The scope without which there is no token that can be renewed (AWS SDKs and Tools Reference Guide, "sso_registration_scopes"). */
export const ACCESS_SCOPE = 'sso:account:access';

/** The `[sso-session NAME]` that a profile is to name. */
export interface ChosenSession {
  readonly name: string;
  /** In the spelling that is there already: the SDKs compare a legacy profile's with the session's letter by letter. */
  readonly startUrl: string;
}

/**
 * Chooses the SSO session: the one that the profile names, else one that is there with the same address and region,
 * else a new one, named after the start URL.
 * @param profile the settings of the profile as they are
 */
export function chooseSession(
  { startUrl: wanted, ssoRegion }: Pick<SsoRequest, 'startUrl' | 'ssoRegion'>,
  profile: Section,
  sessions: ReadonlyMap<string, Section>,
): ChosenSession {
  const legacy = profile.get('sso_start_url');
  const startUrl = legacy !== undefined && sameAddress(legacy, wanted) ? legacy : wanted;
  const named = profile.get('sso_session');
  if (named) return { name: named, startUrl };
  for (const [name, section] of sessions) {
    const there = section.get('sso_start_url') ?? '';
    const isSame = legacy === undefined ? sameAddress(there, startUrl) : there === startUrl;
    if (isSame && section.get('sso_region') === ssoRegion) return { name, startUrl: there };
  }
  return { name: freeName(sessionName(wanted), sessions), startUrl };
}

/** Whether two start URLs are of one portal, however they end. */
export function sameAddress(one: string, other: string): boolean {
  return portalAddress(one) === portalAddress(other);
}

/**
 * A name for the session of a start URL: `acme` of `https://acme.awsapps.com/start`, or of
 * `https://start.us-gov-home.awsapps.com/directory/acme` (GovCloud and China), and the instance of
 * `https://identitycenter.amazonaws.com/ssoins-1234` (AWS IAM Identity Center User Guide, "AWS access portal URL").
 */
export function sessionName(startUrl: string): string {
  const { hostname, pathname } = new URL(startUrl);
  const [, directory] = /^\/directory\/([^/]+)/.exec(pathname) ?? [];
  const [, instance] = /^\/(ssoins-[^/]+)/.exec(pathname) ?? [];
  const name = directory ?? instance ?? hostname.split('.')[0] ?? '';
  return name.replace(/[^\w-]+/g, '-') || 'sso';
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name;
  for (let count = 2; ; count++) if (!taken.has(`${name}-${count}`)) return `${name}-${count}`;
}
