import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KeyAndCertificate } from '../fakes/aws/certificate-authority.ts';

const run = promisify(execFile);

/** What `openssl ca` wants to know; the other commands of openssl take no dates. */
const CONFIGURATION = `
[req]
prompt = no
distinguished_name = name
[name]
CN = expired
[ca]
default_ca = authority
[authority]
database = index.txt
rand_serial = yes
new_certs_dir = .
default_md = sha256
policy = any
[any]
commonName = supplied
[server]
subjectAltName = IP:127.0.0.1
`;

/** A server's key and certificate for 127.0.0.1 that was good in January 2020; it vouches for itself. */
export async function createExpiredCertificate(): Promise<KeyAndCertificate> {
  const directory = await mkdtemp(join(tmpdir(), 'expired-certificate-'));
  const openssl = (line: string) => run('openssl', line.split(' '), { cwd: directory });
  try {
    await writeFile(join(directory, 'openssl.cnf'), CONFIGURATION);
    await writeFile(join(directory, 'index.txt'), '');
    await openssl('ecparam -name prime256v1 -genkey -noout -out key.pem');
    await openssl('req -new -config openssl.cnf -key key.pem -out request.pem');
    await openssl(
      'ca -batch -selfsign -notext -config openssl.cnf -extensions server -keyfile key.pem -in request.pem ' +
        '-startdate 20200101000000Z -enddate 20200131000000Z -out certificate.pem',
    );
    return {
      key: await readFile(join(directory, 'key.pem'), 'utf8'),
      cert: await readFile(join(directory, 'certificate.pem'), 'utf8'),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
