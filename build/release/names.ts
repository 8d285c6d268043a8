import type { Target } from '../targets.ts';

/** What the files of a release begin with. */
export const PROGRAM = 'docker-credential-ecr';

/**
 * The file that lists a release's files and their sums. It has this name in every release, so that the newest one is
 * found under one address; the names in it say which version that is.
 */
export const SUMS = 'SHA256SUMS';

/** The same list under a name of its own, so that a folder on a web server can hold several versions. */
export function sumsOfVersion(version: string): string {
  return `${PROGRAM}-${version}-${SUMS}`;
}

/** The file that holds the executable for a target, compressed by gzip. */
export function executableFile(version: string, target: Pick<Target, 'name'>): string {
  return `${PROGRAM}-${version}-${target.name}.gz`;
}

/** The lines that `sha256sum --check` reads, by name, from the sums in hexadecimal digits. */
export function sumsText(sums: Readonly<Record<string, string>>): string {
  const names = Object.keys(sums).sort();
  return names.map((name) => `${sums[name]}  ${name}\n`).join('');
}

/**
 * The script with the address that its release is downloaded from written into it.
 * @throws Error when the address isn't one of https (or of http on this machine), or the script has no place for it.
 */
export function withReleaseAddress(script: string, address: string): string {
  if (!/^(https:\/\/|http:\/\/(localhost|127\.0\.0\.1)(:\d+)?(\/|$))[\w:/.~%+=,-]*$/.test(address)) {
    throw new Error(`RELEASE_URL must be an https address without quotes, blanks and passwords: ${address}`);
  }
  const place = /^RELEASE_URL=''$/m;
  if (!place.test(script)) throw new Error("scripts/bootstrap.sh has no line RELEASE_URL=''");
  return script.replace(place, () => `RELEASE_URL='${address.replace(/\/+$/, '')}'`);
}
