import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Packages like those that AWS publishes, small ones, and who signs them. */
export interface Signer {
  /** Base64 of the public key, as the script holds it. */
  readonly key: string;
  readonly fingerprint: string;
  sign(bytes: Buffer): Buffer;
  leave(): void;
}

/** Makes a key that is nobody's but the test's; one that has run out long ago is made, and signs, at its own time. */
export function makeSigner({ ranOut = false } = {}): Signer {
  // gpg's agent can't have a long path for its socket.
  const home = mkdtempSync(join(tmpdir(), 'gpg-'));
  const then = ranOut ? ['--faked-system-time', '20200101T000000'] : [];
  const gpg = (args: readonly string[], input?: Buffer): Buffer =>
    execFileSync('gpg', ['--homedir', home, '--batch', '--passphrase', '', '--quiet', ...then, ...args], {
      input,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  gpg(['--quick-gen-key', 'Test <test@example.com>', 'ed25519', 'sign', ranOut ? '1y' : 'never']);
  const listed = `${gpg(['--list-keys', '--with-colons'])}`;
  return {
    key: gpg(['--export']).toString('base64'),
    fingerprint: /^fpr:+(\w+):/m.exec(listed)?.[1] ?? '',
    sign: (bytes) => gpg(['--detach-sign'], bytes),
    leave() {
      execFileSync('gpgconf', ['--homedir', home, '--kill', 'all'], { stdio: 'ignore' });
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Files by their paths; programs all of them. */
function packFiles(files: Readonly<Record<string, string>>, pack: (folder: string) => Buffer): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      const file = join(folder, 'content', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      chmodSync(file, 0o755);
    }
    return pack(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What AWS's installer does, as far as the script counts on it. */
const INSTALLER = `#!/bin/sh
set -e
[ "$1" = -i ] && [ "$3" = -b ]
version=$("\${0%/*}/dist/aws" --version | sed 's|^aws-cli/||; s| .*||')
mkdir -p "$2/v2/$version/bin" "$4"
cp -R "\${0%/*}/dist" "$2/v2/$version/dist"
ln -s ../dist/aws "$2/v2/$version/bin/aws"
ln -s ../dist/aws_completer "$2/v2/$version/bin/aws_completer"
ln -s "$2/v2/$version" "$2/v2/current"
ln -s "$2/v2/current/bin/aws" "$4/aws"
`;

/** A zip like AWS CLI's. */
export function awsCliZip(version: string): Buffer {
  const files = {
    'aws/install': INSTALLER,
    'aws/dist/aws': `#!/bin/sh\necho 'aws-cli/${version} Python/3 Linux/6'\n`,
    'aws/dist/aws_completer': '#!/bin/sh\n',
  };
  return packFiles(files, (folder) => {
    execFileSync('zip', ['-qr', '../made.zip', '.'], { cwd: join(folder, 'content') });
    return readFileSync(join(folder, 'made.zip'));
  });
}

/** A Debian package like the Session Manager plugin's. */
export function pluginDeb(program: string): Buffer {
  const files = {
    'usr/local/sessionmanagerplugin/bin/session-manager-plugin': program,
    'DEBIAN/control':
      'Package: session-manager-plugin\nVersion: 1\nArchitecture: all\nMaintainer: Test <test@example.com>\nDescription: a test\n',
  };
  return packFiles(files, (folder) => {
    execFileSync('dpkg-deb', ['--build', 'content', 'made.deb'], { cwd: folder, stdio: 'ignore' });
    return readFileSync(join(folder, 'made.deb'));
  });
}
