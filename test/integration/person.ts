import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SsoSignIn } from '../fakes/aws/sso-sessions.ts';
import type { AwsStandIn } from '../fakes/aws/stand-in.ts';
import { type Ended, plainEnvironment, run } from './executables.ts';

/** The registry of the account that most tests are about. */
export const REGISTRY = '111111111111.dkr.ecr.us-east-1.amazonaws.com';
export const ACCOUNT = '111111111111';

/** A person at a machine of their own: a home directory, an environment, and the executable under test. */
export class Person {
  readonly folder: string;
  readonly home: string;
  /** What every run of theirs sees, over PATH and HOME. */
  readonly env: Record<string, string> = {};
  readonly #executable: string;

  private constructor(folder: string, executable: string) {
    this.folder = folder;
    this.home = join(folder, 'home');
    this.#executable = executable;
  }

  /** Someone whose calls to AWS reach the stand-in. */
  static async at(aws: AwsStandIn, executable: string): Promise<Person> {
    const folder = await mkdtemp(join(tmpdir(), 'person-'));
    const person = new Person(folder, executable);
    await mkdir(person.home);
    await mkdir(person.programs);
    person.env.AWS_ENDPOINT_URL = aws.url;
    person.env.AWS_EC2_METADATA_SERVICE_ENDPOINT = aws.url;
    return person;
  }

  /** A directory on their PATH. */
  get programs(): string {
    return join(this.folder, 'programs');
  }

  /** Where their tokens are kept. */
  get cache(): string {
    return join(this.home, '.cache', 'docker-credential-ecr');
  }

  /** The environment of a run; variables given as undefined are taken away. */
  environment(env: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
    const plain = plainEnvironment(this.folder);
    const all = { ...plain, PATH: `${this.programs}:${plain.PATH}`, ...this.env, ...env };
    return Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  /** Runs the executable. Variables given as undefined are taken away. */
  run(
    verb: string,
    input = REGISTRY,
    env: Readonly<Record<string, string | undefined>> = {},
  ): Promise<Ended> {
    return run(this.#executable, [verb], { cwd: this.folder, env: this.environment(env), input });
  }

  /** Writes a file below their home. */
  async write(path: string, text: string, mode = 0o600): Promise<string> {
    const file = join(this.home, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
    await chmod(file, mode);
    return file;
  }

  /** Puts a program on their PATH. */
  async addProgram(name: string, script: string): Promise<void> {
    const file = join(this.programs, name);
    await writeFile(file, script);
    await chmod(file, 0o755);
  }

  /** Writes what the AWS CLI has after `aws sso login`: the token of a session, or of a legacy profile's start URL. */
  writeSsoToken(
    sessionOrStartUrl: string,
    signIn: Partial<SsoSignIn> & Record<string, unknown>,
  ): Promise<string> {
    const name = createHash('sha1').update(sessionOrStartUrl).digest('hex');
    return this.write(`.aws/sso/cache/${name}.json`, JSON.stringify(signIn));
  }

  /** Removes all that is theirs. */
  leave(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
