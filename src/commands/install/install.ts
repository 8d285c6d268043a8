import { basename, dirname, resolve } from 'node:path';
import type { Context } from '../../context.ts';
import { dockerConfigPath } from '../../docker/config-file.ts';
import { helperProgram, OWN_NAME } from '../../docker/helper-name.ts';
import type { HelperError } from '../../errors.ts';
import { quoted } from '../../files.ts';
import { findProgram } from '../../find-program.ts';
import { againIfChanged } from '../again-if-changed.ts';
import { INSTALL } from '../descriptions/install.ts';
import { shownPath } from '../shown-path.ts';
import { readVerbSettings, type VerbSettings } from '../verb-settings.ts';
import { aliasLink } from './alias-link.ts';
import { carryOut } from './carry-out.ts';
import { InstallDraft } from './draft.ts';
import { readInstalledRecord } from './installed-record.ts';
import { configuredHosts, namedHosts, STORE_HINT } from './registries.ts';
import { type InstallRequest, namesNothing, parseSetUp } from './request.ts';
import { putAlias, putEntries, putStore } from './steps.ts';

/**
 * `install`: puts this helper into Docker's config, and remembers what takes that back.
 * @throws USAGE, what makes files unreadable, invalid or unwritable, and what `--from-env` lacks; nothing is changed then
 */
export async function install(context: Context, warn: (error: HelperError) => void): Promise<void> {
  const request = parseSetUp(INSTALL, context.arguments.slice(1));
  await againIfChanged(context, async () => {
    const draft = new InstallDraft(readInstalledRecord(context, warn));
    const { verb, hosts } =
      request.fromEnv === undefined
        ? { verb: await readVerbSettings(context), hosts: [] }
        : await (await import('./from-env/from-env.ts')).draftFromEnv(draft, request.fromEnv, context, warn);
    draftInstall(draft, { ...request, registries: [...request.registries, ...hosts] }, verb, context);
    carryOut(draft.plan(), { dryRun: request.dryRun, recordComes: 'first' }, context);
  });
}

/** Adds all that the request asks for to a draft. @throws as {@link install} */
function draftInstall(
  draft: InstallDraft,
  request: InstallRequest,
  verb: Pick<VerbSettings, 'configuration' | 'findRegistry'>,
  context: Context,
): void {
  const { registries, credsStore, alias } = request;
  const dockerConfig = resolve(dockerConfigPath(context));
  const { hosts, patterns } = namesNothing(request)
    ? configuredHosts(verb)
    : { hosts: namedHosts(registries, verb, INSTALL), patterns: [] };
  const before = draft.textOf(dockerConfig);
  putEntries(draft, dockerConfig, hosts, context);
  if (credsStore) putStore(draft, dockerConfig, verb.configuration, alias, context);
  const asksForConfig = hosts.length > 0 || credsStore;
  if (asksForConfig && draft.textOf(dockerConfig) === before) {
    draft.remark(`nothing to change in ${shownPath(dockerConfig, context)}`);
  }
  if (asksForConfig) remarkPath(draft, context);
  for (const { name, host } of patterns) {
    draft.remark(`${name} (${host}) is a pattern, and Docker's credHelpers take none; ${STORE_HINT}`);
  }
  if (alias === undefined) return;
  putAlias(draft, alias, verb.configuration, context);
  const { path, standing } = aliasLink(alias, context);
  if (standing === 'ours') draft.remark(`${shownPath(path, context)} is there already`);
}

/** Docker finds helpers on PATH alone. */
function remarkPath(draft: InstallDraft, context: Context): void {
  const program = helperProgram(OWN_NAME);
  if (findProgram([program], context) !== undefined) return;
  const { programPath } = context;
  const remedy =
    basename(programPath) === program
      ? `add ${quoted(dirname(programPath))} to PATH`
      : `link it there: ln -s ${quoted(programPath)} /usr/local/bin/${program}`;
  draft.remark(`Docker runs ${program} from PATH, and there is none; ${remedy}`);
}
