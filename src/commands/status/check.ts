import { callerArn } from '../../aws/caller-identity.ts';
import { type Choice, describeChoice } from '../../aws/choice.ts';
import { credentialsOfCli } from '../../aws/cli-cache.ts';
import { credentialsRemedy, needsPerson } from '../../aws/credential-source.ts';
import { type AwsTools, createAwsTools } from '../../aws/tools.ts';
import { startDeadline } from '../../deadline.ts';
import { nullCache } from '../../ecr/cache.ts';
import type { ClockNote } from '../../ecr/clock-note.ts';
import { HelperError } from '../../errors.ts';
import { openLog } from '../../log.ts';
import { askAws, type ResolvedCredentials, resolvedOnce, withCredentialsOfCli } from '../ask-aws.ts';
import type { TokenRun } from '../registry-token.ts';
import { tokenKey } from '../token-key.ts';
import { errorFinding, type Finding, finding } from './finding.ts';
import { hostsOf, type RegistryStatus } from './registry-status.ts';
import type { CheckWord } from './schema.ts';
import type { StatusSurroundings } from './surroundings.ts';

/** What AWS said of the identity that serves a registry. */
export interface CheckResult {
  /** Who it is; undefined when that could not be found out. */
  readonly arn: string | undefined;
  readonly token: CheckWord;
  /** Why there is no token, or nobody could say who it is. */
  readonly failure: HelperError | undefined;
}

/** What a check has found out. */
export interface Checked {
  /** By host. */
  readonly results: ReadonlyMap<string, CheckResult>;
  readonly findings: readonly Finding[];
  /** What the last answer told about this machine's clock. */
  readonly clock: ClockNote | undefined;
}

/** One question to AWS, and the registries that its answer is for. */
interface Question {
  readonly choice: Choice;
  readonly registries: readonly RegistryStatus[];
}

/**
 * Asks AWS, of each identity in each region at once, who it is and for a token, which is thrown away. Nobody is asked
 * for anything, and no token is read from the cache or kept there.
 */
export async function checkRegistries(
  registries: readonly RegistryStatus[],
  surroundings: StatusSurroundings,
): Promise<Checked> {
  const results = new Map<string, CheckResult>();
  const findings: Finding[] = [];
  const offsets: number[] = [];
  const resolved: ResolvedCredentials = new Map();
  for (const { match } of registries) {
    results.set(match.registry.host, { arn: undefined, token: 'not-asked', failure: undefined });
  }
  const asking = questionsOf(registries, surroundings);
  for (const { choice, registries: served } of asking.filter((one) => wantsPerson(one, surroundings))) {
    findings.push(notAsked(choice, served));
  }
  const answers = asking
    .filter((one) => !wantsPerson(one, surroundings))
    .map(async (question) => {
      const answer = await ask(
        question,
        { resolved, noteClock: (offsetMs) => offsets.push(offsetMs) },
        surroundings,
      );
      return { ...question, answer };
    });
  for (const { choice, registries: served, answer } of await Promise.all(answers)) {
    for (const { match } of served) results.set(match.registry.host, answer);
    const about = `${hostsOf(served)}: ${describeChoice(choice)}`;
    if (answer.failure === undefined) continue;
    // Without one, clients pull anonymously from ECR Public.
    const isNobody =
      answer.failure.code === 'NO_CREDENTIALS' &&
      served.every(({ match }) => match.registry.service === 'ecr-public');
    const severity = isNobody ? 'info' : answer.token === 'granted' ? 'warning' : 'error';
    findings.push(errorFinding(answer.failure, { about, severity }));
  }
  const offsetMs = offsets.at(-1);
  const clock = offsetMs === undefined ? undefined : { offsetMs, at: surroundings.context.now() };
  return { results, findings, clock };
}

function questionsOf(
  registries: readonly RegistryStatus[],
  { config, context }: StatusSurroundings,
): Question[] {
  const questions = new Map<string, Question>();
  for (const registry of registries) {
    const { choice, match, failure } = registry;
    if (choice instanceof HelperError || failure !== undefined) continue;
    // The same for all registries of a region: ECR's tokens are the identity's.
    const { key } = tokenKey(match.registry, choice.source, config, context);
    const others = questions.get(key.fingerprint)?.registries ?? [];
    questions.set(key.fingerprint, { choice, registries: [...others, registry] });
  }
  return [...questions.values()];
}

/** Whether the credentials can't be had without an MFA code, for which nobody is asked here. */
function wantsPerson({ choice: { source } }: Question, { context }: StatusSurroundings): boolean {
  return needsPerson(source) && credentialsOfCli(source, context) === undefined;
}

function notAsked(choice: Choice, served: readonly RegistryStatus[]): Finding {
  const hosts = served.map(({ match }) => match.registry.host).join(' ');
  return finding(
    'mfa-not-asked',
    'info',
    `${hostsOf(served)}: ${describeChoice(choice)} wants an MFA code, so that AWS was not asked`,
    `run: docker-credential-ecr login ${hosts}`,
  );
}

async function ask(
  { choice, registries }: Question,
  shared: Required<Pick<TokenRun, 'resolved' | 'noteClock'>>,
  surroundings: StatusSurroundings,
): Promise<CheckResult> {
  const { config, configuration, settings } = surroundings;
  const registry = registries[0]?.match.registry;
  if (registry === undefined) throw new HelperError('INTERNAL', 'a question without a registry');
  // Without a terminal, nobody is asked for anything.
  const context = { ...surroundings.context, openTerminal: () => undefined };
  const log = openLog(context);
  const deadline = startDeadline(settings.timeoutMs);
  const { profileName } = tokenKey(registry, choice.source, config, context);
  const run: TokenRun = {
    ...shared,
    context,
    configuration,
    cache: nullCache,
    deadline,
    log,
    warn: () => {},
    background: false,
    mayAsk: false,
  };
  const tools = await createAwsTools({
    context,
    config,
    deadline,
    log,
    profileName,
    registryRegion: registry.region,
  });
  const [token, arn] = await Promise.allSettled([
    deadline.within(askAws(registry, choice, { config, profileName }, run)),
    deadline.within(whoIs(choice, shared.resolved, tools)),
  ]);
  deadline.end();
  const failure = failureOf(token) ?? failureOf(arn);
  return {
    arn: arn.status === 'fulfilled' ? arn.value : undefined,
    token: token.status === 'fulfilled' ? 'granted' : 'failed',
    failure,
  };
}

/** With the credentials that a token is asked with. */
async function whoIs(
  { source }: Choice,
  resolved: Required<TokenRun>['resolved'],
  tools: AwsTools,
): Promise<string> {
  const remedy = credentialsRemedy(source);
  const byKept = await withCredentialsOfCli(source, tools.context, (kept) => callerArn(kept, remedy, tools));
  return byKept ?? callerArn(await resolvedOnce(source, resolved, tools), remedy, tools);
}

function failureOf(outcome: PromiseSettledResult<unknown>): HelperError | undefined {
  if (outcome.status === 'fulfilled') return undefined;
  if (outcome.reason instanceof HelperError) return outcome.reason;
  throw outcome.reason;
}
