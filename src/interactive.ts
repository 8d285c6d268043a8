import type { Context } from './context.ts';

/**
 * Whether there is a person who can be asked something on the terminal while a client waits: stderr is a
 * terminal, nothing says CI, and `DOCKER_CREDENTIAL_ECR_INTERACTIVE` is not `0`.
 */
export function personIsThere({ env, stderrIsTerminal }: Pick<Context, 'env' | 'stderrIsTerminal'>): boolean {
  if (env.DOCKER_CREDENTIAL_ECR_INTERACTIVE === '0') return false;
  const inCi = !['', '0', 'false'].includes(env.CI?.toLowerCase() ?? '');
  return stderrIsTerminal && !inCi;
}
