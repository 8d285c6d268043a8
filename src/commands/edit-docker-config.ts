import type { Context } from '../context.ts';
import { dockerConfigPath } from '../docker/config-file.ts';
import { applyChanges, type EditedFile, type FileChange, readForEdit } from '../editing/edited-file.ts';
import { checkJsonText, memberAt } from '../editing/json-edit.ts';
import { HelperError } from '../errors.ts';
import { againIfChanged } from './again-if-changed.ts';

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
 * @throws FILE_UNREADABLE, FILE_INVALID, DOCKER_CONFIG_INVALID, FILE_UNWRITABLE, FILE_CHANGED
 */
export function editAuths(
  edit: (text: string) => string,
  isSecret: boolean,
  context: Context,
): Promise<FileChange> {
  return againIfChanged(context, () => {
    const { file, text } = readForAuths(context);
    const edited = edit(text);
    // An empty file, or none, is not made into another for nothing.
    const change: FileChange = { file, text: edited === text ? file.text : edited, notes: [], isSecret };
    applyChanges([change], context);
    return change;
  });
}
