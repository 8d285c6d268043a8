import { type Failure, identityNamed, ROLE, useProcess, useWorkspace } from './failure.ts';

const workspace = `role ${ROLE} (the workspace's token)`;
const process = 'profile "dev" (AWS_PROFILE)';
const decode = 'idp token --audience sts.amazonaws.com --decode` to see why';
const trust = "make the role's trust policy and IAM's identity provider name exactly these";
const byHand = 'run the command in profile "dev" by hand to see why';

/** What goes wrong with web identity tokens, programs that give credentials, and machines' credentials. */
export const TOKEN_FAILURES: readonly Failure[] = [
  {
    name: "a workspace's token that STS refuses",
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, webIdentity: { subject: 'somebody-else' } });
      const token = aws.signWebIdentityToken({ iss: 'https://app.gitpod.io', sub: 'acme/shop' });
      await useWorkspace(person, `echo '${token}'`);
    },
    identity: workspace,
    says: [
      'STS refused the web identity token',
      'Not authorized to perform sts:AssumeRoleWithWebIdentity',
      'iss="https://app.gitpod.io" aud="sts.amazonaws.com" sub="acme/shop"',
    ],
    remedy: trust,
  },
  {
    name: "a workspace's token of an unknown provider",
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, webIdentity: { issuer: 'https://other.example.com' } });
      await useWorkspace(person, `echo '${aws.signWebIdentityToken({ sub: 'acme/shop' })}'`);
    },
    identity: workspace,
    says: ['STS refused', 'No OpenIDConnect provider found', 'sub="acme/shop"'],
    remedy: trust,
  },
  {
    name: "a workspace's token that has expired",
    setUp: async (person, aws) => {
      aws.addRole({ arn: ROLE, webIdentity: {} });
      await useWorkspace(person, `echo '${aws.signWebIdentityToken({ exp: 1, sub: 'acme/shop' })}'`);
    },
    identity: workspace,
    says: ['STS refused', 'Token expired', 'sub="acme/shop"'],
    remedy: trust,
  },
  {
    name: "a workspace's token that is no token",
    setUp: (person) => useWorkspace(person, 'echo not.a.token'),
    identity: workspace,
    says: ['STS refused', 'not a valid JWT', 'iss=null aud=null sub=null'],
    remedy: trust,
  },
  {
    name: 'a workspace without its program',
    setUp: (person) => {
      Object.assign(person.env, { GITPOD_WORKSPACE_ID: 'acme-shop-1', IDP_AWS_ROLE_ARN: ROLE });
    },
    identity: workspace,
    says: ['none of ona, gitpod and gp', 'is on PATH'],
    remedy: 'on PATH',
  },
  {
    name: "a workspace's program that fails",
    setUp: (person) => useWorkspace(person, 'echo trying; echo first >&2; echo "not logged in" >&2; exit 3'),
    identity: workspace,
    says: ['/gp idp token --audience sts.amazonaws.com` failed: not logged in'],
    remedy: decode,
  },
  {
    name: "a workspace's program that fails and says nothing",
    setUp: (person) => useWorkspace(person, 'exit 3'),
    identity: workspace,
    says: ['/gp idp token --audience sts.amazonaws.com` failed (3)'],
    remedy: decode,
  },
  {
    name: "a workspace's program that prints nothing",
    setUp: (person) => useWorkspace(person, 'exit 0'),
    identity: workspace,
    says: ['printed nothing'],
    remedy: decode,
  },
  {
    name: "a workspace's program that prints a help page",
    setUp: (person) => useWorkspace(person, 'echo "Usage: gp [command]"; echo; echo "Commands: idp"'),
    identity: workspace,
    says: ['printed more than a token'],
    remedy: decode,
  },
  {
    name: "a workspace's program that prints without end",
    setUp: (person) => useWorkspace(person, 'exec yes'),
    identity: workspace,
    says: ['gp idp token --audience sts.amazonaws.com` failed'],
    remedy: decode,
  },
  {
    name: 'a web identity token file that is not there',
    setUp: (person) => {
      const tokenFile = `${person.home}/no-such-file`;
      Object.assign(person.env, { AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile, AWS_ROLE_ARN: ROLE });
    },
    identity: `role ${ROLE} (AWS_WEB_IDENTITY_TOKEN_FILE)`,
    says: ["/no-such-file can't be read (ENOENT)"],
    remedy: 'correct AWS_WEB_IDENTITY_TOKEN_FILE (or web_identity_token_file)',
  },
  {
    name: 'a credential_process that fails',
    setUp: (person) => useProcess(person, 'echo "vault is locked" >&2; exit 1'),
    identity: process,
    says: ['credential_process of profile "dev" failed: vault is locked'],
    remedy: byHand,
  },
  {
    name: 'a credential_process that is not there',
    setUp: (person) =>
      person.write('.aws/config', '[profile dev]\ncredential_process = no-such-program\n').then(() => {
        person.env.AWS_PROFILE = 'dev';
      }),
    identity: process,
    says: ['credential_process of profile "dev" failed', 'not found'],
    remedy: byHand,
  },
  {
    name: 'a credential_process that prints no JSON',
    setUp: (person) => useProcess(person, 'echo \'{"Version":1,"SecretAccessKey":"secret-of-the-vault"\''),
    identity: process,
    says: ['credential_process of profile "dev"'],
    remedy: byHand,
  },
  {
    name: 'a credential_process that prints nothing',
    setUp: (person) => useProcess(person, 'exit 0'),
    identity: process,
    says: ['credential_process of profile "dev"'],
    remedy: byHand,
  },
  {
    name: 'a credential_process that prints keys that have expired',
    setUp: (person) =>
      useProcess(
        person,
        'echo \'{"Version":1,"AccessKeyId":"AKIA","SecretAccessKey":"secret-of-the-vault","Expiration":"2020-01-01T00:00:00Z"}\'',
      ),
    identity: process,
    says: ['credential_process of profile "dev"', 'expired'],
    remedy: byHand,
  },
  {
    name: 'container credentials that are refused',
    setUp: async (person, aws) => {
      await identityNamed('container credentials').setUp(person, aws);
      person.env.AWS_CONTAINER_AUTHORIZATION_TOKEN = 'secret-of-another-task';
    },
    identity: 'the container credentials (the container credential URI)',
    says: ['gave no credentials'],
    remedy: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  },
  {
    name: 'container credentials that are not there',
    setUp: (person) => {
      person.env.AWS_CONTAINER_CREDENTIALS_FULL_URI = 'http://127.0.0.1:1/credentials';
    },
    identity: 'the container credentials (the container credential URI)',
    says: ['gave no credentials', 'ECONNREFUSED'],
    remedy: 'AWS_CONTAINER_CREDENTIALS_FULL_URI',
  },
];
