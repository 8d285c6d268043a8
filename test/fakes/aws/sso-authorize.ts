import { type Answer, type Call, textInput } from './call.ts';
import type { SsoClient, SsoSessionOptions } from './sso-sessions.ts';
import type { StandInState } from './state.ts';
import { textAnswer } from './wire-formats.ts';

/** The page to which a person's browser goes (RFC 6749, section 4.1.1). The person has decided already. */
export function authorize(call: Call, state: StandInState): Answer {
  const client = state.sso.findClient(textInput(call, 'client_id') ?? '');
  const portal = state.sso.findPortal(client?.issuerUrl ?? '');
  // With a mistake, nobody may be sent anywhere.
  if (client === undefined || portal === undefined) return textAnswer('Invalid client_id\n', 400);
  const mistake = findMistake(call, client);
  return mistake === undefined
    ? sendBack(call, client, portal, state)
    : textAnswer(`Invalid ${mistake}\n`, 400);
}

/** The parameter that is wrong, if one is. */
function findMistake(call: Call, client: SsoClient): string | undefined {
  const given = (name: string) => textInput(call, name) ?? '';
  if (!client.grantTypes?.includes('authorization_code')) return 'client_id';
  if (!client.redirectUris.some((uri) => isSameButForPort(uri, given('redirect_uri')))) return 'redirect_uri';
  if (given('response_type') !== 'code') return 'response_type';
  if (!/^[\w-]{43}$/.test(given('code_challenge'))) return 'code_challenge';
  if (given('code_challenge_method') !== 'S256') return 'code_challenge_method';
  if (
    given('scope')
      .split(' ')
      .some((scope) => !client.scopes.includes(scope))
  )
    return 'scope';
  return undefined;
}

function sendBack(
  call: Call,
  { clientId }: SsoClient,
  portal: SsoSessionOptions,
  state: StandInState,
): Answer {
  const redirectUri = textInput(call, 'redirect_uri') ?? '';
  const challenge = textInput(call, 'code_challenge') ?? '';
  const target = new URL(redirectUri);
  const outcome = state.browserSignIns.decide({ clientId, redirectUri, challenge, portal });
  for (const [name, value] of Object.entries(outcome)) target.searchParams.set(name, value);
  target.searchParams.set('state', textInput(call, 'state') ?? '');
  return { ...textAnswer('', 302), headers: { location: target.href } };
}

/** Loopback addresses may have any port (RFC 8252, section 7.3). */
function isSameButForPort(registered: string, given: string): boolean {
  if (!URL.canParse(given)) return false;
  const address = new URL(given);
  address.port = '';
  return address.href === new URL(registered).href;
}
