import { readAwsConfig } from '../../aws/profile.ts';
import {
  describeSession,
  type SsoSession,
  sessionKey,
  sessionOf,
  ssoSourceOf,
} from '../../aws/sso-session.ts';
import type { Context } from '../../context.ts';
import type { Auth } from '../../docker/auths.ts';
import { HelperError } from '../../errors.ts';
import { LOGIN } from '../descriptions/login.ts';
import { readForAuths } from '../edit-docker-config.ts';
import { identityName } from '../identity-name.ts';
import { usageError } from '../parse-arguments.ts';
import { startVerb } from '../verb-run.ts';
import { writeAuths } from './auths.ts';
import { type LoginTarget, planLogin } from './plan.ts';
import { loginReport } from './report.ts';
import { parseLogin } from './request.ts';
import { openSession } from './sessions.ts';
import { getTokens } from './tokens.ts';

/**
 * `login`: signs in to SSO sessions, one after another, then gets the tokens of registries, several at once.
 * Returns the exit status: 1 when any of them failed.
 * @throws USAGE, INTERRUPTED, what makes the AWS or Docker config unreadable, and what writing the latter may
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
  if (request.writeAuths) {
    if (targets.length === 0) throw usageError(LOGIN, '--write-auths is for registries, and there is none');
    // What can't be written is told before anybody is asked to sign in.
    readForAuths(context);
  }

  const { timeoutMs } = run.settings;
  const failures = new Map<string, HelperError>();
  for (const session of sessions) {
    const failure = await failureOf(openSession(session, request, { context, config, timeoutMs }));
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
  const auths: Auth[] = [];
  await getTokens(targets, failureOfSession, run, (target, outcome) => {
    if (outcome instanceof HelperError) {
      isComplete = false;
      return report.failed(...targetRow(target), outcome);
    }
    report.succeeded(...targetRow(target), outcome.expiresAt);
    auths.push({ host: target.match.registry.host, password: outcome.password });
  });
  if (request.writeAuths && auths.length > 0) {
    await writeAuths(auths, context);
  }
  return isComplete ? 0 : 1;
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
