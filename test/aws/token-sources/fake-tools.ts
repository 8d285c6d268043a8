import type { AwsTools } from '../../../src/aws/tools.ts';
import type { Context } from '../../../src/context.ts';
import { startDeadline } from '../../../src/deadline.ts';

/** The part of the tools that the getting of tokens and codes takes, for a test. The deadline runs a minute. */
export function fakeTools(
  context: Partial<Context>,
  tools: Partial<AwsTools> = {},
): AwsTools & { readonly end: () => void } {
  const deadline = startDeadline(60_000);
  const base = {
    context: { env: {}, platform: 'linux', home: '/home/jane', openTerminal: () => undefined, ...context },
    deadline,
    explain: async (error: unknown) => error,
    ...tools,
    end: deadline.end,
  };
  // What is missing here is asked for by none of the tested.
  return base as unknown as AwsTools & { readonly end: () => void };
}
