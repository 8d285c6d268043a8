import type { Choice } from '../../aws/choice.ts';
import { describeSource, sourceProfile } from '../../aws/credential-source.ts';
import { namedProfile, readAwsConfig, settingsProfile } from '../../aws/profile.ts';
import type { Context } from '../../context.ts';
import { startDeadline } from '../../deadline.ts';
import type { RegistryMatch } from '../../ecr/registry-rules.ts';
import { HelperError } from '../../errors.ts';
import { quoted } from '../../files.ts';
import { openLog } from '../../log.ts';
import { ENV } from '../descriptions/env.ts';
import { type NamedIdentitySurroundings, namedIdentity } from '../named-identity.ts';
import { namedRegistry } from '../named-registry.ts';
import { identityOfNoRegistry, registryIdentity } from '../rule-identity.ts';
import { readVerbSettings, type VerbSettings } from '../verb-settings.ts';
import { refuseCircle } from './circle.ts';
import { formatVariables } from './formats.ts';
import { openGithubFile } from './github.ts';
import { aboutIdentity, identityCredentials } from './identity-credentials.ts';
import { type EnvFormat, type EnvRequest, parseEnv } from './request.ts';
import { processAnswer, variablesOf } from './variables.ts';

type Surroundings = NamedIdentitySurroundings & VerbSettings;

/**
 * `env`: prints the AWS credentials of an identity; the only command that does.
 * @throws USAGE, VALUE_UNFIT, and what a `get` throws
 */
export async function env(context: Context, warn: (error: HelperError) => void): Promise<void> {
  const given = context.arguments.slice(1);
  const request = parseEnv(given, context);
  const surroundings = { ...(await readVerbSettings(context)), context, config: readAwsConfig(context) };
  const { config, settings } = surroundings;
  const githubFile = request.format === 'github' ? openGithubFile(context) : undefined;
  const { choice, match } = chosen(request, surroundings);
  try {
    refuseCircle(choice.source, (again) => chosen(parseEnv(again, context), surroundings).choice, context);
  } catch (error) {
    throw aboutIdentity(choice, error);
  }

  const log = openLog(context);
  log('identity', { rule: choice.rule, identity: describeSource(choice.source) });
  const deadline = startDeadline(settings.timeoutMs);
  const registryRegion = match?.registry.region;
  const run = { context, config, deadline, log, registryRegion };
  const credentials = await deadline.within(identityCredentials(choice, run));
  deadline.end();
  if (request.format === 'process') return context.writeStdout(processAnswer(credentials));

  const profileRegion = config.profiles
    .get(settingsProfile(sourceProfile(choice.source), context))
    ?.get('region');
  // What is set may be what the last call of env for another profile has left.
  const isNamed = (request.profile ?? request.identity) !== undefined;
  const variables = variablesOf(credentials, context.env, {
    before: isNamed ? profileRegion : undefined,
    after: profileRegion || registryRegion,
  });
  if (githubFile !== undefined) {
    githubFile.append(variables);
    context.writeStderr(
      `docker-credential-ecr: added ${Object.keys(variables.set).join(', ')} to ${githubFile.path}\n`,
    );
  } else if (request.format !== 'github') context.writeStdout(formatVariables(request.format, variables));
  warnOfProfile(request, choice, context, warn);
  if (context.stdoutIsTerminal) showUse(request.format, given, context);
}

/** The identity that is asked for, with the registry if one is named. @throws USAGE, and what choosing throws */
function chosen(
  request: EnvRequest,
  surroundings: Surroundings,
): { readonly choice: Choice; readonly match: RegistryMatch | undefined } {
  const named = namedIdentity(request, surroundings, ENV);
  if (named !== undefined) return { choice: named, match: undefined };
  if (request.registry === undefined) return { choice: identityOfNoRegistry(surroundings), match: undefined };
  const match = namedRegistry(request.registry, surroundings, ENV);
  return { choice: registryIdentity(match, surroundings), match };
}

/** Formats that change an environment in which `AWS_PROFILE` may be set. */
const STAYS: readonly EnvFormat[] = ['sh', 'fish', 'powershell', 'cmd', 'github'];

/** Says it where `AWS_PROFILE` names another identity: the SDK for JavaScript takes that one. */
function warnOfProfile(
  { format, profile, identity, registry }: EnvRequest,
  { source }: Choice,
  context: Context,
  warn: (error: HelperError) => void,
): void {
  const other = namedProfile(context);
  const isNamed = (profile ?? identity ?? registry) !== undefined;
  if (other === undefined || !isNamed || sourceProfile(source) === other || !STAYS.includes(format)) return;
  warn(
    new HelperError(
      'SETTING_INVALID',
      `AWS_PROFILE is ${JSON.stringify(other)}, which some SDKs (that for JavaScript) take before these variables`,
      { hint: 'unset AWS_PROFILE for those' },
    ),
  );
}

/** How the shells take the variables from a command. */
const USES: Partial<Record<EnvFormat, (command: string) => string>> = {
  sh: (command) => `eval "$(${command})"`,
  fish: (command) => `${command} | source`,
  powershell: (command) => `${command} | Out-String | Invoke-Expression`,
  cmd: (command) => `for /f "delims=" %i in ('${command}') do @%i`,
};

/** Tells who sees them on a terminal what sets them instead. */
function showUse(format: EnvFormat, given: readonly string[], { writeStderr }: Context): void {
  const use = USES[format];
  if (use === undefined) return;
  const command = ['docker-credential-ecr', 'env', ...given].map(quoted).join(' ');
  writeStderr(`docker-credential-ecr: to set them in this shell, run: ${use(command)}\n`);
}
