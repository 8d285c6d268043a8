import type { Identity } from '../../test/integration/identities.ts';
import type { Wish } from './user.ts';

const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];
const START_URL = 'https://acme.awsapps.com/start';
const SSO_REGION = 'eu-west-1';

/** A registry of each of three accounts, each with the profile that serves it. */
export const REGISTRIES_OF_ACCOUNTS: readonly Wish[] = ACCOUNTS.map((accountId) => ({
  registry: `${accountId}.dkr.ecr.us-east-1.amazonaws.com`,
  accountId,
  env: { AWS_PROFILE: `account-${accountId}` },
}));

/** One sign-in that serves the three accounts, with a profile for each. */
export const signedInToAccounts: Identity['setUp'] = async (person, aws) => {
  const assignments = ACCOUNTS.map((accountId) => ({ accountId, roleName: 'Developer' }));
  const signIn = aws.addSsoSession({ startUrl: START_URL, region: SSO_REGION, assignments });
  const { accessToken, expiresAt } = signIn;
  await person.writeSsoToken(START_URL, { startUrl: START_URL, region: SSO_REGION, accessToken, expiresAt });
  const profiles = ACCOUNTS.map(
    (accountId) =>
      `[profile account-${accountId}]\nsso_start_url = ${START_URL}\nsso_region = ${SSO_REGION}\n` +
      `sso_account_id = ${accountId}\nsso_role_name = Developer\n`,
  );
  await person.write('.aws/config', profiles.join(''));
};
