import { accessSync, constants, statSync } from 'node:fs';
import type { Context } from '../../../context.ts';
import { OWN_NAME, programOf } from '../../../docker/helper-name.ts';
import { HelperError } from '../../../errors.ts';
import { isSameFile } from '../../../same-program.ts';
import type { ProcessCommand } from './wishes.ts';

/**
 * The `credential_process` by which this program gives out an identity's credentials. The program stands there by its
 * whole path, since whoever runs it may have another PATH, and as it is found on PATH where it can be, so that the
 * line outlasts a link that leads to another version.
 * @param identity a name that needs no quotes
 * @throws SETTING_INVALID where this program has a path that not everyone reads alike
 */
export function processCommand(
  identity: string,
  context: Pick<Context, 'env' | 'platform' | 'programPath'>,
): ProcessCommand {
  const words = `env --identity ${identity} --format process`;
  const pattern = /^"?([^"]+?)"? env --identity (\S+) --format process$/;
  return {
    command: `"${quotable(programPath(context), context.platform)}" ${words}`,
    isSame: (there) => {
      const [, program = '', name] = pattern.exec(there) ?? [];
      return name === identity && isExecutable(program);
    },
  };
}

function programPath({ programPath: own, ...surroundings }: Parameters<typeof processCommand>[1]): string {
  const found = programOf(OWN_NAME, surroundings);
  return found !== undefined && isSameFile(found, own) ? found : own;
}

/**
 * Within double quotes the AWS CLI (Python's shlex), the Go SDK (sh, or cmd.exe) and the others (a shell) read a path
 * alike but for these characters; some readers of the file take a blank and # or ; for a comment.
 */
function quotable(path: string, platform: NodeJS.Platform): string {
  const special = platform === 'win32' ? /["%\p{Cc}]|\s[#;]/u : /["$`\\\p{Cc}]|\s[#;]/u;
  if (!special.test(path)) return path;
  throw new HelperError('SETTING_INVALID', `this program's path ${path} can't stand in an AWS config`, {
    hint: 'move it to a path of letters, digits, blanks and /._-',
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
