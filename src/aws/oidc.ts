/**
 * The audience that STS wants to see in the token: China's partition has its own
 * (AWS IAM User Guide, "Create an OpenID Connect (OIDC) identity provider in IAM").
 */
export function stsAudience(roleArn: string): string {
  return roleArn.startsWith('arn:aws-cn:') ? 'sts.amazonaws.com.cn' : 'sts.amazonaws.com';
}

/** What a web identity token says of itself, for error messages; no check of any kind. Empty for what is no JWT. */
export function tokenClaims(token: string): Readonly<Record<string, unknown>> {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/**
 * What a role's trust policy must compare for the token to be taken, as JSON without its braces, such as
 * `"app.gitpod.io:aud": "sts.amazonaws.com", "app.gitpod.io:sub": "org:acme"`; undefined for a token that names no
 * issuer. The keys are the issuer without its scheme (AWS IAM User Guide, "IAM and AWS STS condition context
 * keys", keys for AWS OIDC federation).
 */
export function trustConditions(claims: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof claims.iss !== 'string' || claims.iss === '') return undefined;
  const provider = claims.iss.replace(/^https?:\/\//, '');
  return ['aud', 'sub']
    .filter((name) => claims[name] !== undefined)
    .map((name) => `${JSON.stringify(`${provider}:${name}`)}: ${JSON.stringify(claims[name])}`)
    .join(', ');
}
