import { type CredentialSource, needsPerson } from '../../aws/credential-source.ts';
import type { Connections } from '../../aws/http.ts';
import { startDeadline } from '../../deadline.ts';
import type { UsableToken } from '../../ecr/cached-token.ts';
import { HelperError } from '../../errors.ts';
import { interruptible } from '../../interrupt.ts';
import { openLog } from '../../log.ts';
import type { ResolvedCredentials } from '../ask-aws.ts';
import { atMost } from '../at-most.ts';
import { openProgress } from '../progress.ts';
import { registryToken } from '../registry-token.ts';
import { warningLine } from '../token-warning.ts';
import { tokensOf, type VerbRun } from '../verb-run.ts';
import type { LoginTarget } from './plan.ts';

/** How many registries are asked at once. ECR takes 500 such requests a second (Amazon ECR User Guide, "Service quotas"). */
const AT_ONCE = 10;

/** What became of a target: its token, or why there is none. */
export type LoginOutcome = UsableToken | HelperError;

/**
 * Gets the tokens of the targets, several at once, but one after another where a person may be asked. A line on the
 * terminal says how far it is.
 * @param hindered why there can be no token of a target, where that is known
 * @param onOutcome told of each target in their order, as soon as those before it are done
 * @throws INTERRUPTED
 */
export async function getTokens(
  targets: readonly LoginTarget[],
  hindered: (target: LoginTarget) => HelperError | undefined,
  run: VerbRun,
  onOutcome: (target: LoginTarget, outcome: LoginOutcome) => void,
): Promise<void> {
  const progress = openProgress(run.context);
  const { context } = progress;
  const warn = (error: HelperError) => progress.above(() => run.warn(error));
  let done = 0;
  const tell = () =>
    progress.say(
      targets.length === 1
        ? 'getting a token …'
        : `getting ${targets.length} tokens … ${done}/${targets.length}`,
    );
  const shared: SharedWork = { resolved: new Map(), connections: new Map() };
  const work = async (target: LoginTarget): Promise<LoginOutcome> => {
    const outcome = hindered(target) ?? (await tokenOf(target, shared, { ...run, context, warn }));
    done += 1;
    tell();
    return outcome;
  };
  try {
    tell();
    const [alone, together] = [targets.filter(mayAsk), targets.filter((target) => !mayAsk(target))];
    const outcomes = new Map([
      ...zip(alone, atMost(1, alone, work)),
      ...zip(together, atMost(AT_ONCE, together, work)),
    ]);
    // A defect of ours is thrown where it is waited for.
    for (const outcome of outcomes.values()) outcome.catch(() => {});
    await interruptible(context, async (interrupted) => {
      const ended = rejectionOn(interrupted);
      for (const target of targets) {
        const outcome = await Promise.race([outcomes.get(target), ended]);
        if (outcome !== undefined) progress.above(() => onOutcome(target, outcome));
      }
    });
  } finally {
    progress.end();
  }
}

/** Rejects when the signal aborts. */
function rejectionOn(signal: AbortSignal): Promise<never> {
  const rejection = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  // It is waited for only as long as there is work.
  rejection.catch(() => {});
  return rejection;
}

/** What is had once for all registries of a login. */
interface SharedWork {
  readonly resolved: ResolvedCredentials;
  readonly connections: Connections;
}

/** Whether getting the token may mean asking a person, which two at once can't. */
function mayAsk({ choice }: LoginTarget): boolean {
  const source: CredentialSource | undefined = choice instanceof HelperError ? undefined : choice.source;
  return source !== undefined && needsPerson(source);
}

function zip<Key, Value>(keys: readonly Key[], values: readonly Value[]): [Key, Value][] {
  return keys.map((key, index) => [key, values[index] as Value]);
}

async function tokenOf(
  { match, choice }: LoginTarget,
  shared: SharedWork,
  run: VerbRun,
): Promise<LoginOutcome> {
  if (choice instanceof HelperError) return choice;
  const { context, settings, warn } = run;
  const deadline = startDeadline(settings.timeoutMs);
  try {
    return await deadline.within(
      registryToken(match, match.registry.host, {
        context,
        configuration: run.configuration,
        cache: tokensOf(run),
        deadline,
        log: openLog(context),
        warn: (warning) => warn(warningLine(warning, match.registry, context)),
        background: false,
        mayAsk: false,
        ...shared,
        choice,
      }),
    );
  } catch (error) {
    if (!(error instanceof HelperError)) throw error;
    // The line names registry and identity already.
    return error.cause instanceof HelperError ? error.cause : error;
  } finally {
    deadline.end();
  }
}
