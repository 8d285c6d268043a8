import type { Terminal } from '../context.ts';
import { HelperError, onOneLine } from '../errors.ts';
import { quietReason } from '../interactive.ts';
import type { AwsTools } from './tools.ts';

/** How long a person has to find and type the code. */
const PATIENCE_MS = 3 * 60 * 1000;

/** How many codes STS may refuse before that is the answer. A code is good once, and for half a minute. */
const ATTEMPTS = 3;

/** Who wants a code, in the words of a message, and the profile in which its device is set, if it is in one. */
export interface MfaDevice {
  readonly serial: string;
  /** Such as `profile "dev"`. */
  readonly identity: string;
  readonly profile: string | undefined;
}

/**
 * Does something that takes an MFA code, with the code that a person types on the terminal: what a client writes on
 * standard input belongs to the protocol. What is typed is shown, since a code is of no use a moment later.
 * @param use rejects when the code is not taken
 * @param isRefusal whether that was for the code, so that another may do
 * @throws MFA_NEEDED at once where nobody can be asked, MFA_REFUSED, TIMED_OUT, and what `use` throws
 */
export async function withMfaCode<T>(
  device: MfaDevice,
  use: (code: string) => Promise<T>,
  isRefusal: (error: unknown) => boolean,
  tools: AwsTools,
): Promise<T> {
  const quiet = quietReason(tools.context.env);
  if (quiet !== undefined) throw mfaNeeded(device, `${quiet} says that nobody is to be asked`);
  const terminal = tools.context.openTerminal();
  if (terminal === undefined) throw mfaNeeded(device, 'there is no terminal to ask on');
  try {
    for (let attempt = 1; ; attempt++) {
      const code = await askForCode(device, terminal, tools);
      try {
        return await use(code);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        if (attempt === ATTEMPTS) throw mfaRefused(device, error);
        say(
          terminal,
          'STS does not take this code; wait for the next one, since a code is good only once.\n',
        );
      }
    }
  } finally {
    terminal.close();
  }
}

async function askForCode(device: MfaDevice, terminal: Terminal, { deadline }: AwsTools): Promise<string> {
  for (;;) {
    say(terminal, `MFA code of ${device.serial} for ${device.identity}: `);
    const who = 'the person who was asked for an MFA code';
    const line = await deadline.waitForPerson(who, PATIENCE_MS, terminal.readLine(deadline.signal));
    if (line === undefined) {
      terminal.write('\n'); // what follows is not part of the question
      throw mfaNeeded(device, 'none was typed');
    }
    const code = line.replace(/\s/g, '');
    if (/^\d{6}$/.test(code)) return code;
    say(terminal, 'An MFA code has six digits.\n');
  }
}

/** Writes on the terminal; nothing that the AWS config holds can paint it. */
function say(terminal: Terminal, text: string): void {
  const [, line = '', end = ''] = /^(.*?)([ \n]?)$/s.exec(text) ?? [];
  terminal.write(`docker-credential-ecr: ${onOneLine(line)}${end}`);
}

function mfaNeeded({ identity, profile }: MfaDevice, why: string): HelperError {
  return new HelperError('MFA_NEEDED', `${identity} wants an MFA code (mfa_serial), and ${why}`, {
    hint:
      profile === undefined
        ? 'do it once in a terminal, or use an identity without mfa_serial'
        : `run: eval "$(aws configure export-credentials --profile ${profile} --format env)"`,
  });
}

function mfaRefused({ serial, identity }: MfaDevice, cause: unknown): HelperError {
  return new HelperError('MFA_REFUSED', `STS refused ${ATTEMPTS} MFA codes of ${serial} for ${identity}`, {
    hint: "check mfa_serial and the clock of the MFA device, and try again with the device's next code",
    cause,
  });
}
