import { basename, dirname } from 'node:path';
import { helperProgram, isThisProgram, OWN_NAME, programOf } from '../../docker/helper-name.ts';
import { quoted } from '../../files.ts';
import { type Finding, finding } from './finding.ts';
import type { StatusSurroundings } from './surroundings.ts';

/** Whether clients that run this program find it: by its name, on PATH, before any other of that name. */
export function pathFindings({ context }: Pick<StatusSurroundings, 'context'>): Finding[] {
  const { programPath, platform } = context;
  const name = helperProgram(OWN_NAME);
  const found = programOf(OWN_NAME, context);
  if (found === undefined) {
    const isNamedSo = basename(programPath, platform === 'win32' ? '.exe' : '') === name;
    return [
      finding(
        'helper-not-on-path',
        'error',
        `${name} is not on PATH, so that no client finds it; this one is ${programPath}`,
        isNamedSo ? pathRemedy(dirname(programPath), platform) : `run: ${linkCommand(programPath, name)}`,
      ),
    ];
  }
  if (isThisProgram(found, context)) return [];
  return [
    finding(
      'helper-shadowed',
      'warning',
      `clients run ${found}, which is another program than this one, ${programPath}: it comes first on PATH`,
      `remove ${found}, or put ${dirname(programPath)} before ${dirname(found)} on PATH`,
    ),
  ];
}

function pathRemedy(directory: string, platform: NodeJS.Platform): string {
  return platform === 'win32'
    ? `add ${directory} to PATH`
    : `add it to PATH: export PATH=${quoted(directory)}:"$PATH"`;
}

function linkCommand(programPath: string, name: string): string {
  return `sudo ln -s ${quoted(programPath)} /usr/local/bin/${name}`;
}
