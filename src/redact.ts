import type { Environment } from './context.ts';

/** Stands where a secret stood. */
const REDACTED = '[redacted]';

/** Names of environment variables whose values are secrets. */
const SECRET_NAME = /SECRET|TOKEN|PASSWORD|AUTHORIZATION/i;
/** Such variables that name a file, an address or a switch rather than a secret. */
const HARMLESS_NAME = /(_FILE|_URI|_URL|_ENDPOINT|_TIMEOUT|_ARN)$/i;
/** Shorter values would blot out ordinary words. */
const SHORTEST_SECRET = 8;

/** Texts that are secret by their shape: JWTs, authorization headers, security tokens, long base64, user:password in a URL. */
const SECRET_SHAPES: readonly [RegExp, string][] = [
  [/eyJ[\w-]{8,}(\.[\w-]*){0,2}/g, REDACTED],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${REDACTED}`],
  [/(x-amz-security-token|x-amz-sso_bearer_token|authorization)(\s*[:=]\s*)[^\s,;"']+/gi, `$1$2${REDACTED}`],
  [/(:\/\/[^\s/:@]*:)[^\s/@]+@/g, `$1${REDACTED}@`],
  [/(?<![\w/.-])[A-Za-z0-9+][A-Za-z0-9+/]{79,}={0,2}/g, REDACTED],
];

/**
 * Makes the function that takes secrets out of a text before a person may see it: those of the environment
 * by their value, all others by their shape. A second line of defence; nothing should bring a secret this far.
 */
export function redactor(env: Environment): (text: string) => string {
  const values = Object.entries(env)
    .filter(
      ([name, value]) =>
        SECRET_NAME.test(name) && !HARMLESS_NAME.test(name) && (value?.length ?? 0) >= SHORTEST_SECRET,
    )
    .map(([, value]) => value as string);
  return (text) => {
    let shown = text;
    for (const value of values) shown = shown.replaceAll(value, REDACTED);
    for (const [shape, replacement] of SECRET_SHAPES) shown = shown.replace(shape, replacement);
    return shown;
  };
}
