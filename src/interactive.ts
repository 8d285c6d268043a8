import type { Context, Environment } from './context.ts';

/** Why nobody may be asked anything: the variable that says so. */
export type QuietReason = 'DOCKER_CREDENTIAL_ECR_INTERACTIVE' | 'CI' | 'GITPOD_HEADLESS';

/**
 * The variable by which a person or a place has said that nobody is to be asked; undefined when none has.
 * `CI` is set by every CI system, `GITPOD_HEADLESS` in a Gitpod prebuild, which has a terminal and no person.
 */
export function quietReason(env: Environment): QuietReason | undefined {
  if (/^(0|false|no|off)$/i.test(env.DOCKER_CREDENTIAL_ECR_INTERACTIVE?.trim() ?? ''))
    return 'DOCKER_CREDENTIAL_ECR_INTERACTIVE';
  if (!/^(|0|false)$/i.test(env.CI ?? '')) return 'CI';
  if (/^true$/i.test(env.GITPOD_HEADLESS ?? '')) return 'GITPOD_HEADLESS';
  return undefined;
}

/** Whether a person is there to read what is said on stderr and to act on it: it is a terminal, and nothing says otherwise. */
export function personIsThere({ env, stderrIsTerminal }: Pick<Context, 'env' | 'stderrIsTerminal'>): boolean {
  return stderrIsTerminal && quietReason(env) === undefined;
}
