import { lstatSync, type Stats } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import * as v from 'valibot';
import type { AddedLines } from '../../aws/config-edit.ts';
import { defaultConfigFile } from '../../config-file/location.ts';
import type { Context } from '../../context.ts';
import { HELPER_PREFIX } from '../../docker/helper-name.ts';
import { type EditedFile, readForEdit } from '../../editing/edited-file.ts';
import { isBlank } from '../../editing/json-edit.ts';
import type { Undo } from '../../editing/json-undo.ts';
import { HelperError } from '../../errors.ts';
import { quoted, whyForeign } from '../../files.ts';

const path = v.pipe(v.string(), v.check(isAbsolute));
const names = v.array(v.string());
const blanks = v.pipe(v.string(), v.check(isBlank));
/** JSON of one value. */
const source = v.pipe(v.string(), v.check(isJson));

const fileRecord = v.strictObject({
  made: v.exactOptional(v.literal(true)),
  blank: v.exactOptional(blanks),
  members: v.array(v.strictObject({ path: names, value: v.unknown(), former: v.exactOptional(source) })),
  objects: v.array(
    v.strictObject({
      path: names,
      former: v.exactOptional(v.pipe(v.string(), v.regex(/^\{\s*\}$/))),
    }),
  ),
  blocks: v.array(
    v.strictObject({ section: v.string(), isNewSection: v.boolean(), lines: v.pipe(names, v.minLength(1)) }),
  ),
});

const link = v.strictObject({
  path: v.pipe(
    path,
    v.check((text) => basename(text).startsWith(HELPER_PREFIX)),
  ),
  target: v.string(),
});

const VERSION = 1;

const recordSchema = v.strictObject({
  version: v.literal(VERSION),
  files: v.record(path, fileRecord),
  links: v.array(link),
  directories: v.array(path),
});

/** What install has done to a file: members of a JSON file, or lines of an AWS config, and whether there was no file. */
export interface FileRecord extends Undo {
  /** What was added to it, block by block. */
  readonly blocks: readonly AddedLines[];
}

/** A link that install has made. */
export interface LinkRecord {
  readonly path: string;
  /** What it holds: relative to its directory. */
  readonly target: string;
}

/** What install has done on this machine, for uninstall. It holds no secrets. */
export interface InstalledRecord {
  /** By absolute path. */
  readonly files: Readonly<Record<string, FileRecord>>;
  /** Other names of this program. */
  readonly links: readonly LinkRecord[];
  /** Directories that were made, the deepest first. */
  readonly directories: readonly string[];
}

export const NOTHING_INSTALLED: InstalledRecord = { files: {}, links: [], directories: [] };

/** The record, and the file that it stands in. */
export interface RecordFile {
  readonly file: EditedFile;
  readonly record: InstalledRecord;
}

/**
 * Reads the record, which stands where the configuration file is by default: one that a person has named may be
 * somebody else's, or the next time another. One that is not of the form is said and not obeyed.
 * @throws FILE_UNREADABLE; FILE_REFUSED for one that somebody else may write; FILE_INVALID for one of a newer program
 */
export function readInstalledRecord(context: Context, warn: (error: HelperError) => void): RecordFile {
  const place = join(dirname(defaultConfigFile(context)), 'installed.json');
  refuseForeign(place, context);
  const file = readForEdit(place);
  if (file.text === undefined) return { file, record: NOTHING_INSTALLED };
  const value = parsed(file.text);
  const result = v.safeParse(recordSchema, value);
  if (result.success) {
    const { version, ...record } = result.output;
    return { file, record };
  }
  const version = (value as { version?: unknown } | null | undefined)?.version;
  if (typeof version === 'number' && version > VERSION) {
    throw new HelperError(
      'FILE_INVALID',
      `${place} is of a newer docker-credential-ecr, so it is left as it is`,
      {
        hint: 'use that one, or remove the file',
      },
    );
  }
  warn(
    new HelperError(
      'FILE_INVALID',
      `${place}, which remembers what install has done, is damaged and not obeyed`,
      {
        hint: 'what stood in other files before is not known any more; look whether they are as you want them',
      },
    ),
  );
  return { file, record: NOTHING_INSTALLED };
}

/** What stands in the record's file; undefined where there is nothing to remember. */
export function formatInstalledRecord(record: InstalledRecord): string | undefined {
  if (Object.keys(record.files).length === 0 && record.links.length === 0) return undefined;
  return `${JSON.stringify({ version: VERSION, ...record }, null, 2)}\n`;
}

/** It says what is to be written into a person's files. */
function refuseForeign(place: string, context: Context): void {
  const stats = statsOf(place);
  if (stats === undefined || context.userId === undefined) return;
  const why = stats.isSymbolicLink() ? 'is a link' : whyForeign(stats, context);
  if (why === undefined) return;
  throw new HelperError('FILE_REFUSED', `${place}, which remembers what install has done, ${why}`, {
    hint: `look into it, and remove it: rm ${quoted(place)}`,
  });
}

function statsOf(place: string): Stats | undefined {
  try {
    return lstatSync(place);
  } catch {
    // Reading it will tell.
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  return parsed(text) !== undefined;
}
