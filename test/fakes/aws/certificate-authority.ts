import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A key and its certificate, as PEM texts. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A private certificate authority, as companies have for their inspecting proxies. */
export interface CertificateAuthority {
  /** PEM text, for those who shall trust it. */
  readonly cert: string;
  /** Makes a server certificate for DNS names (`*.` is allowed) and IP addresses, good for 30 days. */
  issue(names: readonly [string, ...string[]]): Promise<KeyAndCertificate>;
}

/**
 * Makes a certificate authority with the `openssl` command (OpenSSL, or the LibreSSL of macOS). Nothing of it stays
 * on the disk.
 */
export async function createCertificateAuthority(commonName = 'Test CA'): Promise<CertificateAuthority> {
  const authority = await inTemporaryDirectory(async (openssl, files) => {
    await makeKey(openssl, 'ca.key');
    await files.write(
      'ca.cnf',
      requestConfiguration(commonName, [
        'basicConstraints = critical,CA:TRUE',
        'keyUsage = critical,keyCertSign,cRLSign',
        'subjectKeyIdentifier = hash',
      ]),
    );
    await openssl(
      'req',
      '-new',
      '-x509',
      '-sha256',
      '-days',
      '30',
      '-config',
      'ca.cnf',
      '-extensions',
      'extensions',
      '-key',
      'ca.key',
      '-out',
      'ca.crt',
    );
    return { key: await files.read('ca.key'), cert: await files.read('ca.crt') };
  });

  return {
    cert: authority.cert,
    issue: (names) =>
      inTemporaryDirectory(async (openssl, files) => {
        await files.write('ca.key', authority.key);
        await files.write('ca.crt', authority.cert);
        await makeKey(openssl, 'server.key');
        // Names are in the extension alone; a common name may not be longer than 64 characters.
        await files.write('server.cnf', requestConfiguration('server', serverExtensions(names)));
        await openssl(
          'req',
          '-new',
          '-sha256',
          '-config',
          'server.cnf',
          '-key',
          'server.key',
          '-out',
          'server.csr',
        );
        await openssl(
          'x509',
          '-req',
          '-sha256',
          '-days',
          '30',
          '-in',
          'server.csr',
          '-CA',
          'ca.crt',
          '-CAkey',
          'ca.key',
          '-set_serial',
          String(Date.now()),
          '-extfile',
          'server.cnf',
          '-extensions',
          'extensions',
          '-out',
          'server.crt',
        );
        return { key: await files.read('server.key'), cert: await files.read('server.crt') };
      }),
  };
}

function serverExtensions(names: readonly string[]): string[] {
  const alternativeNames = names.map((name) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`);
  return [
    'basicConstraints = critical,CA:FALSE',
    'keyUsage = critical,digitalSignature',
    'extendedKeyUsage = serverAuth',
    'subjectKeyIdentifier = hash',
    'authorityKeyIdentifier = keyid',
    `subjectAltName = ${alternativeNames.join(',')}`,
  ];
}

function requestConfiguration(commonName: string, extensions: readonly string[]): string {
  return [
    '[req]',
    'prompt = no',
    'distinguished_name = name',
    '[name]',
    `CN = ${commonName}`,
    '[extensions]',
    ...extensions,
    '',
  ].join('\n');
}

type RunOpenssl = (...args: string[]) => Promise<unknown>;

async function makeKey(openssl: RunOpenssl, file: string): Promise<void> {
  await openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', file);
}

interface Files {
  read(name: string): Promise<string>;
  write(name: string, text: string): Promise<void>;
}

async function inTemporaryDirectory<Result>(
  work: (openssl: RunOpenssl, files: Files) => Promise<Result>,
): Promise<Result> {
  const directory = await mkdtemp(path.join(tmpdir(), 'certificate-authority-'));
  try {
    return await work((...args) => run('openssl', args, { cwd: directory }), {
      read: (name) => readFile(path.join(directory, name), 'utf8'),
      write: (name, text) => writeFile(path.join(directory, name), text, { mode: 0o600 }),
    });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
