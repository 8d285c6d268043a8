import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import { startDeadline } from '../deadline.ts';
import { dockerConfigPath } from '../docker/config-file.ts';
import {
  applyChanges,
  changesNothing,
  type EditedFile,
  type FileChange,
  readForEdit,
} from '../edited-file.ts';
import { HelperError } from '../errors.ts';
import { checkJsonText, memberAt } from '../json-edit.ts';
import { withLock } from '../lock.ts';
import type { Log } from '../log.ts';

/** How often a file is read again that somebody else has written meanwhile: Docker itself takes no lock. */
const ATTEMPTS = 5;

/** What the editing of Docker's config needs of its surroundings. */
export interface EditSurroundings {
  readonly context: Context;
  readonly log: Log;
  /** How long to wait for others who edit it. */
  readonly timeoutMs: number;
}

/** Docker's config before its `auths` are changed. */
interface ReadConfig {
  readonly file: EditedFile;
  /** Its text, which can be edited; empty where there is no file, or nothing in it. */
  readonly text: string;
}

/** Reads Docker's config, to change its `auths`. @throws FILE_UNREADABLE, FILE_INVALID, DOCKER_CONFIG_INVALID */
export function readForAuths(context: Context): ReadConfig {
  const file = readForEdit(dockerConfigPath(context));
  const text = file.text?.trim() ? file.text : '';
  checkJsonText(text, file.path);
  const auths = memberAt(text, ['auths']) ?? {};
  if (typeof auths === 'object' && !Array.isArray(auths)) return { file, text };
  throw new HelperError(
    'DOCKER_CONFIG_INVALID',
    `the Docker config ${file.path} has auths that are no object`,
    {
      hint: `correct ${file.path}`,
    },
  );
}

/**
 * Changes the `auths` of Docker's config. Of several who do that at once none loses what another has written.
 * @param edit makes the new text from the old one, which is empty where there is no file
 * @param isSecret whether passwords will stand in it
 * @returns the change, which may be none
 * @throws FILE_UNREADABLE, FILE_INVALID, DOCKER_CONFIG_INVALID, FILE_UNWRITABLE, FILE_CHANGED, TIMED_OUT
 */
export async function editAuths(
  edit: (text: string) => string,
  isSecret: boolean,
  { context, log, timeoutMs }: EditSurroundings,
): Promise<FileChange> {
  const changeNow = (): FileChange => {
    const { file, text } = readForAuths(context);
    const edited = edit(text);
    // An empty file, or none, is not made into another for nothing.
    return { file, text: edited === text ? file.text : edited, notes: [], isSecret };
  };
  const first = changeNow();
  if (changesNothing(first)) return first;
  makeDirectory(dirname(first.file.target));
  const deadline = startDeadline(timeoutMs);
  deadline.waitFor(`another docker-credential-ecr, which writes ${first.file.path},`);
  try {
    const lock = `${first.file.target}.lock`;
    return await withLock(
      lock,
      { context, log },
      { signal: deadline.signal, answer: () => undefined },
      async () => {
        for (let attempt = 1; ; attempt++) {
          const change = changeNow();
          try {
            applyChanges([change], context);
            return change;
          } catch (error) {
            const isChanged = error instanceof HelperError && error.code === 'FILE_CHANGED';
            if (!isChanged || attempt === ATTEMPTS) throw error;
          }
        }
      },
    );
  } finally {
    deadline.end();
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch {
    // Writing tells what is wrong.
  }
}
