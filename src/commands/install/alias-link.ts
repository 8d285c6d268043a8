import { lstatSync, readlinkSync, symlinkSync, unlinkSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import type { Context } from '../../context.ts';
import { helperProgram, isOwnProgram, ownProgram } from '../../docker/helper-name.ts';
import { HelperError } from '../../errors.ts';
import { fileErrorCode, quoted } from '../../files.ts';
import { findProgram } from '../../find-program.ts';
import type { LinkChange } from './draft.ts';
import type { LinkRecord } from './installed-record.ts';

/** What stands at the path of an alias: nothing, a link or file that is this program, or something else. */
type Standing = 'nothing' | 'ours' | 'foreign';

/** The link by which this program answers under another helper's name too, and what stands in its place now. */
export function aliasLink(name: string, context: Context): LinkRecord & { readonly standing: Standing } {
  const program = ownProgram(context);
  const suffix = context.platform === 'win32' ? '.exe' : '';
  const path = join(dirname(program), `${helperProgram(name)}${suffix}`);
  return { path, target: basename(program), standing: standingAt(path, context) };
}

/** @throws ALIAS_TAKEN where another program has the name, here or earlier on PATH */
export function checkAlias(name: string, link: ReturnType<typeof aliasLink>, context: Context): void {
  const found = findProgram([helperProgram(name)], context);
  const isHidden =
    found !== undefined && !isOwnProgram(found, context) && isBefore(found, link.path, context);
  const inTheWay = link.standing === 'foreign' ? link.path : isHidden ? found : undefined;
  if (inTheWay === undefined) return;
  const whose = name === 'ecr-login' ? ", Amazon's helper or something else that" : ', which';
  throw new HelperError('ALIAS_TAKEN', `${inTheWay} is there already${whose} is not this program`, {
    hint: `if nobody needs it, remove it: rm ${quoted(inTheWay)}`,
  });
}

/** Whether a link that install has made, or that leads to this program, still stands there. */
export function isAliasOfOurs({ path, target }: LinkRecord, context: Context): boolean {
  try {
    return readlinkSync(path) === target || (lstatSync(path).isSymbolicLink() && isOwnProgram(path, context));
  } catch {
    return false;
  }
}

/** Makes and removes links. Returns what takes that back. @throws FILE_UNWRITABLE, and then nothing is changed */
export function changeLinks(changes: readonly LinkChange[]): () => void {
  const done: LinkChange[] = [];
  const takeBack = () => {
    for (const change of done.reverse()) {
      try {
        act(change, change.action === 'make' ? 'remove' : 'make');
      } catch {
        // What ended the changes is what is told.
      }
    }
  };
  for (const change of changes) {
    try {
      act(change, change.action);
      done.push(change);
    } catch (error) {
      takeBack();
      throw unwritable(change, error);
    }
  }
  return takeBack;
}

function act({ path, target }: LinkRecord, action: LinkChange['action']): void {
  if (action === 'make') symlinkSync(target, path);
  else unlinkSync(path);
}

function unwritable({ path, target, action }: LinkChange, error: unknown): HelperError {
  const code = fileErrorCode(error);
  if (code === (action === 'make' ? 'EEXIST' : 'ENOENT')) {
    return new HelperError('FILE_CHANGED', `${path} is changed by somebody else at the same time`, {
      hint: 'run the command again',
    });
  }
  const command = action === 'make' ? `ln -s ${quoted(target)} ${quoted(path)}` : `rm ${quoted(path)}`;
  return new HelperError(
    'FILE_UNWRITABLE',
    `the link ${path} can't be ${action === 'make' ? 'made' : 'removed'} (${code ?? error})`,
    { hint: `run: sudo ${command}`, cause: error },
  );
}

function standingAt(path: string, context: Context): Standing {
  try {
    lstatSync(path);
  } catch {
    return 'nothing';
  }
  return isOwnProgram(path, context) ? 'ours' : 'foreign';
}

function isBefore(one: string, other: string, { env }: Context): boolean {
  const directories = (env.PATH ?? '')
    .split(delimiter)
    .map((directory) => dirname(join(directory, 'program')));
  const place = directories.indexOf(dirname(other));
  return place === -1 || directories.indexOf(dirname(one)) < place;
}
