import { IDENTITIES, type Identity } from '../../test/integration/identities.ts';
import { REGISTRIES_OF_ACCOUNTS, signedInToAccounts } from './accounts.ts';
import type { Case } from './case.ts';
import { openCrowd, sameWish } from './crowd.ts';
import { openMemory } from './memory.ts';
import { openRenewal } from './renewal.ts';
import type { Transport } from './results.ts';
import { openCold, openHit } from './single-get.ts';

/** The ways to have an identity that are measured. */
const IDENTITY_NAMES = {
  'static keys': 'access keys in the environment',
  // The older form of profile, since old versions of Amazon's helper know no other. The work is the same.
  'SSO profile': 'a legacy SSO profile',
  'assumed role': 'a role with source_profile',
  'workspace token': "a workspace's token",
} as const;

type IdentityName = keyof typeof IDENTITY_NAMES;

const WITHOUT_STATIC: readonly IdentityName[] = ['SSO profile', 'assumed role', 'workspace token'];
const DELAYS_MS = [0, 50, 150];
const CROWDS = [1, 10, 50, 200];

/** Everything that `make bench` measures, in the order of the table. */
export const CASES: readonly Case[] = [
  ...hits(),
  ...colds(),
  ...crowds(),
  ...accounts(),
  ...renewals(),
  ...memories(),
];

function hits(): Case[] {
  const hit = (name: IdentityName, transport: Transport, delayMs: number): Case => ({
    group: 'hit',
    name,
    transport,
    delayMs,
    unit: 'ms',
    warmUp: true,
    // Programs that ask AWS at every hit take long when it answers late.
    rounds: (runs) => (delayMs > 50 ? share(runs, 1 / 3) : runs),
    open: forEach(name, (setUp) => openHit(setUp, delayMs)),
  });
  return [
    hit('static keys', 'loopback', 0),
    hit('static keys', 'TLS', 0),
    ...WITHOUT_STATIC.flatMap((name) => DELAYS_MS.map((delayMs) => hit(name, 'TLS', delayMs))),
  ];
}

function colds(): Case[] {
  const cold = (name: IdentityName, transport: Transport, delayMs: number): Case => ({
    group: 'cold',
    name,
    transport,
    delayMs,
    unit: 'ms',
    warmUp: true,
    rounds: (runs) => share(runs, delayMs > 50 ? 1 / 5 : 1 / 2.5),
    open: forEach(name, (setUp) => openCold(setUp, delayMs)),
  });
  const names: readonly IdentityName[] = ['static keys', ...WITHOUT_STATIC];
  return [
    ...names.map((name) => cold(name, 'loopback', 0)),
    ...names.flatMap((name) => DELAYS_MS.map((delayMs) => cold(name, 'TLS', delayMs))),
  ];
}

function crowds(): Case[] {
  return (['cold', 'warm'] as const).flatMap((kept) =>
    CROWDS.map((count) => ({
      group: 'at once' as const,
      name: `${count} × static keys, ${kept}`,
      transport: 'TLS' as const,
      delayMs: 50,
      unit: 'ms' as const,
      also: 'the last ended so long after the first',
      // A round of many is a mean by itself.
      warmUp: false,
      rounds: (runs: number) => Math.min(share(runs, 1 / 6), Math.max(2, Math.floor(200 / count))),
      open: forEach('static keys', (setUp) => openCrowd(setUp, kept, 50, sameWish(count))),
    })),
  );
}

function accounts(): Case[] {
  return (['cold', 'warm'] as const).map((kept) => ({
    group: 'accounts',
    name: `3 registries of 3 accounts at once, SSO profiles, ${kept}`,
    transport: 'TLS',
    delayMs: 50,
    unit: 'ms',
    also: 'the last ended so long after the first',
    warmUp: true,
    rounds: (runs) => share(runs, 1 / 6),
    open: openCrowd(signedInToAccounts, kept, 50, REGISTRIES_OF_ACCOUNTS),
  }));
}

function renewals(): Case[] {
  return (['static keys', 'SSO profile'] as const).map((name) => ({
    group: 'renewal',
    name: `${name}, token past half of its life`,
    transport: 'TLS',
    delayMs: 50,
    unit: 'ms',
    also: 'a new token was kept so long after the start',
    warmUp: true,
    rounds: (runs) => share(runs, 1 / 3),
    open: forEach(name, (setUp) => openRenewal(setUp, 50)),
  }));
}

function memories(): Case[] {
  const memory = (name: string, open: Case['open']): Case => ({
    group: 'memory',
    name,
    transport: 'TLS',
    delayMs: 0,
    unit: 'MB',
    warmUp: true,
    rounds: (runs) => share(runs, 1 / 6),
    open: openMemory(open),
  });
  return [
    memory(
      'hit, static keys',
      forEach('static keys', (setUp) => openHit(setUp, 0)),
    ),
    memory(
      'hit, SSO profile',
      forEach('SSO profile', (setUp) => openHit(setUp, 0)),
    ),
    memory(
      'cold, static keys',
      forEach('static keys', (setUp) => openCold(setUp, 0)),
    ),
    memory(
      'cold, SSO profile',
      forEach('SSO profile', (setUp) => openCold(setUp, 0)),
    ),
  ];
}

/** A case of an identity. Amazon's helper knows no workspaces: it gets the same token in a file. */
function forEach(name: IdentityName, make: (setUp: Identity['setUp']) => Case['open']): Case['open'] {
  const own = setUpOf(IDENTITY_NAMES[name]);
  const peers = name === 'workspace token' ? setUpOf('a web identity token file') : own;
  return (place, program) => make(program.id === 'peer' ? peers : own)(place, program);
}

function setUpOf(name: string): Identity['setUp'] {
  const identity = IDENTITIES.find((candidate) => candidate.name === name);
  if (identity === undefined) throw new Error(`there is no identity named ${name}`);
  return identity.setUp;
}

function share(runs: number, part: number): number {
  return Math.max(1, Math.round(runs * part));
}
