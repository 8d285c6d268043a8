/**
 * What was being done when AWS, or the way to it, failed; with what the sentence needs.
 * `remedy` is what a person can do when the credentials themselves are at fault, `signIn` the command that signs in.
 */
export type Step =
  | { readonly doing: 'get-token'; readonly action: string; readonly region: string; readonly remedy: string }
  | {
      readonly doing: 'assume-role';
      readonly roleArn: string;
      readonly region: string;
      readonly remedy: string;
    }
  | {
      readonly doing: 'web-identity';
      readonly roleArn: string;
      readonly region: string;
      readonly claims: Readonly<Record<string, unknown>>;
    }
  | {
      readonly doing: 'sso-role';
      readonly accountId: string;
      readonly roleName: string;
      readonly region: string;
      readonly signIn: string;
    }
  | { readonly doing: 'sso-sign-out'; readonly region: string }
  | { readonly doing: 'sso-renewal'; readonly region: string; readonly signIn: string }
  | {
      readonly doing: 'sso-sign-in';
      readonly startUrl: string;
      readonly region: string;
      readonly signIn: string;
    }
  | { readonly doing: 'caller-identity'; readonly region: string; readonly remedy: string }
  | { readonly doing: 'login-renewal'; readonly region: string; readonly profile: string }
  /** Asks no AWS service, so no region can be wrong. */
  | { readonly doing: 'ask-token'; readonly place: string; readonly region?: undefined };
