import type { Environment } from '../context.ts';
import { HelperError } from '../errors.ts';

/** What every session of ours is called where nothing tells who asks. */
const PROGRAM = 'docker-credential-ecr';

/** STS's own limits (AWS STS API Reference, AssumeRole, RoleSessionName). */
const LONGEST = 64;
const VALID = /^[\w+=,.@-]{2,64}$/;

/**
 * The variables that tell who asks, the most telling first: the run of a CI job, the workspace, the person. A CI
 * job's user is the same for everyone, and so is a workspace's.
 * (The vendors' lists of predefined variables; `USERNAME` is Windows's.)
 */
const WHO = [
  'GITHUB_RUN_ID',
  'CI_JOB_ID',
  'CIRCLE_WORKFLOW_ID',
  'BITBUCKET_PIPELINE_UUID',
  'BUILDKITE_JOB_ID',
  'TFC_RUN_ID',
  'TF_VAR_spacelift_run_id',
  'VERCEL_DEPLOYMENT_ID',
  'GITPOD_WORKSPACE_ID',
  'GITPOD_ENVIRONMENT_ID',
  'USER',
  'LOGNAME',
  'USERNAME',
];

/**
 * The name by which CloudTrail tells who asked, made fit for STS: `docker-credential-ecr-<run, workspace or user>`.
 * It decides nothing, so it is no part of an identity. (`os.userInfo()` is "unknown" under bun without `USER`.)
 */
export function defaultSessionName(env: Environment): string {
  const who = WHO.map((name) => env[name]).find(Boolean);
  const fit = who?.replace(/[^\w+=,.@-]+/g, '-').replace(/^-+|-+$/g, '');
  return fit ? `${PROGRAM}-${fit}`.slice(0, LONGEST) : PROGRAM;
}

/** Whether STS takes the name of a session. */
export function isSessionName(name: string): boolean {
  return VALID.test(name);
}

/** What a session name must be, for messages. */
export const SESSION_NAME_SHAPE = '2 to 64 letters, digits and _+=,.@-';

/** The session name that the environment sets, if it does. @throws SETTING_INVALID for one that STS would refuse */
export function environmentSessionName({ AWS_ROLE_SESSION_NAME: name }: Environment): string | undefined {
  if (!name) return undefined;
  if (isSessionName(name)) return name;
  throw new HelperError(
    'SETTING_INVALID',
    `AWS_ROLE_SESSION_NAME is ${JSON.stringify(name)}, which STS does not take as a session's name`,
    { hint: `set it to ${SESSION_NAME_SHAPE}, or unset it` },
  );
}
