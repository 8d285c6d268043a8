import type { Section } from '../../../aws/ini.ts';
import type { RoleRequest, SsoRequest } from './request.ts';
import { ACCESS_SCOPE, type ChosenSession, sameAddress } from './session.ts';

/** A setting that is to be there. */
export interface Wish {
  readonly setting: string;
  readonly value: string;
  /** The variable that it comes from. */
  readonly variable: string;
  /** Whether another value means the same. */
  readonly isSame?: (there: string) => boolean;
  /** Whether another value does no harm. */
  readonly mayDiffer?: boolean;
  /** Whether another value may be secret. */
  readonly isPrivate?: boolean;
}

/** The `credential_process` of a profile. */
export interface ProcessCommand {
  readonly command: string;
  /** Whether a command that is there does the same. */
  readonly isSame: (there: string) => boolean;
}

/** A profile of the account and role, by the SSO session; and what a legacy profile may say beside it, if that is the same. */
export function ssoProfile(
  request: SsoRequest,
  session: ChosenSession,
): { readonly wishes: readonly Wish[]; readonly beside: readonly Wish[] } {
  const wishes = [
    { setting: 'sso_session', value: session.name, variable: 'AWS_SSO_URL' },
    { setting: 'sso_account_id', value: request.accountId, variable: 'AWS_ACCOUNT_ID' },
    { setting: 'sso_role_name', value: request.roleName, variable: 'AWS_ROLE_NAME' },
    region(request),
  ];
  return { wishes, beside: ssoAddress(request, session) };
}

/** The SSO session itself. */
export function ssoSession(request: SsoRequest, session: ChosenSession): readonly Wish[] {
  return [
    ...ssoAddress(request, session),
    {
      setting: 'sso_registration_scopes',
      value: ACCESS_SCOPE,
      variable: 'AWS_SSO_URL',
      isSame: (there) => there.split(',').some((scope) => scope.trim() === ACCESS_SCOPE),
    },
  ];
}

/** A profile whose credentials this program gives out. */
export function processProfile(request: RoleRequest, { command, isSame }: ProcessCommand): readonly Wish[] {
  const process = { value: command, variable: request.roleVariable, isSame, isPrivate: true };
  return [{ setting: 'credential_process', ...process }, region(request)];
}

function ssoAddress({ startUrl, ssoRegion }: SsoRequest, session: ChosenSession): readonly Wish[] {
  return [
    {
      setting: 'sso_start_url',
      value: session.startUrl,
      variable: 'AWS_SSO_URL',
      isSame: (there) => sameAddress(there, startUrl),
    },
    { setting: 'sso_region', value: ssoRegion, variable: 'AWS_SSO_REGION' },
  ];
}

/** The region decides where requests go, not whose they are, and AWS_REGION outranks it. */
function region({ region: value, regionVariable }: SsoRequest | RoleRequest): Wish {
  return { setting: 'region', value, variable: regionVariable, mayDiffer: true };
}

/** The wishes that the section doesn't fulfil, since it says nothing of them. */
export function missingIn(section: Section, wishes: readonly Wish[]): readonly Wish[] {
  return wishes.filter(({ setting }) => !section.get(setting));
}

/** How what the section says differs from a wish, in the words of a conflict; undefined when it doesn't. */
export function difference(
  section: Section,
  { setting, value, variable, isSame, isPrivate }: Wish,
): string | undefined {
  const there = section.get(setting);
  if (!there || there === value || isSame?.(there)) return undefined;
  if (isPrivate) return `${setting} is another than ${value}, which is wanted (${variable})`;
  return `${setting} is ${there}, but ${value} is wanted (${variable})`;
}

/** The settings that decide whose credentials a profile has: none may stand beside those that are wanted. */
const DECISIVE = [
  'aws_access_key_id',
  'aws_secret_access_key',
  'aws_session_token',
  'role_arn',
  'source_profile',
  'credential_source',
  'web_identity_token_file',
  'credential_process',
  'login_session',
  'sso_session',
  'sso_start_url',
  'sso_region',
  'sso_account_id',
  'sso_role_name',
];

/** The settings of the section that name credentials and that nobody wished for. */
export function strangersIn(section: Section, wishes: readonly Wish[]): readonly string[] {
  return DECISIVE.filter((name) => section.get(name) && !wishes.some(({ setting }) => setting === name));
}
