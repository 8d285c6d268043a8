import type { SignInQuestion } from '../aws/sso-question.ts';
import { describeSession, type SsoSession } from '../aws/sso-session.ts';
import { ssoTokenPath } from '../aws/sso-token-file.ts';
import type { Context } from '../context.ts';
import { onOneLine } from '../errors.ts';
import { shownPath } from './shown-path.ts';

/**
 * The lines that a person reads who is asked to sign in. What came from AWS can't paint the terminal.
 * @param opened whether the address is being opened in a browser on this machine
 */
function signInLines({ session, address, code, waitMs }: SignInQuestion, opened: boolean): string {
  const minutes = Math.max(1, Math.round(waitMs / 60_000));
  const name = onOneLine(describeSession(session));
  const how =
    code === undefined
      ? opened
        ? 'your browser opens; if it does not, open on this machine'
        : 'open in a browser on this machine'
      : opened
        ? 'your browser opens; if it does not, open'
        : 'open in any browser';
  return [
    `docker-credential-ecr: sign in to the SSO session ${name}: ${how}`,
    '',
    `    ${onOneLine(address)}`,
    '',
    ...(code === undefined ? [] : [`and approve if it shows the code  ${onOneLine(code)}`]),
    `Waiting for up to ${minutes} min (Ctrl-C to give up) …`,
    '',
  ].join('\n');
}

/** Shows the question on stderr. */
export function showQuestion(question: SignInQuestion, { writeStderr }: Context, opened = false): void {
  writeStderr(signInLines(question, opened));
}

/** Says that a sign-in has succeeded, and which file keeps it: the one that the AWS CLI looks for too. */
export function showSignedIn(session: SsoSession, context: Pick<Context, 'home' | 'writeStderr'>): void {
  const kept = shownPath(ssoTokenPath(session, context), context);
  context.writeStderr(
    `docker-credential-ecr: signed in to the SSO session ${describeSession(session)}; its token is kept in ${kept}\n`,
  );
}
