import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ended } from '../../test/integration/executables.ts';
import type { Identity } from '../../test/integration/identities.ts';
import { ACCOUNT, Person, REGISTRY } from '../../test/integration/person.ts';
import type { Place } from './place.ts';
import type { Program } from './programs.ts';

/** What is asked for in one get. */
export interface Wish {
  readonly registry: string;
  readonly accountId: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** How long gets took that were started at once, from the start of the first process to the end of the last. */
export interface Taken {
  readonly tookMs: number;
  readonly lastAfterFirstMs: number;
}

const USUAL_WISH: Wish = { registry: REGISTRY, accountId: ACCOUNT };

/** Someone who has a program and an identity, and no token yet. Theirs is a home directory of their own. */
export class User {
  readonly person: Person;
  readonly place: Place;

  private constructor(person: Person, place: Place) {
    this.person = person;
    this.place = place;
  }

  static async at(place: Place, { path }: Pick<Program, 'path'>, setUp: Identity['setUp']): Promise<User> {
    const person = await Person.at(place.aws, path);
    for (const [name, value] of Object.entries(place.environment)) {
      if (value === undefined) delete person.env[name];
      else person.env[name] = value;
    }
    await setUp(person, place.aws);
    return new User(person, place);
  }

  /** Runs a get for each wish, all at once. Throws an Error unless all answers are good. */
  async get(wishes: readonly Wish[] = [USUAL_WISH]): Promise<Taken> {
    const start = performance.now();
    const gets = await Promise.all(
      wishes.map(async (wish) => {
        const ended = await this.person.run('get', wish.registry, wish.env);
        return { end: performance.now(), ended, wish };
      }),
    );
    for (const { ended, wish } of gets) await this.#check(ended, wish);
    const ends = gets.map(({ end }) => end);
    const last = Math.max(...ends);
    return { tookMs: last - start, lastAfterFirstMs: last - Math.min(...ends) };
  }

  /** Lets the time of a request begin: those so far are forgotten, and later ones are answered so much later. */
  begin(delayMs: number): void {
    const { aws } = this.place;
    aws.clearRequests();
    aws.clearFaults();
    if (delayMs > 0) aws.inject({ kind: 'delay', milliseconds: delayMs });
  }

  /** The requests since then. */
  get asked(): { requests: number; tokenRequests: number } {
    const { requests } = this.place.aws;
    const asksForToken = ({ operation }: { operation: string }) => operation === 'GetAuthorizationToken';
    return { requests: requests.length, tokenRequests: requests.filter(asksForToken).length };
  }

  /** Where Amazon's helper keeps its tokens and its log. */
  get peerFolder(): string {
    return join(this.person.home, '.ecr');
  }

  /** Removes every kept token, of whichever program. */
  async forgetTokens(): Promise<void> {
    for (const folder of [this.person.cache, this.peerFolder])
      await rm(folder, { recursive: true, force: true });
  }

  leave(): Promise<void> {
    return this.person.leave();
  }

  async #check(ended: Ended, { accountId }: Wish): Promise<void> {
    if (ended.code !== 0) throw new Error(await this.#reason(ended));
    const verdict = this.place.aws.checkPassword(JSON.parse(ended.stdout).Secret, accountId);
    if (verdict !== 'good') throw new Error(`it answered with a password that the registry calls ${verdict}`);
  }

  /** Why a get failed, with no path of this machine in it. */
  async #reason({ stdout, stderr }: Ended): Promise<string> {
    const text = (await this.#peerLog()) ?? (stderr.trim() || stdout.trim());
    return text.replaceAll(this.person.folder, '~').replace(/127\.0\.0\.1:\d+/g, '127.0.0.1');
  }

  /** The last error in the log of Amazon's helper, which tells Docker only that there are no credentials. */
  async #peerLog(): Promise<string | undefined> {
    const folder = join(this.peerFolder, 'log');
    const names = await readdir(folder).catch(() => []);
    const logs = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const errors = [...logs.join('').matchAll(/error="((?:[^"\\]|\\.)*)"/g)].map(([, error = '']) => error);
    return errors
      .at(-1)
      ?.replace(/\\[nt]/g, ' ')
      .replaceAll('\\"', '"');
  }
}
