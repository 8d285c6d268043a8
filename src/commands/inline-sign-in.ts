import type { CredentialSource } from '../aws/credential-source.ts';
import type { AwsConfig } from '../aws/profile.ts';
import { sessionOf, ssoSourceOf } from '../aws/sso-session.ts';
import { makeSsoCacheWritable, signIn } from '../aws/sso-sign-in.ts';
import { goodSsoToken, ssoTokenPath } from '../aws/sso-token-file.ts';
import { createAwsTools } from '../aws/tools.ts';
import type { Context } from '../context.ts';
import type { Deadline } from '../deadline.ts';
import type { HelperError } from '../errors.ts';
import { personIsThere } from '../interactive.ts';
import { interruptible } from '../interrupt.ts';
import { withLock } from '../lock.ts';
import type { Log } from '../log.ts';
import { showQuestion, showSignedIn } from './sign-in-prompt.ts';

/** How long a client that wants a token waits for a person, in milliseconds. */
const LONGEST_MS = 3 * 60 * 1000;
/** Whoever waited longer than this for the right to ask waited while a person was asked. */
const ASKED_BY_OTHERS_MS = 1000;

/**
 * Has a person sign in on the spot when credentials could not be had for want of it; of any number of processes
 * only one asks, and the others wait for its session. Returns whether it is worth trying again.
 * @param error why the credentials could not be had
 * @throws SIGN_IN_DENIED, SIGN_IN_EXPIRED, INTERRUPTED, the error when another process has asked in vain, and what
 * every call may
 */
export async function signInInline(
  error: HelperError,
  source: CredentialSource,
  run: {
    readonly context: Context;
    readonly config: AwsConfig;
    readonly profileName: string;
    readonly deadline: Deadline;
    readonly log: Log;
  },
): Promise<boolean> {
  const { context, config, profileName, deadline, log } = run;
  const ssoSource = ssoSourceOf(source);
  if (ssoSource === undefined || !personIsThere(context)) return false;

  const session = sessionOf(ssoSource, config);
  const path = ssoTokenPath(session, context);
  const goodToken = () => goodSsoToken(path, session, { now: context.now(), longerThanMs: 0 })?.accessToken;
  // SSO may have ended a session whose token still looks good.
  const refused = goodToken();
  const signedInByOthers = () => {
    const token = goodToken();
    return token !== undefined && token !== refused ? true : undefined;
  };

  makeSsoCacheWritable(context);
  const waitingSince = performance.now();
  const turn = Promise.withResolvers<void>();
  // The deadline's signal ends the waiting below too, and that is where its reason is thrown.
  deadline
    .waitForPerson('the sign-in that another process waits for', LONGEST_MS, turn.promise)
    .catch(() => {});
  try {
    return await interruptible(context, (interrupted) => {
      const signal = AbortSignal.any([deadline.signal, interrupted]);
      return withLock(
        `${path}.sign-in.lock`,
        { context, log },
        { signal, answer: signedInByOthers },
        async () => {
          turn.resolve();
          if (performance.now() - waitingSince > ASKED_BY_OTHERS_MS) throw error;
          const tools = await createAwsTools({
            context,
            config,
            deadline: { ...deadline, signal },
            log,
            profileName,
            registryRegion: session.region,
          });
          const show = async (question: Parameters<typeof showQuestion>[0]) =>
            showQuestion(question, context);
          await signIn(session, 'device', { show, longestMs: LONGEST_MS }, tools);
          showSignedIn(session, context);
          return true;
        },
      );
    });
  } finally {
    turn.resolve();
  }
}
