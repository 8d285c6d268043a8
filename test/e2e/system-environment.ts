import { tmpdir } from 'node:os';

/** Where Debian and Ubuntu keep executables. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** The least that a program needs: where executables, its home and temporary files are. */
export function systemEnvironment(home: string): Record<string, string> {
  return { PATH: systemPath, HOME: home, TMPDIR: tmpdir(), LANG: 'C.UTF-8' };
}
