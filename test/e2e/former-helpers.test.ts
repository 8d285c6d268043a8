import { mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { succeeded } from './command.ts';
import { findDockerClients } from './docker-clients.ts';
import { type OtherRegistry, startOtherRegistry } from './other-registry.ts';
import { createPersonWithKeys } from './people.ts';
import type { Person } from './person.ts';
import { importImage, removeImage } from './private-image.ts';
import { firstRegistry, type RealParts, startRealParts } from './real-parts.ts';

const [docker] = findDockerClients();
const program = 'docker-credential-ecr';
const account = { user: 'someone', password: 'geheim' };

let parts: RealParts;
let other: OtherRegistry;
let imageName: string;
beforeAll(async () => {
  parts = await startRealParts();
  other = await startOtherRegistry(account, firstRegistry.port);
  const { person } = await createPersonWithKeys(parts);
  imageName = (await importImage(person, docker, firstRegistry)).name;
  succeeded(await person.run(docker, 'push', imageName));
  await removeImage(person, docker, imageName);
}, 180_000);
afterAll(async () => {
  await other?.close();
  await parts?.close();
}, 60_000);

/** Pulls an image that Docker does not have, and takes it out again. */
async function pull(person: Person, name = imageName): Promise<void> {
  succeeded(await person.run(docker, 'pull', name));
  await removeImage(person, docker, name);
}

async function expectNoPull(person: Person, name = imageName): Promise<void> {
  expect((await person.run(docker, 'pull', name)).exitCode).toBe(1);
}

async function credsStore(person: Person): Promise<unknown> {
  return JSON.parse(await person.readDockerConfig()).credsStore;
}

test('as the global store, it leaves other registries to the helper that was it before', async () => {
  // It keeps one registry's password.
  const tiny = [
    '#!/bin/sh',
    'case $1 in',
    '  store) cat >"$HOME/tiny" ;;',
    '  get) cat "$HOME/tiny" 2>/dev/null || { echo "credentials not found in native keychain"; exit 1; } ;;',
    '  erase) rm -f "$HOME/tiny" ;;',
    '  list) echo "{}" ;;',
    'esac',
    '',
  ].join('\n');
  const { person } = await createPersonWithKeys(parts, { scripts: { 'docker-credential-tiny': tiny } });
  await person.writeDockerConfig({ credsStore: 'tiny' });
  const elsewhere = imageName.replace(firstRegistry.host, other.host);
  await expectNoPull(person);

  succeeded(await person.run(program, 'install', '--creds-store'));
  expect(await credsStore(person)).toBe('ecr');
  await pull(person);
  succeeded(await person.run(docker, 'login', firstRegistry.host));
  await expectNoPull(person, elsewhere);
  succeeded(await person.run(docker, 'login', '-u', account.user, '-p', account.password, other.host));
  await pull(person, elsewhere);
  succeeded(await person.run(docker, 'logout', other.host));
  await expectNoPull(person, elsewhere);
  await pull(person);

  succeeded(await person.run(program, 'uninstall'));
  expect(await credsStore(person)).toBe('tiny');
}, 180_000);

test("under the name of Amazon's helper, it serves a config that names that", async () => {
  const { person } = await createPersonWithKeys(parts);
  // Where this person may write: the link is made beside the program.
  const programs = path.join(person.home, 'bin');
  await mkdir(programs);
  await symlink(path.resolve('dist', program), path.join(programs, program));
  await person.writeDockerConfig({ credHelpers: { [firstRegistry.host]: 'ecr-login' } });
  const before = await person.readDockerConfig();
  await expectNoPull(person);
  succeeded(await person.run(program, 'install', '--alias', 'ecr-login'));
  expect(await person.readDockerConfig()).toBe(before);
  await pull(person);
  succeeded(await person.run(program, 'uninstall'));
  await expectNoPull(person);
}, 180_000);

test('for clients that know no helpers, it writes the password into the config, and takes it out again', async () => {
  const { person } = await createPersonWithKeys(parts);
  await person.writeDockerConfig({ detachKeys: 'ctrl-e' });
  await expectNoPull(person);
  succeeded(await person.run(program, 'login', firstRegistry.host, '--write-auths'));
  const { auths, ...others } = JSON.parse(await person.readDockerConfig());
  expect(Object.keys(auths)).toEqual([firstRegistry.host]);
  expect(others).toEqual({ detachKeys: 'ctrl-e' });
  await pull(person);
  succeeded(await person.run(program, 'logout', firstRegistry.host));
  // Not `not.toContain`, whose failure would show the password.
  expect((await person.readDockerConfig()).includes(firstRegistry.host)).toBe(false);
  await expectNoPull(person);
}, 180_000);
