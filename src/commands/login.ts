import { type AwsConfig, readAwsConfig, settingsProfile } from '../aws/profile.ts';
import { isSessionOpen } from '../aws/sso-open-session.ts';
import type { SignInQuestion } from '../aws/sso-question.ts';
import { describeSession, type SsoSession, sessionKey, sessionOf, ssoSourceOf } from '../aws/sso-session.ts';
import { signIn } from '../aws/sso-sign-in.ts';
import { createAwsTools } from '../aws/tools.ts';
import type { Context } from '../context.ts';
import { startDeadline } from '../deadline.ts';
import { HelperError } from '../errors.ts';
import { quietReason } from '../interactive.ts';
import { interruptible } from '../interrupt.ts';
import { openLog } from '../log.ts';
import type { ResolvedCredentials } from './ask-aws.ts';
import { browserIsAtHand, openBrowser } from './browser.ts';
import { startVerb, tokensOf, type VerbRun, warningLine } from './docker.ts';
import { type LoginTarget, planLogin } from './login-plan.ts';
import { identityName, loginReport } from './login-report.ts';
import { type LoginRequest, parseLogin } from './login-request.ts';
import { registryToken } from './registry-token.ts';
import { showQuestion } from './sign-in-prompt.ts';

/** How long a person has to sign in; SSO itself gives as much. */
const LONGEST_MS = 10 * 60 * 1000;

/**
 * `login`: signs in to SSO sessions, one after another, then gets the tokens of registries, all at once.
 * Returns the exit status: 1 when any of them failed.
 * @throws USAGE, INTERRUPTED, and what makes the AWS or Docker config unreadable
 */
export async function login(context: Context, warn: (error: HelperError) => void): Promise<number> {
  const request = parseLogin(context.arguments.slice(1));
  const run = await startVerb(context, warn);
  // Each step below has a deadline of its own.
  run.deadline.end();
  const config = readAwsConfig(context);
  const { sessions, targets } = planLogin(request, {
    context,
    config,
    configuration: run.configuration,
    findRegistry: run.findRegistry,
  });

  const failures = new Map<string, HelperError>();
  for (const session of sessions) {
    const failure = await failureOf(openSession(session, request, config, run));
    if (failure?.code === 'INTERRUPTED') throw failure;
    if (failure !== undefined) failures.set(sessionKey(session), failure);
  }
  const failureOfSession = ({ choice }: LoginTarget): HelperError | undefined => {
    const source = choice instanceof HelperError ? undefined : ssoSourceOf(choice.source);
    return source && failures.get(sessionKey(sessionOf(source, config)));
  };

  const served = new Set(targets.map(failureOfSession));
  const alone = sessions.flatMap((session) => {
    const error = failures.get(sessionKey(session));
    return error === undefined || served.has(error) ? [] : [{ session, error }];
  });
  const sessionRow = ({ session }: { session: SsoSession }) =>
    [`SSO session ${describeSession(session)}`, session.profile ?? session.identity ?? ''] as const;
  const targetRow = ({ match, choice }: LoginTarget) =>
    [match.registry.host, choice instanceof HelperError ? '' : identityName(choice.source)] as const;

  const report = loginReport([...alone.map(sessionRow), ...targets.map(targetRow)], context);
  for (const failed of alone) report.failed(...sessionRow(failed), failed.error);
  let isComplete = alone.length === 0;
  const resolved: ResolvedCredentials = new Map();
  const outcomes = targets.map((target) => failureOfSession(target) ?? tokenExpiry(target, resolved, run));
  for (const [index, target] of targets.entries()) {
    const outcome = await outcomes[index];
    if (outcome instanceof HelperError) isComplete = false;
    if (outcome instanceof HelperError) report.failed(...targetRow(target), outcome);
    else if (outcome !== undefined) report.succeeded(...targetRow(target), outcome);
  }
  return isComplete ? 0 : 1;
}

/** Has a person sign in, unless somebody is signed in. */
async function openSession(
  session: SsoSession,
  request: LoginRequest,
  config: AwsConfig,
  { context, settings }: VerbRun,
): Promise<void> {
  const deadline = startDeadline(settings.timeoutMs);
  const say = (text: string) => context.writeStderr(`docker-credential-ecr: ${text}\n`);
  const browser = browserIsAtHand(context) && !request.device;
  const show = async (question: SignInQuestion) => {
    const opens = browser && !request.noBrowser;
    showQuestion(question, context, opens);
    if (opens) await openBrowser(question.address, context);
  };
  try {
    await interruptible(context, async (interrupted) => {
      const tools = await createAwsTools({
        context,
        config,
        deadline: { ...deadline, signal: AbortSignal.any([deadline.signal, interrupted]) },
        log: openLog(context),
        profileName: settingsProfile(session.profile, context),
        registryRegion: session.region,
      });
      if (await isSessionOpen(session, tools)) {
        return say(`already signed in to the SSO session ${describeSession(session)}`);
      }
      const quiet = quietReason(context.env);
      if (quiet !== undefined) throw nobodyToAsk(session, quiet);
      await signIn(session, browser ? 'browser' : 'device', { show, longestMs: LONGEST_MS }, tools);
      say(`signed in to the SSO session ${describeSession(session)}`);
    });
  } finally {
    deadline.end();
  }
}

function nobodyToAsk(session: SsoSession, variable: string): HelperError {
  return new HelperError(
    'SSO_SIGN_IN_NEEDED',
    `nobody is signed in to the SSO session ${describeSession(session)}, and nobody is to be asked here (${variable})`,
    { hint: `unset ${variable} if somebody can sign in` },
  );
}

/** When the registry's token expires, in milliseconds since the epoch; or why there is none. */
async function tokenExpiry(
  { match, choice }: LoginTarget,
  resolved: ResolvedCredentials,
  run: VerbRun,
): Promise<number | HelperError> {
  if (choice instanceof HelperError) return choice;
  const { context, settings, warn } = run;
  const deadline = startDeadline(settings.timeoutMs);
  let expiresAt = 0;
  const failure = await failureOf(
    deadline.within(
      registryToken(match, match.registry.host, {
        context,
        configuration: run.configuration,
        cache: tokensOf(run),
        deadline,
        log: openLog(context),
        warn: (warning) => warn(warningLine(warning, match.registry, context)),
        background: false,
        mayAsk: false,
        resolved,
        choose: () => choice,
      }).then((token) => {
        ({ expiresAt } = token);
      }),
    ),
  );
  deadline.end();
  // The line names registry and identity already.
  return failure === undefined ? expiresAt : failure.cause instanceof HelperError ? failure.cause : failure;
}

/** The error that the work ends with, if it does. @throws what is no HelperError */
async function failureOf(work: Promise<void>): Promise<HelperError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof HelperError) return error;
    throw error;
  }
}
