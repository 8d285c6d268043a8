import { accessSync, constants, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Context } from '../../context.ts';
import { CACHE_FILE_NAME } from '../../ecr/cache-directory.ts';
import { HelperError } from '../../errors.ts';
import { checkPrivateDirectory, fileErrorCode, quoted, whyForeign } from '../../files.ts';
import { errorFinding, type Finding, finding } from './finding.ts';
import type { StatusSurroundings } from './surroundings.ts';

/** What is wrong with the directory where tokens are kept, and with the files in it. */
export function cacheFindings({
  context,
  settings: { cacheDirectory: directory },
}: Pick<StatusSurroundings, 'context' | 'settings'>): Finding[] {
  if (context.env.AWS_ECR_DISABLE_CACHE) {
    const message = 'AWS_ECR_DISABLE_CACHE is set, so that no token is kept, and every pull asks AWS';
    return [finding('cache-disabled', 'info', message, 'unset AWS_ECR_DISABLE_CACHE')];
  }
  if (directory === undefined) return [];
  try {
    if (!checkPrivateDirectory(directory, context)) return [];
    return [...directoryFindings(directory, context), ...fileFindings(directory, context)];
  } catch (error) {
    if (error instanceof HelperError) return [errorFinding(error)];
    const message = `${directory}, where tokens are kept, can't be read (${fileErrorCode(error) ?? 'unknown error'})`;
    const remedy = 'make it a directory that you may read, or set AWS_ECR_CACHE_DIR to one';
    return [finding('cache-unreadable', 'error', message, remedy)];
  }
}

const READABLE_BY_OTHERS = 0o055;
const ANY_OF_OTHERS = 0o077;

function directoryFindings(directory: string, { userId }: Pick<Context, 'userId'>): Finding[] {
  const found: Finding[] = [];
  if (userId !== undefined && (lstatSync(directory).mode & READABLE_BY_OTHERS) !== 0) {
    const message = `others can look into ${directory}, where tokens are kept`;
    found.push(
      finding('cache-readable-by-others', 'warning', message, `run: chmod 700 ${quoted(directory)}`),
    );
  }
  try {
    accessSync(directory, constants.W_OK);
  } catch {
    const message = `${directory} can't be written, so that no token is kept`;
    const remedy = `run: chmod 700 ${quoted(directory)}, or set AWS_ECR_CACHE_DIR to a directory that you may write`;
    found.push(finding('cache-unwritable', 'warning', message, remedy));
  }
  return found;
}

/** The files of ours that are refused when they are read, and those that others may read. */
function fileFindings(directory: string, { userId }: Pick<Context, 'userId'>): Finding[] {
  if (userId === undefined) return [];
  const readable: string[] = [];
  const refused: string[] = [];
  for (const name of readdirSync(directory)
    .filter((file) => CACHE_FILE_NAME.test(file))
    .sort()) {
    const path = join(directory, name);
    const stats = lstatSync(path, { throwIfNoEntry: false });
    if (stats === undefined) continue;
    if (!stats.isFile() || whyForeign(stats, { userId }) !== undefined) refused.push(path);
    else if ((stats.mode & ANY_OF_OTHERS) !== 0) readable.push(path);
  }
  const found: Finding[] = [];
  if (refused.length > 0) {
    const message = `${counted(refused)} refused: a symlink, no file, or one that others own or can write`;
    found.push(finding('cache-file-refused', 'warning', message, removal(refused)));
  }
  if (readable.length > 0) {
    const message = `${counted(readable)} readable by others`;
    const remedy = `run: chmod 600 ${readable.map(quoted).join(' ')}`;
    found.push(finding('cache-readable-by-others', 'warning', message, remedy));
  }
  return found;
}

function counted(paths: readonly string[]): string {
  return paths.length === 1 ? `${paths[0]} is` : `${paths.length} files such as ${paths[0]} are`;
}

function removal(paths: readonly string[]): string {
  return `run: rm -r ${paths.map(quoted).join(' ')}`;
}
