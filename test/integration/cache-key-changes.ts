import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AwsStandIn } from '../fakes/aws/stand-in.ts';
import { keySettings, START_URL, useKeys, useSso } from './failure.ts';
import { ACCOUNT, type Person, REGISTRY } from './person.ts';

/** A change between two runs; returns the registry for the second, if it is another. */
type Change = (person: Person, aws: AwsStandIn) => Promise<string | undefined> | string | undefined;

/** A change to what a person has set up. */
export interface Row {
  readonly name: string;
  /** The identity of identities.ts to begin with. */
  readonly identity: string;
  readonly change: Change;
}

const KEYS = 'access keys in the environment';
const PROFILE = 'AWS_PROFILE with access keys';
const SSO = 'an SSO session';
const ROLE = 'a role with source_profile';

/** Changes the text of the person's AWS config. */
const edit =
  (from: string | RegExp, to: string): Change =>
  async (person) => {
    const before = await readFile(join(person.home, '.aws', 'config'), 'utf8');
    const after = before.replace(from, to);
    if (after === before) throw new Error(`The AWS config has no ${from}.`);
    await person.write('.aws/config', after);
    return undefined;
  };

/** Sets variables, or takes away those that are undefined. */
const set =
  (env: Readonly<Record<string, string>>): Change =>
  (person) => {
    Object.assign(person.env, env);
    return undefined;
  };

/** Lets the person sign in again, where there are more roles. */
const otherSso =
  (from: string | RegExp, to: string, startUrl = START_URL): Change =>
  async (person, aws) => {
    const assignments = [
      { accountId: ACCOUNT, roleName: 'Admin' },
      { accountId: '222222222222', roleName: 'Developer' },
      { accountId: ACCOUNT, roleName: 'Developer' },
    ];
    const signIn = aws.addSsoSession({ startUrl, region: 'eu-west-1', assignments });
    await person.writeSsoToken('acme', { startUrl, region: 'eu-west-1', ...signIn });
    return edit(from, to)(person, aws);
  };

/** What decides the identity or the place that it is for: a change asks AWS anew. */
export const DECIDES: readonly Row[] = [
  {
    name: 'another access key of the same user',
    identity: KEYS,
    change: (person, aws) => useKeys(person, aws).then(() => undefined),
  },
  { name: 'another region', identity: KEYS, change: () => REGISTRY.replace('us-east-1', 'eu-west-1') },
  { name: 'another account', identity: KEYS, change: () => REGISTRY.replace(ACCOUNT, '222222222222') },
  { name: 'FIPS', identity: KEYS, change: () => REGISTRY.replace('dkr.ecr', 'dkr.ecr-fips') },
  { name: 'dual-stack', identity: KEYS, change: () => `${ACCOUNT}.dkr-ecr.us-east-1.on.aws` },
  { name: 'ECR Public', identity: KEYS, change: () => 'public.ecr.aws' },
  {
    name: 'another endpoint',
    identity: KEYS,
    change: (person, aws) => set({ AWS_ENDPOINT_URL: `http://localhost:${aws.port}` })(person, aws),
  },
  {
    name: 'another endpoint for ECR',
    identity: KEYS,
    change: (person, aws) => set({ AWS_ENDPOINT_URL_ECR: `http://localhost:${aws.port}` })(person, aws),
  },
  {
    name: 'another access key in the profile',
    identity: PROFILE,
    change: (person, aws) =>
      person
        .write('.aws/config', `[profile dev]\n${keySettings(aws.addAccessKey({ accountId: ACCOUNT }))}`)
        .then(() => undefined),
  },
  {
    name: 'another role',
    identity: ROLE,
    change: (person, aws) => {
      aws.addRole({ arn: `arn:aws:iam::${ACCOUNT}:role/pusher`, trustedPrincipals: 'any' });
      return edit('role/puller', 'role/pusher')(person, aws);
    },
  },
  { name: 'another session name', identity: ROLE, change: edit(/$/, 'role_session_name = me\n') },
  {
    name: "another access key of the role's source",
    identity: ROLE,
    change: (person, aws) => {
      const key = keySettings(aws.addAccessKey({ accountId: '999999999999' }));
      return edit(/aws_access_key_id.*\n.*\n/, key)(person, aws);
    },
  },
  { name: 'another SSO role', identity: SSO, change: otherSso('= Developer', '= Admin') },
  { name: 'another SSO account', identity: SSO, change: otherSso(`= ${ACCOUNT}`, '= 222222222222') },
  {
    name: 'another SSO start URL',
    identity: SSO,
    change: otherSso(START_URL, 'https://b.awsapps.com/start', 'https://b.awsapps.com/start'),
  },
  {
    name: 'access keys in the environment in place of SSO',
    identity: SSO,
    change: (person, aws) => useKeys(person, aws).then(() => undefined),
  },
  {
    name: 'another web identity token file',
    identity: 'a web identity token file',
    change: async (person, aws) => {
      const file = await person.write('token-2', aws.signWebIdentityToken({ aud: 'sts.amazonaws.com' }));
      return set({ AWS_WEB_IDENTITY_TOKEN_FILE: file })(person, aws);
    },
  },
  {
    name: "another role for the workspace's token",
    identity: "a workspace's token",
    change: (person, aws) => {
      const arn = `arn:aws:iam::${ACCOUNT}:role/other`;
      aws.addRole({ arn, webIdentity: {} });
      return set({ AWS_ROLE_ARN: arn })(person, aws);
    },
  },
  {
    name: 'another credential_process',
    identity: 'a credential_process',
    change: edit('docker pull', 'docker push'),
  },
  {
    name: 'another container role',
    identity: 'container credentials',
    change: (person, aws) => {
      const { url } = aws.setContainerRole({ accountId: ACCOUNT, roleName: 'other' });
      return set({ AWS_CONTAINER_CREDENTIALS_FULL_URI: url })(person, aws);
    },
  },
];

/** What does not: the kept token is answered. */
export const DECIDES_NOTHING: readonly Row[] = [
  { name: 'nothing at all', identity: SSO, change: () => undefined },
  { name: 'a comment in the AWS config', identity: SSO, change: edit(/^/, '# mine\n') },
  { name: 'another profile', identity: SSO, change: edit(/$/, '[profile other]\nregion = eu-west-1\n') },
  { name: 'the region of the profile', identity: ROLE, change: edit('eu-west-1', 'eu-west-2') },
  { name: 'AWS_REGION', identity: KEYS, change: set({ AWS_REGION: 'ap-south-1' }) },
  { name: 'how long the role lasts', identity: ROLE, change: edit(/$/, 'duration_seconds = 900\n') },
  {
    name: 'the endpoint of another service',
    identity: KEYS,
    change: set({ AWS_ENDPOINT_URL_STS: 'http://x' }),
  },
  {
    name: 'another name of the profile of an SSO role',
    identity: SSO,
    change: (person, aws) => {
      person.env.AWS_PROFILE = 'renamed';
      return edit('[profile dev]', '[profile renamed]')(person, aws);
    },
  },
  {
    name: 'the same access key as a profile',
    identity: PROFILE,
    change: (person, aws) => {
      delete person.env.AWS_PROFILE;
      return edit('[profile dev]', '[default]')(person, aws);
    },
  },
  {
    name: 'a new sign-in to the SSO session',
    identity: SSO,
    change: (person, aws) => useSso(person, aws).then(() => undefined),
  },
  {
    name: 'the SSO session is over',
    identity: SSO,
    change: (person) => person.writeSsoToken('acme', {}).then(() => undefined),
  },
  {
    name: 'another spelling',
    identity: KEYS,
    change: () => ` HTTPS://${REGISTRY.toUpperCase()}:443/v2/`,
  },
];
