import { type AwsConfig, settingsProfile } from '../../aws/profile.ts';
import { isSessionOpen } from '../../aws/sso-open-session.ts';
import type { SignInQuestion } from '../../aws/sso-question.ts';
import { describeSession, type SsoSession } from '../../aws/sso-session.ts';
import { signIn } from '../../aws/sso-sign-in.ts';
import { createAwsTools } from '../../aws/tools.ts';
import type { Context } from '../../context.ts';
import { startDeadline } from '../../deadline.ts';
import { HelperError } from '../../errors.ts';
import { quietReason } from '../../interactive.ts';
import { interruptible } from '../../interrupt.ts';
import { openLog } from '../../log.ts';
import { openProgress } from '../progress.ts';
import { showQuestion, showSignedIn } from '../sign-in-prompt.ts';
import { browserIsAtHand, openBrowser } from './browser.ts';
import type { LoginRequest } from './request.ts';

/** How long a person has to sign in; SSO itself gives as much. */
const LONGEST_MS = 10 * 60 * 1000;

/**
 * Has a person sign in to the session, unless somebody is signed in.
 * @param timeoutMs how long each answer of AWS may take
 * @throws SSO_SIGN_IN_NEEDED where nobody is to be asked, SIGN_IN_DENIED, SIGN_IN_EXPIRED, SIGN_IN_REFUSED,
 * INTERRUPTED, FILE_UNWRITABLE, and what every call may
 */
export async function openSession(
  session: SsoSession,
  request: Pick<LoginRequest, 'device' | 'noBrowser'>,
  { context, config, timeoutMs }: { context: Context; config: AwsConfig; timeoutMs: number },
): Promise<void> {
  const deadline = startDeadline(timeoutMs);
  const progress = openProgress(context);
  const say = (text: string) => progress.context.writeStderr(`docker-credential-ecr: ${text}\n`);
  const browser = browserIsAtHand(context) && !request.device;
  const show = async (question: SignInQuestion) => {
    const opens = browser && !request.noBrowser;
    // The question itself says that it is waited for.
    progress.end();
    showQuestion(question, context, opens);
    if (opens) await openBrowser(question.address, context);
  };
  try {
    progress.say(`asking for the SSO session ${describeSession(session)} …`);
    await interruptible(context, async (interrupted) => {
      const tools = await createAwsTools({
        context: progress.context,
        config,
        deadline: { ...deadline, signal: AbortSignal.any([deadline.signal, interrupted]) },
        log: openLog(progress.context),
        profileName: settingsProfile(session.profile, context),
        registryRegion: session.region,
      });
      if (await isSessionOpen(session, tools)) {
        progress.end();
        return say(`already signed in to the SSO session ${describeSession(session)}`);
      }
      const quiet = quietReason(context.env);
      if (quiet !== undefined) throw nobodyToAsk(session, quiet);
      await signIn(session, browser ? 'browser' : 'device', { show, longestMs: LONGEST_MS }, tools);
      showSignedIn(session, progress.context);
    });
  } finally {
    progress.end();
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
