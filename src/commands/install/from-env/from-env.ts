import { resolve } from 'node:path';
import { namedProfile, readAwsConfig } from '../../../aws/profile.ts';
import { readSettings } from '../../../config.ts';
import { configFileLocation } from '../../../config-file/location.ts';
import { showPlace } from '../../../config-file/place.ts';
import type { Context } from '../../../context.ts';
import { privateRegistryHost } from '../../../ecr/registry-host.ts';
import { registryFinder } from '../../../ecr/registry-rules.ts';
import { HelperError } from '../../../errors.ts';
import { namedPath } from '../../../named-path.ts';
import { shownPath } from '../../shown-path.ts';
import { readVerbSettings, type VerbSettings } from '../../verb-settings.ts';
import type { InstallDraft } from '../draft.ts';
import { putLines, putMember } from '../steps.ts';
import { processCommand } from './command.ts';
import { type ConfigurationPlan, planConfiguration } from './configuration.ts';
import { conflictError, leftWarning, outrankedWarning } from './conflict.ts';
import { type ProfilePlan, planProfile } from './profile.ts';
import { type FromEnvRequest, readFromEnvRequest } from './request.ts';

/**
 * Adds to a draft what makes the account or role that the environment names a profile of the AWS config, and for a
 * role an identity of the configuration file, which may be missing. What is there stays as it is.
 * @param profile the name of the profile
 * @returns the settings, and the hosts that are to be put into Docker's config
 * @throws SETTING_MISSING, SETTING_INVALID, WEB_IDENTITY_UNAVAILABLE for what the environment lacks; SETTINGS_CONFLICT
 * where something else is there; and what makes files unreadable or invalid
 */
export async function draftFromEnv(
  draft: InstallDraft,
  profile: string,
  context: Context,
  warn: (warning: HelperError) => void,
): Promise<{ readonly verb: VerbSettings; readonly hosts: readonly string[] }> {
  const request = readFromEnvRequest(context);
  const host = privateRegistryHost(request.accountId, request.region);
  const verb = await settingsFor(request, context);
  const identities =
    request.kind === 'role' ? planConfiguration(request, host, profile, verb.configuration) : undefined;
  const plan = planAwsConfig(draft, request, profile, identities?.identity, context);
  const conflicts = [...plan.conflicts, ...(identities?.conflicts ?? [])];
  if (conflicts.length > 0) {
    throw conflictError(
      conflicts,
      conflicts.some(({ file }) => hasWritten(draft, resolve(file))),
    );
  }

  draft.remark(`set up from the environment: ${request.taken}`);
  putProfile(draft, plan, context);
  if (identities !== undefined) putIdentity(draft, identities, context);
  for (const warning of [outrankedWarning(profile, context.env), leftWarning(plan.left)]) {
    if (warning !== undefined) warn(warning);
  }
  if (request.kind === 'sso' && plan.steps.length > 0) {
    const isMeant = profile === (namedProfile(context) ?? 'default');
    const named = isMeant ? '' : ` --profile ${profile}`;
    draft.remark(`to sign in, run: docker-credential-ecr login${named}`);
  }
  return { verb, hosts: [host] };
}

function hasWritten(draft: InstallDraft, path: string): boolean {
  const { blocks, members } = draft.recordOf(path);
  return blocks.length > 0 || members.length > 0;
}

/** The settings; for a role without the configuration file that the environment names, since it is to be made. */
async function settingsFor(request: FromEnvRequest, context: Context): Promise<VerbSettings> {
  try {
    return await readVerbSettings(context);
  } catch (error) {
    const isToBeMade = error instanceof HelperError && error.code === 'CONFIG_NOT_FOUND';
    if (!isToBeMade || request.kind !== 'role') throw error;
    const configuration = { path: configFileLocation(context).path, exists: false };
    return { settings: readSettings(context), configuration, findRegistry: registryFinder(configuration) };
  }
}

function planAwsConfig(
  draft: InstallDraft,
  request: FromEnvRequest,
  profile: string,
  identity = '',
  context: Context,
): ProfilePlan {
  const { configPath, credentialsPath } = readAwsConfig(context);
  return planProfile(request, profile, () => processCommand(identity, context), {
    // A relative path would mean another file to uninstall.
    configPath: resolve(namedPath('AWS_CONFIG_FILE', context) ?? configPath),
    credentialsPath: resolve(credentialsPath),
    textOf: (path) => draft.textOf(path),
  });
}

function putProfile(draft: InstallDraft, { path, steps }: ProfilePlan, context: Context): void {
  for (const { text, added, note } of steps) putLines(draft, path, text, added, note);
  if (steps.length === 0) draft.remark(`nothing to change in ${shownPath(path, context)}`);
}

function putIdentity(draft: InstallDraft, { path, members }: ConfigurationPlan, context: Context): void {
  const file = resolve(path);
  for (const { path: member, value } of members) {
    putMember(draft, file, member, value, `${showPlace(member)} is now ${JSON.stringify(value)}`);
  }
  if (members.length === 0) draft.remark(`nothing to change in ${shownPath(file, context)}`);
}
