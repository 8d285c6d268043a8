import type { SsoSignIn } from '../fakes/aws/sso-sessions.ts';
import type { FrontedRegistry } from './ecr-front.ts';
import { createPerson, type Person, type PersonOptions } from './person.ts';
import { firstRegistry, type RealParts, secondRegistry } from './real-parts.ts';

/** A person, and what no terminal, file or log may ever show of theirs. */
export interface PersonWithSecrets {
  readonly person: Person;
  readonly secrets: readonly string[];
}

/** A person with static keys in the environment: of the first registry's account, unless told otherwise. */
export async function createPersonWithKeys(
  parts: RealParts,
  options: PersonOptions & { readonly registry?: FrontedRegistry } = {},
): Promise<PersonWithSecrets> {
  const { registry = firstRegistry, env, ...others } = options;
  const { accessKeyId, secretAccessKey } = parts.aws.addAccessKey({ accountId: registry.accountId });
  const person = await createPerson(parts, {
    ...others,
    env: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ...env },
  });
  return { person, secrets: [secretAccessKey] };
}

/** A person who signed in with `aws sso login` and set AWS_PROFILE. */
export async function createPersonWithSso(parts: RealParts): Promise<PersonWithSecrets> {
  return createPersonSignedIn(parts, (signIn) => signIn);
}

/** The same person the next morning: the access token has expired, and the session has been ended. */
export async function createPersonWithExpiredSso(parts: RealParts): Promise<PersonWithSecrets> {
  return createPersonSignedIn(parts, (signIn) => {
    parts.aws.endSsoSession(signIn.accessToken);
    return { ...signIn, expiresAt: new Date(Date.now() - 3_600_000).toISOString() };
  });
}

async function createPersonSignedIn(
  parts: RealParts,
  happensAfterwards: (signIn: SsoSignIn) => SsoSignIn,
): Promise<PersonWithSecrets> {
  const { accountId } = firstRegistry;
  const portal = { startUrl: 'https://acme.awsapps.com/start', region: 'eu-west-1' };
  const signIn = parts.aws.addSsoSession({ ...portal, assignments: [{ accountId, roleName: 'Developer' }] });
  const person = await createPerson(parts, {
    env: { AWS_PROFILE: 'development' },
    awsConfig: [
      '[profile development]',
      'sso_session = acme',
      `sso_account_id = ${accountId}`,
      'sso_role_name = Developer',
      '[sso-session acme]',
      `sso_start_url = ${portal.startUrl}`,
      `sso_region = ${portal.region}`,
      'sso_registration_scopes = sso:account:access',
      '',
    ].join('\n'),
    ssoSessions: [{ name: 'acme', ...portal, signIn: happensAfterwards(signIn) }],
  });
  return { person, secrets: [signIn.accessToken, signIn.refreshToken, signIn.clientSecret] };
}

/** A person with an access key in each of the two accounts, in the profiles `first` and `second`. */
export async function createPersonWithTwoProfiles(parts: RealParts): Promise<PersonWithSecrets> {
  const first = parts.aws.addAccessKey({ accountId: firstRegistry.accountId });
  const second = parts.aws.addAccessKey({ accountId: secondRegistry.accountId });
  const person = await createPerson(parts, {
    awsConfig: [
      '[profile first]',
      `aws_access_key_id = ${first.accessKeyId}`,
      `aws_secret_access_key = ${first.secretAccessKey}`,
      '[profile second]',
      `aws_access_key_id = ${second.accessKeyId}`,
      `aws_secret_access_key = ${second.secretAccessKey}`,
      '',
    ].join('\n'),
  });
  return { person, secrets: [first.secretAccessKey, second.secretAccessKey] };
}

/** A person in a Gitpod workspace, whose `gp` gives out OIDC tokens about it. */
export async function createPersonInWorkspace(
  parts: RealParts,
  options: PersonOptions = {},
): Promise<PersonWithSecrets> {
  const roleArn = `arn:aws:iam::${firstRegistry.accountId}:role/workspace`;
  const subject = 'https://github.com/acme/shop';
  parts.aws.addRole({ arn: roleArn, webIdentity: { audience: 'sts.amazonaws.com', subject } });
  const token = parts.aws.signWebIdentityToken({ sub: subject, aud: 'sts.amazonaws.com' });
  const person = await createPerson(parts, {
    ...options,
    env: { GITPOD_WORKSPACE_ID: 'acme-shop-0123456789a', IDP_AWS_ROLE_ARN: roleArn, ...options.env },
    scripts: {
      gp: [
        '#!/bin/sh',
        'if [ "$*" != "idp token --audience sts.amazonaws.com" ]; then echo "gp: unknown: $*" >&2; exit 2; fi',
        `echo '${token}'`,
        '',
      ].join('\n'),
    },
  });
  return { person, secrets: [token] };
}
