import { resolve } from 'node:path';
import { configFileLocation } from '../../config-file/location.ts';
import type { Context } from '../../context.ts';
import { dockerConfigPath } from '../../docker/config-file.ts';
import { helperEntries } from '../../docker/helper-entries.ts';
import { removeEmptyDirectories } from '../../editing/made-directories.ts';
import type { HelperError } from '../../errors.ts';
import { againIfChanged } from '../again-if-changed.ts';
import { UNINSTALL } from '../descriptions/install.ts';
import { carryOut } from '../install/carry-out.ts';
import { InstallDraft, type InstallPlan } from '../install/draft.ts';
import { readInstalledRecord } from '../install/installed-record.ts';
import { namedHosts } from '../install/registries.ts';
import { type InstallRequest, namesNothing, parseInstall } from '../install/request.ts';
import { shownPath } from '../shown-path.ts';
import { readVerbSettings, type VerbSettings } from '../verb-settings.ts';
import { takeAlias, takeLink } from './alias.ts';
import { takeAllOf, takeEntries, takeStore, takeUnrecorded } from './steps.ts';

/**
 * `uninstall`: the inverse of `install`. What somebody has changed since is left, and said.
 * @throws USAGE, and what makes files unreadable, invalid or unwritable; nothing is changed then
 */
export async function uninstall(context: Context, warn: (error: HelperError) => void): Promise<void> {
  const request = parseInstall(UNINSTALL, context.arguments.slice(1));
  const dockerConfig = resolve(dockerConfigPath(context));
  // Without names there is no need for the configuration file, which may have gone or be wrong.
  const verb = request.registries.length === 0 ? undefined : await readVerbSettings(context);
  await againIfChanged(context, () => {
    const draft = new InstallDraft(readInstalledRecord(context, warn));
    if (namesNothing(request)) draftAll(draft, dockerConfig, context);
    else draftNamed(draft, dockerConfig, request, verb, context);
    const plan = draft.plan();
    carryOut(plan, { dryRun: request.dryRun, recordComes: 'last' }, context);
    if (!request.dryRun) removeEmptyDirectories(plan.directories);
  });
}

function draftAll(draft: InstallDraft, dockerConfig: string, context: Context): void {
  // First, while it is known which objects were made, of which none is to be left.
  takeUnrecorded(draft, dockerConfig, context);
  for (const path of Object.keys(draft.record.files)) takeAllOf(draft, path, context);
  for (const link of draft.record.links) takeLink(draft, dockerConfig, link, context);
  if (isIdle(draft.plan())) draft.remark(`nothing to undo in ${shownPath(dockerConfig, context)}`);
}

function draftNamed(
  draft: InstallDraft,
  dockerConfig: string,
  { registries, credsStore, alias }: InstallRequest,
  verb: VerbSettings | undefined,
  context: Context,
): void {
  if (verb !== undefined) {
    const { helpers } = helperEntries(draft.textOf(dockerConfig), dockerConfig);
    // What was a host of one's own may be no more by the configuration file.
    const hosts = registries.flatMap((text) =>
      helpers.has(text) ? [text] : namedHosts([text], verb, UNINSTALL),
    );
    takeEntries(draft, dockerConfig, hosts, { findRegistry: verb.findRegistry, context });
  }
  if (credsStore) takeStore(draft, dockerConfig, resolve(configFileLocation(context).path), context);
  if (alias !== undefined) takeAlias(draft, dockerConfig, alias, context);
}

function isIdle({ changes, links, record, remarks }: InstallPlan): boolean {
  return (
    changes.length === 0 && links.length === 0 && remarks.length === 0 && record.text === record.file.text
  );
}
