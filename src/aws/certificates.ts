import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates, rootCertificates } from 'node:tls';
import type { Environment } from '../context.ts';
import type { Log } from '../log.ts';

/** The settings that name a file of certificate authorities, in the order in which they are read. */
export const BUNDLE_VARIABLES = ['AWS_CA_BUNDLE', 'NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'];

/**
 * All certificate authorities that this machine trusts, as PEM: the runtime's own, the system's store, and the
 * files that `AWS_CA_BUNDLE`, the profile's `ca_bundle`, `NODE_EXTRA_CA_CERTS` and `SSL_CERT_FILE` name.
 * The runtimes alone read only some of them: bun all but AWS's, Node.js only `NODE_EXTRA_CA_CERTS`.
 */
export function allCertificateAuthorities(
  env: Environment,
  profileBundle: string | undefined,
  log: Log,
): string[] {
  const files = [...BUNDLE_VARIABLES.map((name) => env[name]), profileBundle];
  const authorities = new Set<string>(rootCertificates);
  for (const authority of systemAuthorities()) authorities.add(authority);
  for (const file of new Set(files)) {
    if (!file) continue;
    try {
      for (const authority of authoritiesIn(readFileSync(file, 'utf8'))) {
        if (authority === undefined) log('a damaged certificate is passed over', { file });
        else authorities.add(authority);
      }
    } catch (error) {
      log('certificate authorities not read', { file, error: String(error) });
    }
  }
  return [...authorities];
}

/** The certificates of a bundle's text as both runtimes take them; undefined for each that is damaged. */
export function authoritiesIn(text: string): (string | undefined)[] {
  return [...text.matchAll(PEM)].map(([block]) => plainCertificate(block));
}

const PEM = /-----BEGIN (TRUSTED )?CERTIFICATE-----[\s\S]*?-----END (TRUSTED )?CERTIFICATE-----/g;

/** The certificate as both runtimes take it, or undefined: one that is damaged would spoil the whole list. */
function plainCertificate(block: string): string | undefined {
  try {
    return new X509Certificate(block).toString();
  } catch {
    return undefined;
  }
}

function systemAuthorities(): readonly string[] {
  // Node.js before 22.15 has no such function; its builds of this program are newer.
  return typeof getCACertificates === 'function' ? getCACertificates('system') : [];
}
