import { randomInt } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, jest, test } from '@jest/globals';
import type { AwsStandIn } from '../fakes/aws/stand-in.ts';
import { ageFiles, keptFiles, LEFT } from './aged-tokens.ts';
import { forEachExecutable } from './each-executable.ts';
import { passwordIn } from './one-line.ts';
import { type Person, REGISTRY } from './person.ts';
import { endAll, startGet } from './processes.ts';
import { type Random, seededRandom } from './seeded-random.ts';

jest.setTimeout(180_000);

const ROUNDS = 10;
const AT_ONCE = 50;
/** How many of them are killed. */
const KILLED = 0.4;
/** In how many rounds AWS refuses everybody. */
const REFUSING = 0.3;
/** Longer than any get takes, in milliseconds. */
const LONG_MS = 120_000;
const HOSTS = [REGISTRY, REGISTRY.replace('us-east-1', 'eu-west-1')];
const USERS = ['ann', 'bob', 'eve'];

interface Identity {
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Someone's access key, as the environment has it. */
function identityOf(user: string, aws: AwsStandIn): Identity {
  const key = aws.addAccessKey({ accountId: '111111111111', userName: user });
  return { user, env: { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey } };
}

/** What of a password shows that it is not what this identity may be answered with, in this region, now. */
function wrongAbout(
  password: string,
  user: string,
  host: string,
  expired: Set<string>,
  aws: AwsStandIn,
): string {
  const issued = aws.findPassword(password);
  if (issued === undefined) return 'nobody issued it';
  if (!issued.principalArn.endsWith(`:user/${user}`)) return `it is ${issued.principalArn}'s, not ${user}'s`;
  if (!host.includes(`.${issued.region}.`)) return `it is for ${issued.region}, not ${host}`;
  return expired.has(password) ? 'it has expired' : '';
}

/** The file's token; undefined when it is broken. */
async function tokenIn(file: string) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Gives each kept token another part of its life, or takes it away; notes those that have expired then. */
async function ageAtRandom(files: readonly string[], expired: Set<string>, random: Random): Promise<void> {
  for (const file of files) {
    const token = await tokenIn(file);
    const [chance, life] = [random.next(), random.pick(Object.values(LEFT))];
    if (chance < 0.2 || token === undefined) await rm(file);
    // One that has expired stays so: all who wanted it may have been killed.
    else if (!expired.has(token.password)) {
      const expiresAt = Date.now() + life * 1000;
      if (life < 0) expired.add(token.password);
      await writeFile(file, JSON.stringify({ ...token, expiresAt, issuedAt: expiresAt - 12 * 3600 * 1000 }));
    }
  }
}

/** Kills those who hold a lock, twice within a round. */
async function killHolders(person: Person, random: Random, roundMs: number): Promise<void> {
  for (let time = 0; time < 2; time += 1) {
    await delay((random.next() * roundMs) / 2);
    for (const file of await keptFiles(person, 'lock')) {
      try {
        process.kill(JSON.parse(await readFile(file, 'utf8')).processId, 'SIGKILL');
      } catch {
        // It was given back, or is not written yet.
      }
    }
  }
}

forEachExecutable((scene) => {
  test('500 gets, of which many are killed, leave no broken file, and none says a wrong or an expired password', async () => {
    const { person, aws } = scene;
    const seed = randomInt(2 ** 32);
    const random = seededRandom(seed);
    const identities = USERS.map((user) => identityOf(user, aws));
    const [first] = identities;
    let start = performance.now();
    await startGet(scene, REGISTRY, first?.env).ended;
    /** How long a round takes, by the last one. */
    let roundMs = (performance.now() - start) * 10;
    const wrong: string[] = [];
    const expired = new Set<string>();
    let killed = 0;

    for (let round = 0; round < ROUNDS; round += 1) {
      aws.clearFaults();
      aws.inject({ kind: 'delay', milliseconds: random.below(200) });
      const isRefusing = random.next() < REFUSING;
      if (isRefusing) aws.inject({ kind: 'denied' });
      const gets = Array.from({ length: AT_ONCE }, async () => {
        const { user, env } = random.pick(identities);
        const host = random.pick(HOSTS);
        const killAfterMs = random.next() < KILLED ? random.next() * roundMs : undefined;
        const get = startGet(scene, host, env);
        const killing = setTimeout(() => get.kill('SIGKILL'), killAfterMs ?? LONG_MS);
        const { code, stdout, stderr } = await get.ended;
        clearTimeout(killing);
        if (code === null) killed += 1;
        if (code === null && stdout === '') return;
        if (isRefusing && code === 1 && stdout === stderr) return;
        // Nothing else may keep it from an answer.
        if (code !== null && (code !== 0 || (stderr !== '' && !isRefusing)))
          wrong.push(`round ${round}: ${code} ${stdout}${stderr}`);
        else {
          const why = wrongAbout(passwordIn({ stdout, stderr, code }), user, host, expired, aws);
          if (why !== '') wrong.push(`round ${round}: ${why}`);
        }
      });
      start = performance.now();
      await Promise.all(gets.concat(killHolders(person, random, roundMs)));
      roundMs = performance.now() - start;
      // Renewals in the background are killed as well.
      await endAll(person);
      for (const file of await keptFiles(person)) {
        if ((await tokenIn(file)) === undefined) wrong.push(`round ${round}: ${file} is broken`);
      }
      await ageAtRandom(await keptFiles(person), expired, random);
      await ageFiles(await keptFiles(person, 'renewing'), random.pick([1, 61]));
    }

    // What the killed have left is swept by whoever keeps a token next, and holds up nobody.
    aws.clearFaults();
    const decoy = `${(await keptFiles(person, 'lock'))[0] ?? join(person.cache, `${REGISTRY}.pasted.json`)}.0a1b.tmp`;
    await writeFile(decoy, '');
    await ageFiles(await keptFiles(person, 'tmp'), 601);
    for (const file of await keptFiles(person)) await rm(file);
    for (const { user, env } of identities) {
      for (const host of HOSTS) {
        const ended = await startGet(scene, host, env).ended;
        expect(ended).toMatchObject({ code: 0, stderr: '' });
        const why = wrongAbout(passwordIn(ended), user, host, expired, aws);
        if (why !== '') wrong.push(`at the end: ${why}`);
      }
    }
    expect({ seed, wrong }).toEqual({ seed, wrong: [] });
    // Otherwise nothing was tried.
    expect(killed).toBeGreaterThan((ROUNDS * AT_ONCE * KILLED) / 4);
    const left = await readdir(person.cache);
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(left.filter((name) => name.endsWith('.json'))).toHaveLength(USERS.length * HOSTS.length);
    expect(left.filter((name) => name.endsWith('.lock'))).toEqual([]);
  });
});
