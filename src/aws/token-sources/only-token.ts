import { HelperError } from '../../errors.ts';

/** The token that is all of a text but for blanks around it. @throws the error that `failed` makes of what is wrong */
export function onlyToken(
  text: string,
  failed: (what: 'nothing' | 'more than a token') => HelperError,
): string {
  const token = text.trim();
  if (/^\S+$/.test(token)) return token;
  throw failed(token === '' ? 'nothing' : 'more than a token');
}

/** The error when a place gave no token, with why and what mends it. */
export function noToken(place: string, why: string, hint: string, cause?: unknown): HelperError {
  const message = `${place} gave no web identity token: ${why}`;
  return new HelperError('WEB_IDENTITY_UNAVAILABLE', message, { hint, cause });
}
