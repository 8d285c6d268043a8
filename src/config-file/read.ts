import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import type { Context } from '../context.ts';
import { HelperError } from '../errors.ts';
import { fileErrorCode, quoted } from '../files.ts';
import { findJsonError } from './json-syntax.ts';
import { configFileLocation } from './location.ts';
import { type Problem, showPlace } from './place.ts';
import { findBrokenReference } from './references.ts';
import type { ConfigFile } from './schema.ts';

/** What the configuration file says, checked but for its host names. */
export interface Configuration extends ConfigFile {
  /** Where the file is, or would be. */
  readonly path: string;
  readonly exists: boolean;
}

/**
 * Reads the configuration file. One that is not there says nothing, unless a person named it.
 * What validates it is loaded only when there is one.
 * @throws SETTING_INVALID, CONFIG_NOT_FOUND, CONFIG_UNREADABLE, FILE_REFUSED, CONFIG_INVALID; it is never half-obeyed
 */
export async function readConfiguration(context: Context): Promise<Configuration> {
  const { path, isNamed } = configFileLocation(context);
  const text = readTrustedFile(path, context);
  if (text === undefined) {
    if (!isNamed) return { path, exists: false };
    throw new HelperError(
      'CONFIG_NOT_FOUND',
      `${path}, which DOCKER_CREDENTIAL_ECR_CONFIG names, is not there`,
      {
        hint: 'correct DOCKER_CREDENTIAL_ECR_CONFIG, or unset it',
      },
    );
  }
  const value = parse(text, path);
  const { validate } = await import('./schema.ts');
  const list = findList(value, []);
  const checked = list ?? validate(value);
  if ('what' in checked) throw invalidConfiguration(path, checked);
  const broken = findBrokenReference(checked.file);
  if (broken !== undefined) throw invalidConfiguration(path, broken);
  return { ...checked.file, path, exists: true };
}

/** The error for a mistake in the configuration file. */
export function invalidConfiguration(file: string, { path, what }: Problem): HelperError {
  const place = showPlace(path);
  if (place === '')
    return new HelperError('CONFIG_INVALID', `${file}: ${what}`, { hint: 'put all of it in { }' });
  return new HelperError('CONFIG_INVALID', `${file}: ${place}: ${what}`, { hint: `correct ${place} in it` });
}

function parse(text: string, path: string): unknown {
  // Windows' editors begin a file so.
  const json = text.replace(/^\uFEFF/, '');
  const mistake = findJsonError(json);
  if (mistake === undefined) return JSON.parse(json);
  const { line, column, what } = mistake;
  throw new HelperError(
    'CONFIG_INVALID',
    `${path}, line ${line}, column ${column}: this is no JSON: ${what}`,
    {
      hint: `correct line ${line} of it`,
    },
  );
}

/** The only setting that is a list. */
const LIST_SETTING = 'command';

/** The first list that stands where an object or a text belongs: valibot takes a list for an object. */
function findList(value: unknown, path: readonly string[]): Problem | undefined {
  if (Array.isArray(value)) return { path, what: 'expected an object, found a list' };
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [key, member] of Object.entries(value)) {
    const found = key === LIST_SETTING ? undefined : findList(member, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

const LONGEST_FILE = 1024 * 1024;
const WRITABLE_BY_OTHERS = 0o022;

/**
 * The text of a file that decides which commands run and which identity serves whom, so that nobody but the
 * user and root may be able to write it; undefined if there is none. Links are followed (people keep such files
 * in repositories of their own): what is checked is the file that was opened.
 */
function readTrustedFile(path: string, { userId }: Context): string | undefined {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const code = fileErrorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw unreadable(path, code, error);
  }
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw unreadable(path, 'it is no file');
    if (userId !== undefined && stats.uid !== userId && stats.uid !== 0) {
      throw refused(
        path,
        `belongs to user ${stats.uid}, not to you`,
        `run: sudo chown ${userId} ${quoted(path)}`,
      );
    }
    if (userId !== undefined && (stats.mode & WRITABLE_BY_OTHERS) !== 0) {
      throw refused(path, 'can be written by others', `run: chmod go-w ${quoted(path)}`);
    }
    if (stats.size > LONGEST_FILE) throw unreadable(path, `it is longer than ${LONGEST_FILE} bytes`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw error instanceof HelperError ? error : unreadable(path, fileErrorCode(error), error);
  } finally {
    closeSync(file);
  }
}

function unreadable(path: string, why = 'unknown error', cause?: unknown): HelperError {
  return new HelperError('CONFIG_UNREADABLE', `${path} can't be read (${why})`, {
    hint: 'make it a file that you may read, or remove it',
    cause,
  });
}

function refused(path: string, why: string, hint: string): HelperError {
  return new HelperError(
    'FILE_REFUSED',
    `${path} ${why}, so it is not obeyed: it decides which commands run`,
    {
      hint,
    },
  );
}
