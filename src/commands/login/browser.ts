import { existsSync } from 'node:fs';
import type { Context } from '../../context.ts';
import { findProgram } from '../../find-program.ts';

/** Variables of places whose browser, if any, is on another machine: SSH, workspaces, dev containers, pods. */
const ELSEWHERE =
  /^(SSH_CONNECTION|SSH_CLIENT|SSH_TTY|CODESPACES|REMOTE_CONTAINERS|CLOUD_SHELL|KUBERNETES_SERVICE_HOST|GITPOD_.+|ONA_.+)$/;

/** Files that container runtimes put into every container (Docker; podman). */
const CONTAINER_MARKS = ['/.dockerenv', '/run/.containerenv'];

/**
 * Whether a browser that is opened here runs on this very machine, so that it can come back to a loopback address.
 * In a container it does only if someone says so by `BROWSER`, which `xdg-open` obeys.
 */
export function browserIsAtHand(
  { env, platform }: Pick<Context, 'env' | 'platform'>,
  exists: (path: string) => boolean = existsSync,
): boolean {
  if (Object.keys(env).some((name) => ELSEWHERE.test(name) && env[name])) return false;
  if (platform === 'darwin' || platform === 'win32') return true;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return false;
  return Boolean(env.BROWSER) || !CONTAINER_MARKS.some((mark) => exists(mark));
}

/**
 * Opens the address in the person's browser, and doesn't wait for it. That it can't be opened is no failure:
 * whoever calls this shows the address too.
 */
export async function openBrowser(
  address: string,
  context: Pick<Context, 'env' | 'platform'>,
): Promise<void> {
  const command = openCommand(address, context);
  if (command === undefined) return;
  const { spawn } = await import('node:child_process');
  const [program, ...words] = command;
  // No shell: the address is data. A session of its own, since the browser may outlive this program.
  try {
    const child = spawn(program, words, {
      env: context.env,
      stdio: 'ignore',
      detached: true,
      windowsHide: true,
    });
    child.on('error', () => {});
    child.unref();
  } catch {
    // For what is no program for this machine, bun throws at once.
  }
}

function openCommand(
  address: string,
  { env, platform }: Pick<Context, 'env' | 'platform'>,
): [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['/usr/bin/open', address];
  if (platform === 'win32') {
    return [
      `${env.SystemRoot ?? 'C:\\Windows'}\\System32\\rundll32.exe`,
      'url.dll,FileProtocolHandler',
      address,
    ];
  }
  const program = findProgram(['xdg-open'], { env, platform });
  return program === undefined ? undefined : [program, address];
}
