import { namedProfile } from '../../../aws/profile.ts';
import { showValue } from '../../../config-file/place.ts';
import type { Environment } from '../../../context.ts';
import { HelperError } from '../../../errors.ts';

/** A setting that is there with another value than the environment wants. */
export interface Conflict {
  readonly file: string;
  /** Where in the file: `[default]`, `identities.workspace`. */
  readonly place: string;
  /** What is there and what is wanted: `region is eu-west-1, but us-east-1 is wanted (AWS_REGION)`. */
  readonly what: string;
  /** What a person can do, where it isn't --profile. */
  readonly remedy?: string;
}

/** A conflict in the words of a message. */
export function describeConflict({ file, place, what }: Conflict): string {
  return `${file}: ${place}: ${what}`;
}

/**
 * The error for what must not be mixed with what is there.
 * @param isOurs whether install has written to one of the files, so that it may be in its own way
 */
export function conflictError(conflicts: readonly Conflict[], isOurs: boolean): HelperError {
  const message = `${conflicts.map(describeConflict).join('; ')}; nothing was changed`;
  const [remedy = 'correct it there, or use another profile: --profile NAME'] = conflicts.flatMap(
    (conflict) => conflict.remedy ?? [],
  );
  const undo = '; what install has added before, docker-credential-ecr uninstall takes back';
  return new HelperError('SETTINGS_CONFLICT', message, { hint: isOurs ? remedy + undo : remedy });
}

/** The warning about settings that are left as they are, which is no reason to stop; undefined where there are none. */
export function leftWarning(left: readonly Conflict[]): HelperError | undefined {
  if (left.length === 0) return undefined;
  return new HelperError('SETTINGS_CONFLICT', left.map(describeConflict).join('; '), {
    hint: 'it is left as it is',
  });
}

/** The warning about what outranks a profile in this environment; undefined where nothing does. */
export function outrankedWarning(profile: string, env: Environment): HelperError | undefined {
  const warning = (why: string, hint: string) =>
    new HelperError('SETTINGS_CONFLICT', `the profile ${profile} is not used here: ${why}`, { hint });
  if (env.AWS_ACCESS_KEY_ID) return warning('AWS_ACCESS_KEY_ID outranks it', 'unset AWS_ACCESS_KEY_ID');
  const named = namedProfile({ env });
  if (named === undefined || named === profile) return undefined;
  return warning(
    `AWS_PROFILE is ${showValue(named)}`,
    'unset AWS_PROFILE, or name the same profile with --profile',
  );
}
