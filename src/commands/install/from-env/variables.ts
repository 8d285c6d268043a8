import { showValue } from '../../../config-file/place.ts';
import type { Environment } from '../../../context.ts';
import { HelperError } from '../../../errors.ts';

/** What a variable is for, and how its value looks. */
interface Variable {
  readonly meaning: string;
  readonly form: RegExp;
  readonly expected: string;
}

const REGION_FORM = /^[a-z0-9]+(-[a-z0-9]+)+$/;
const REGION = { form: REGION_FORM, expected: 'an AWS region such as us-east-1' };

/** The forms are those of the configuration file (config-file/schema.ts). None lets a blank or a line end through. */
export const VARIABLES = {
  AWS_SSO_URL: {
    meaning: 'the start URL of AWS SSO',
    form: /^https:\/\/[\w.-]+(:\d+)?(\/[\w./#?=&%~+@:-]*)?$/,
    expected: 'an https address such as https://acme.awsapps.com/start',
  },
  AWS_SSO_REGION: { meaning: 'the region of AWS SSO', ...REGION },
  AWS_ACCOUNT_ID: {
    meaning: 'the account',
    form: /^\d{12}$/,
    expected: 'the twelve digits of an AWS account',
  },
  AWS_ROLE_NAME: {
    meaning: 'the permission set',
    form: /^[\w+=,.@-]{1,64}$/,
    expected: 'the name of a permission set or role',
  },
  AWS_REGION: { meaning: "the registry's region", ...REGION },
  AWS_DEFAULT_REGION: { meaning: "the registry's region", ...REGION },
  AWS_ROLE_ARN: {
    meaning: "the role for the workspace's token",
    form: /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
    expected: 'the ARN of a role, such as arn:aws:iam::111111111111:role/puller',
  },
} as const satisfies Record<string, Variable>;

/** A variable that is read. */
export type Name = keyof typeof VARIABLES;

/** The variable's value without blanks around it; undefined for one that is empty. */
export function valueIn(name: string, env: Environment): string | undefined {
  return env[name]?.trim() || undefined;
}

/** The variable's value, if it is what it should be. @throws SETTING_INVALID */
export function checked<N extends string>(
  name: N,
  env: Environment,
  { form, expected }: Variable = VARIABLES[name as unknown as Name],
): string {
  const value = valueIn(name, env) ?? '';
  if (form.test(value) && (name !== 'AWS_SSO_URL' || URL.canParse(value))) return value;
  throw new HelperError('SETTING_INVALID', `${name} is ${showValue(value)}; expected ${expected}`, {
    hint: `correct ${name} where the variables of the workspace are set`,
  });
}
