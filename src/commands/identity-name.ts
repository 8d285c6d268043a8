import { type CredentialSource, describeSource, sourceProfile } from '../aws/credential-source.ts';
import { onOneLine } from '../errors.ts';

/** What an identity is called in a line: its name in the configuration file, its profile, else what it is. */
export function identityName(source: CredentialSource): string {
  return onOneLine(source.identity ?? sourceProfile(source) ?? describeSource(source));
}
