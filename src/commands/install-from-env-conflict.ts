import { HelperError } from '../errors.ts';

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

/** The error for what must not be mixed with what is there. */
export function conflictError(conflicts: readonly Conflict[]): HelperError {
  const remedies = conflicts.flatMap(({ remedy }) => remedy ?? []);
  const message = `${conflicts.map(describeConflict).join('; ')}; nothing was changed`;
  return new HelperError('SETTINGS_CONFLICT', message, {
    hint: remedies[0] ?? 'correct it there, or use another profile: --profile NAME',
  });
}

/** The warning about settings that are left as they are, which is no reason to stop. */
export function leftWarning(left: readonly Conflict[]): HelperError {
  return new HelperError('SETTINGS_CONFLICT', left.map(describeConflict).join('; '), {
    hint: 'it is left as it is',
  });
}
