import { expect } from '@jest/globals';
import type { PersonWithSecrets } from './people.ts';
import type { RealParts } from './real-parts.ts';

/**
 * Asserts that nothing secret was on the person's terminal or is in the Docker config: neither the person's own
 * secrets, nor a registry password, plain or as clients encode it.
 */
export async function expectNothingSecretShown(parts: RealParts, who: PersonWithSecrets): Promise<void> {
  const shown = who.person.shown() + (await who.person.readDockerConfig());
  const passwords = [...parts.front.passwords];
  const encoded = passwords.map((password) => Buffer.from(`AWS:${password}`).toString('base64'));
  for (const secret of [...who.secrets, ...passwords, ...encoded]) {
    // Not `not.toContain`, whose failure would show the secret.
    expect(shown.includes(secret)).toBe(false);
  }
}
