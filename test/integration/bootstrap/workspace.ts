import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROJECT } from '../../../build/paths.ts';
import type { Ended } from '../executables.ts';

/** What the script is run with, and what a workspace must have for it. */
const TOOLS = [
  'ar base64 cat chmod cp curl cut dirname dpkg-deb env find gpg gpg-agent gpgv grep gzip id ldd ln ls mkdir',
  'mktemp mv openssl rm rmdir sed sh sha256sum shasum sysctl tar tr uname unzip wget xz',
].flatMap((line) => line.split(' '));

/** Someone who is not root: root may write everywhere. */
const NOBODY = 65_534;

const asSomeone = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};

/** The path of a program of this machine, if it is there. */
export function onThisMachine(name: string): string | undefined {
  for (const folder of ['/usr/local/bin', '/usr/bin', '/bin', '/usr/sbin', '/sbin']) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

/** How the script is run. */
export interface Run {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The words that start the shell. */
  readonly shell?: readonly string[];
  /** Another script than bootstrap.sh. */
  readonly script?: string;
}

/**
 * A machine that somebody who isn't root starts to work on: a home, a system folder of its own in place of
 * /usr/local, and these tools on PATH and nothing else.
 */
export class Workspace {
  readonly folder: string;
  readonly script: string;

  private constructor(folder: string) {
    this.folder = folder;
    this.script = join(folder, 'bootstrap.sh');
  }

  static async start(): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), 'workspace-')));
    for (const name of ['home', 'tools', 'temporary', 'system']) await mkdir(join(workspace.folder, name));
    for (const tool of TOOLS) {
      const path = onThisMachine(tool);
      if (path !== undefined) await symlink(path, join(workspace.tools, tool));
    }
    await workspace.changeScript((text) => text, join(PROJECT, 'scripts', 'bootstrap.sh'));
    workspace.giveAway();
    return workspace;
  }

  get home(): string {
    return join(this.folder, 'home');
  }

  get tools(): string {
    return join(this.folder, 'tools');
  }

  /** What stands for /usr/local. */
  get system(): string {
    return join(this.folder, 'system');
  }

  /** The folder of a person's own programs. */
  get ownBin(): string {
    return join(this.home, '.local', 'bin');
  }

  /** Writes the script anew, from its text, with this machine's system folder in it. */
  async changeScript(change: (text: string) => string, source = this.script): Promise<void> {
    const text = (await readFile(source, 'utf8')).replace(
      "SYSTEM_PREFIX='/usr/local'",
      `SYSTEM_PREFIX='${this.system}'`,
    );
    await writeFile(this.script, change(text));
  }

  /** Lets the person write to the system folder. */
  async openSystem(): Promise<string> {
    const bin = join(this.system, 'bin');
    await mkdir(bin);
    return bin;
  }

  /** Puts a program on PATH, in place of the machine's. */
  async fake(name: string, script: string): Promise<void> {
    await this.remove(name);
    await this.put(join(this.tools, name), script);
  }

  /** Takes tools from PATH. */
  async remove(...names: readonly string[]): Promise<void> {
    for (const name of names) await rm(join(this.tools, name), { force: true });
  }

  /** Writes a program. */
  async put(path: string, script: string): Promise<void> {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, script);
    await chmod(path, 0o755);
  }

  /** Writes a script into the workspace's folder, and tells its path. */
  async write(name: string, text: string): Promise<string> {
    const path = join(this.folder, name);
    await this.put(path, text);
    return path;
  }

  /** Starts the script. */
  begin({ args = [], env = {}, shell = ['/bin/sh'], script = this.script }: Run = {}): ChildProcess {
    this.giveAway();
    const [program = '/bin/sh', ...words] = shell;
    return spawn(program, [...words, script, ...args], {
      ...asSomeone,
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: {
        HOME: this.home,
        PATH: `${this.system}/bin:${this.ownBin}:${this.tools}`,
        TMPDIR: join(this.folder, 'temporary'),
        LANG: 'C.UTF-8',
        ...env,
      },
    });
  }

  /** Runs the script to its end. */
  async run(how: Run = {}): Promise<Ended> {
    return ended(this.begin(how));
  }

  /** Every file, link and directory of the person's and the system's, with what is in it, temporary ones too. */
  tree(): Record<string, string> {
    const found: Record<string, string> = {};
    const names = ['home', 'system', 'temporary'];
    for (const name of names) {
      for (const entry of readdirSync(join(this.folder, name), { recursive: true, withFileTypes: true })) {
        const path = join(entry.parentPath, entry.name);
        found[path.slice(this.folder.length + 1)] = entry.isFile()
          ? readFileSync(path, 'latin1')
          : '(no file)';
      }
    }
    return found;
  }

  /** What the fake program was run with. */
  async ran(): Promise<string> {
    return readFile(join(this.home, 'ran'), 'utf8').catch(() => '');
  }

  leave(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** Makes all of it the person's. */
  private giveAway(): void {
    if (asSomeone.uid === undefined) return;
    execFileSync('chown', ['-hR', `${NOBODY}:${NOBODY}`, this.folder]);
  }
}

/** Waits for a started script and tells how it ended. */
export async function ended(child: ChildProcess): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout: `${Buffer.concat(stdout)}`, stderr: `${Buffer.concat(stderr)}` };
}
