import type { Context } from './context.ts';
import { onOneLine } from './errors.ts';
import { redactor } from './redact.ts';

/** Writes one line of the debug log: what happened and the facts about it. */
export type Log = (
  what: string,
  facts?: Readonly<Record<string, string | number | boolean | undefined>>,
) => void;

/**
 * The debug log: lines on stderr when `DOCKER_CREDENTIAL_ECR_DEBUG` is set to anything but `0`, else nothing.
 * Clients pass a helper's stderr to the terminal, so this is where a person looks. Secrets are taken out.
 */
export function openLog(context: Context): Log {
  const setting = context.env.DOCKER_CREDENTIAL_ECR_DEBUG;
  if (setting === undefined || setting === '' || setting === '0') return () => {};
  const redact = redactor(context.env);
  return (what, facts = {}) => {
    const shown = Object.entries(facts)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    const time = new Date(context.now()).toISOString();
    context.writeStderr(`${onOneLine(redact(`${time} docker-credential-ecr: ${what}${shown.join('')}`))}\n`);
  };
}
