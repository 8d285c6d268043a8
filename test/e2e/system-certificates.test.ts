import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createCertificateAuthority } from '../fakes/aws/certificate-authority.ts';
import { type AwsStandIn, startAwsStandIn } from '../fakes/aws/stand-in.ts';
import { giveAccessKeys } from '../integration/company-network.ts';
import { type Ended, EXECUTABLES } from '../integration/executables.ts';
import { Person } from '../integration/person.ts';
import { runCommand, succeeded } from './command.ts';
import { assertPrivateEtc } from './private-machine.ts';
import { systemEnvironment } from './system-environment.ts';

let aws: AwsStandIn;
let folder: string;
beforeAll(async () => {
  await assertPrivateEtc();
  const authority = await createCertificateAuthority('The company');
  aws = await startAwsStandIn({ tls: await authority.issue(['127.0.0.1']) });
  folder = await mkdtemp(join(tmpdir(), 'system-certificates-'));
  await writeFile(join(folder, 'company.crt'), authority.cert);
});
afterAll(async () => {
  await aws?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Adds the company's certificate authority to the system's store, as an administrator does on Debian. */
async function addToSystemStore(): Promise<void> {
  const env = systemEnvironment(folder);
  succeeded(await runCommand('update-ca-certificates', ['--localcertsdir', folder], { env }));
}

/** Lets someone with access keys, and no setting about certificates, ask for a token. */
async function get(executable: string): Promise<Ended> {
  const person = await Person.at(aws, executable);
  giveAccessKeys(person, aws);
  const ended = await person.run('get');
  await person.leave();
  return ended;
}

describe('a certificate authority of the system’s store', () => {
  test('is trusted by both executables, from the moment that it is there', async () => {
    for (const { path } of EXECUTABLES) {
      expect((await get(path)).stderr).toContain('no certificate authority of this machine vouches for');
    }
    await addToSystemStore();
    for (const { path } of EXECUTABLES) {
      expect(await get(path)).toMatchObject({ code: 0, stderr: '' });
    }
  }, 60_000);
});
