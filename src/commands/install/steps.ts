import type { AddedLines } from '../../aws/config-edit.ts';
import type { Configuration } from '../../config-file/read.ts';
import { validate } from '../../config-file/schema.ts';
import type { Context } from '../../context.ts';
import { entryPath, helperEntries, STORE_PATH } from '../../docker/helper-entries.ts';
import { isOwnHelper, OWN_NAME } from '../../docker/helper-name.ts';
import { parseRegistry } from '../../ecr/registry.ts';
import { checkJsonText, isBlank, memberAt } from '../../editing/json-edit.ts';
import { setUndoably } from '../../editing/json-undo.ts';
import { HelperError } from '../../errors.ts';
import { aliasLink, checkAlias } from './alias-link.ts';
import type { InstallDraft } from './draft.ts';

/**
 * Puts a value into a JSON file, which must have been checked, and remembers what takes it back.
 * @param note what the change is, to be read behind the file's name
 */
export function putMember(
  draft: InstallDraft,
  path: string,
  member: readonly string[],
  value: unknown,
  note: string,
): void {
  const done = draft.recordOf(path);
  const { text, undo } = setUndoably({ text: draft.textOf(path), undo: done }, member, value);
  draft.change(path, text, { ...done, ...undo }, note);
}

/**
 * Adds lines to an AWS config file, and remembers them, so that uninstall takes them out if they still stand there.
 * @param text all that will stand in the file
 */
export function putLines(
  draft: InstallDraft,
  path: string,
  text: string,
  added: AddedLines,
  note: string,
): void {
  const done = draft.recordOf(path);
  const made = draft.textOf(path) === undefined && { made: true };
  draft.change(path, text, { ...done, ...made, blocks: [...done.blocks, added] }, note);
}

/** Gives the hosts to this helper in Docker's config. @throws FILE_UNREADABLE, FILE_INVALID */
export function putEntries(
  draft: InstallDraft,
  dockerConfig: string,
  hosts: readonly string[],
  context: Context,
): void {
  for (const host of new Set(hosts)) {
    const former = helperEntries(draft.textOf(dockerConfig), dockerConfig).helpers.get(host);
    if (former !== undefined && isOwnHelper(former, context)) continue;
    const note = `${JSON.stringify(host)} under credHelpers is now "${OWN_NAME}"${wasNamed(former)}`;
    putMember(draft, dockerConfig, entryPath(host), OWN_NAME, note);
  }
}

/**
 * Makes this helper the one of all hosts in Docker's config. The former one is from then on asked for hosts that are
 * no registries, as the configuration file's `fallbackHelper`.
 * @param alias a name that this program gets by the same draft
 * @throws FILE_UNREADABLE, FILE_INVALID; CONFIG_INVALID where another fallbackHelper is there
 */
export function putStore(
  draft: InstallDraft,
  dockerConfig: string,
  configuration: Configuration,
  alias: string | undefined,
  context: Context,
): void {
  const former = helperEntries(draft.textOf(dockerConfig), dockerConfig).store;
  const isOurs = former !== undefined && (isOwnHelper(former, context) || former === alias);
  if (isOurs && former !== alias) return;
  putMember(draft, dockerConfig, STORE_PATH, OWN_NAME, `credsStore is now "${OWN_NAME}"${wasNamed(former)}`);
  if (former && !isOurs) putFallback(draft, configuration, former);
  else if (configuration.fallbackHelper === undefined) remarkOthers(draft, dockerConfig, configuration);
}

/** Docker asks the store alone, whatever stands under `auths`, and keeps new passwords there (docker/cli, native_store.go). */
function remarkOthers(draft: InstallDraft, dockerConfig: string, { path }: Configuration): void {
  const auths = memberAt(draft.textOf(dockerConfig) ?? '', ['auths']) ?? {};
  const hosts = Object.keys(auths).filter((host) => parseRegistry(host) === undefined);
  const whose = hosts.length === 0 ? 'of other registries' : `of ${hosts.slice(0, 5).join(', ')}`;
  draft.remark(
    `Docker finds and keeps no passwords ${whose} now; to have it do so, name a helper for them as fallbackHelper in ${path}`,
  );
}

function putFallback(draft: InstallDraft, configuration: Configuration, helper: string): void {
  const { path } = configuration;
  const text = draft.textOf(path) ?? '';
  checkJsonText(text, path);
  const there = memberAt(text, FALLBACK_PATH);
  if (there === helper) return;
  if (there !== undefined) {
    throw new HelperError(
      'CONFIG_INVALID',
      `${path}: fallbackHelper is ${JSON.stringify(there)}, but the credsStore that is to be replaced is ${JSON.stringify(helper)}`,
      {
        hint: 'say which of the two is to serve other hosts: set fallbackHelper to it, or remove credsStore',
      },
    );
  }
  const whole = isBlank(text) ? {} : (memberAt(text, []) as object);
  const checked = validate({ ...whole, fallbackHelper: helper });
  if ('what' in checked) {
    throw new HelperError(
      'CONFIG_INVALID',
      `the credsStore ${JSON.stringify(helper)} can't become the fallbackHelper of ${path}: ${checked.what}`,
      { hint: 'correct credsStore in the Docker config, or remove it' },
    );
  }
  putMember(draft, path, FALLBACK_PATH, helper, `fallbackHelper is now ${JSON.stringify(helper)}`);
}

/** The place of the helper for other hosts in the configuration file. */
export const FALLBACK_PATH: readonly string[] = ['fallbackHelper'];

/** Has the program answer under another name too. @throws ALIAS_TAKEN */
export function putAlias(
  draft: InstallDraft,
  name: string,
  { fallbackHelper, path: configurationPath }: Configuration,
  context: Context,
): void {
  const link = aliasLink(name, context);
  checkAlias(name, link, context);
  if (fallbackHelper === name) {
    throw new HelperError(
      'ALIAS_TAKEN',
      `"${name}" is the fallbackHelper in ${configurationPath}, so this program would ask itself`,
      { hint: 'choose another name, or remove fallbackHelper' },
    );
  }
  const { path, target } = link;
  if (link.standing === 'nothing') draft.link({ action: 'make', path, target });
}

function wasNamed(former: string | undefined): string {
  return former === undefined ? '' : ` (was ${JSON.stringify(former)})`;
}
