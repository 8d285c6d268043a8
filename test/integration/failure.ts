import type { AwsStandIn } from '../fakes/aws/stand-in.ts';
import { IDENTITIES, type Identity } from './identities.ts';
import { ACCOUNT, type Person } from './person.ts';

/** A `get` that fails: how it comes to it, and what the person is told. */
export interface Failure {
  readonly name: string;
  readonly setUp: (person: Person, aws: AwsStandIn) => unknown;
  /** The identity and the rule that chose it, as the line names them behind the registry. */
  readonly identity: string;
  /** What the line says besides. */
  readonly says: readonly string[];
  /** How the line ends: the command or setting that mends it. */
  readonly remedy: string;
}

/** A role in the account that most tests are about. */
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/puller`;
export const START_URL = 'https://acme.awsapps.com/start';

/** The identity of that name in identities.ts. */
export function identityNamed(name: string): Identity {
  const identity = IDENTITIES.find((candidate) => candidate.name === name);
  if (identity === undefined) throw new Error(`identities.ts has no "${name}".`);
  return identity;
}

/** Gives the person access keys that are good, in the environment. */
export async function useKeys(person: Person, aws: AwsStandIn): Promise<void> {
  await identityNamed('access keys in the environment').setUp(person, aws);
}

/** The settings of an access key in the AWS config. */
export function keySettings(key: { accessKeyId: string; secretAccessKey: string }): string {
  return `aws_access_key_id = ${key.accessKeyId}\naws_secret_access_key = ${key.secretAccessKey}\n`;
}

/** Writes an AWS config, and sets `AWS_PROFILE` to `dev`. */
export async function useConfig(person: Person, text: string): Promise<void> {
  await person.write('.aws/config', text);
  person.env.AWS_PROFILE = 'dev';
}

/** A time that long ago (in the future when negative), as the AWS CLI writes it. */
export function secondsAgo(seconds: number): string {
  return new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Gives the person the profile `dev` of an SSO session, signed in; `change` is made to the session's token file. */
export async function useSso(
  person: Person,
  aws: AwsStandIn,
  change: Readonly<Record<string, string | undefined>> = {},
  { roleName = 'Developer' } = {},
) {
  await useConfig(
    person,
    `[profile dev]\nsso_session = acme\nsso_account_id = ${ACCOUNT}\nsso_role_name = ${roleName}\n` +
      `[sso-session acme]\nsso_start_url = ${START_URL}\nsso_region = eu-west-1\n`,
  );
  const signIn = aws.addSsoSession({
    startUrl: START_URL,
    region: 'eu-west-1',
    assignments: [{ accountId: ACCOUNT, roleName: 'Developer' }],
  });
  const token = { startUrl: START_URL, region: 'eu-west-1', ...signIn, ...change };
  return { signIn, tokenFile: await person.writeSsoToken('acme', token) };
}

/** Gives the person a workspace with a program `gp` that does what the shell script says. */
export async function useWorkspace(person: Person, script: string): Promise<void> {
  await person.addProgram('gp', `#!/bin/sh\n${script}\n`);
  Object.assign(person.env, { GITPOD_WORKSPACE_ID: 'acme-shop-1', IDP_AWS_ROLE_ARN: ROLE });
}

/** Gives the person the profile `dev` with a `credential_process` that does what the shell script says. */
export async function useProcess(person: Person, script: string): Promise<void> {
  await person.addProgram('vault', `#!/bin/sh\n${script}\n`);
  await useConfig(person, '[profile dev]\ncredential_process = vault\n');
}

/** The lines of a script that never ends by itself, but does when the person leaves. */
export const HANG = 'while [ -e "$0" ]; do sleep 0.1; done';
