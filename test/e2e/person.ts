import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { SsoSignIn } from '../fakes/aws/sso-sessions.ts';
import { type CommandResult, runCommand } from './command.ts';
import { firstRegistry, type RealParts, secondRegistry } from './real-parts.ts';
import { systemEnvironment } from './system-environment.ts';

/** An SSO session of the AWS configuration, and what the AWS CLI has in its cache after `aws sso login`. */
export interface PersonsSsoSession {
  /** The name behind `sso-session`. */
  readonly name: string;
  readonly startUrl: string;
  readonly region: string;
  readonly signIn: SsoSignIn;
}

export interface PersonOptions {
  /** What the person's shell has beyond PATH and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  /** Text of `~/.aws/config`. */
  readonly awsConfig?: string;
  readonly ssoSessions?: readonly PersonsSsoSession[];
  /** What the program's configuration file says, if there is one. */
  readonly configuration?: object;
  /** Scripts on the person's PATH, by name. */
  readonly scripts?: Readonly<Record<string, string>>;
  /** The hosts for which the Docker config names the helper. Default: both registries. */
  readonly helpedHosts?: readonly string[];
  /** Somebody who has neither this program nor a Docker config. */
  readonly isNewcomer?: boolean;
}

/** Somebody at a terminal, with a home directory, a Docker config and AWS settings of their own. */
export interface Person {
  readonly home: string;
  /** What the person's shell has. */
  readonly env: Readonly<Record<string, string>>;
  /** Everything that this person's commands have shown so far. */
  readonly shown: () => string;
  run(executable: string, ...args: string[]): Promise<CommandResult>;
  /** The same with further environment variables for this one command. */
  runWith(
    env: Readonly<Record<string, string>>,
    executable: string,
    ...args: string[]
  ): Promise<CommandResult>;
  /** The text of the Docker config, as it is now. */
  readDockerConfig(): Promise<string>;
  /** Puts another Docker config in its place. */
  writeDockerConfig(config: object): Promise<void>;
}

/** The folder with `docker-credential-ecr`; jest runs in the repository. */
const helperFolder = path.resolve('dist');

/** Makes a person whose Docker config holds `credHelpers` and nothing else. */
export async function createPerson(parts: RealParts, options: PersonOptions = {}): Promise<Person> {
  const home = await mkdtemp(path.join(parts.folder, 'home-'));
  const scripts = path.join(home, 'bin');
  // Also the place where podman and skopeo look for a Docker config.
  const dockerConfig = path.join(home, '.docker', 'config.json');
  const helpedHosts = options.helpedHosts ?? [firstRegistry.host, secondRegistry.host];

  if (!options.isNewcomer) {
    await writePrivateFile(
      dockerConfig,
      JSON.stringify({ credHelpers: Object.fromEntries(helpedHosts.map((host) => [host, 'ecr'])) }),
    );
  }
  if (options.awsConfig !== undefined) {
    await writePrivateFile(path.join(home, '.aws', 'config'), options.awsConfig);
  }
  if (options.configuration !== undefined) {
    const file = path.join(home, '.config', 'docker-credential-ecr', 'config.json');
    await writePrivateFile(file, JSON.stringify(options.configuration));
  }
  for (const session of options.ssoSessions ?? []) await writeSsoCacheFile(home, session);
  for (const [name, text] of Object.entries(options.scripts ?? {})) {
    await writePrivateFile(path.join(scripts, name), text);
    await chmod(path.join(scripts, name), 0o700);
  }

  const system = systemEnvironment(home);
  const env = {
    ...system,
    PATH: [scripts, options.isNewcomer ? path.join(home, '.local', 'bin') : helperFolder, system.PATH].join(
      ':',
    ),
    DOCKER_CONFIG: path.dirname(dockerConfig),
    DOCKER_HOST: parts.dockerHost,
    AWS_ENDPOINT_URL: parts.aws.url,
    ...options.env,
  };
  let shown = '';
  const runWith: Person['runWith'] = async (furtherEnv, executable, ...args) => {
    const result = await runCommand(executable, args, { env: { ...env, ...furtherEnv }, directory: home });
    shown += result.output;
    return result;
  };
  return {
    home,
    env,
    shown: () => shown,
    run: (executable, ...args) => runWith({}, executable, ...args),
    runWith,
    readDockerConfig: () => readFile(dockerConfig, 'utf8'),
    writeDockerConfig: (config) => writePrivateFile(dockerConfig, JSON.stringify(config)),
  };
}

/** The AWS CLI names the file by the SHA-1 of the session's name. */
async function writeSsoCacheFile(home: string, session: PersonsSsoSession): Promise<void> {
  const name = createHash('sha1').update(session.name).digest('hex');
  const { startUrl, region, signIn } = session;
  await writePrivateFile(
    path.join(home, '.aws', 'sso', 'cache', `${name}.json`),
    JSON.stringify({ startUrl, region, ...signIn }),
  );
}

async function writePrivateFile(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(file, text, { mode: 0o600 });
}
