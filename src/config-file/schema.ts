// The one description of the configuration file: what validates it, what TypeScript knows of it, and what
// build/config-schema.ts makes the JSON Schema from. Loaded only when there is a file.
import * as v from 'valibot';
import { nearest } from '../nearest.ts';
import { showValue } from './place.ts';

type Issue = v.BaseIssue<unknown>;

/** The message of a schema whose value is not what it should be. */
function expected(what: string): (issue: Issue) => string {
  return (issue) => `expected ${what}, found ${showValue(issue.input)}`;
}

/** A text of a form, with what a person should write there and what it means. */
function text(form: RegExp, what: string, meaning = `${what[0]?.toUpperCase()}${what.slice(1)}.`) {
  return v.pipe(v.string(expected(what)), v.regex(form, expected(what)), v.description(meaning));
}

/** An object with these settings and no others. */
function settings<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, (issue) => {
    if (issue.expected === 'never') return unknownSetting(String(issue.input), Object.keys(entries));
    return issue.expected === 'Object' ? expected('an object')(issue) : 'is missing';
  });
}

function unknownSetting(name: string, known: readonly string[]): string {
  const meant = nearest(name, known);
  const help =
    meant === undefined ? `known are ${known.join(', ')}` : `did you mean ${JSON.stringify(meant)}?`;
  return `there is no such setting here; ${help}`;
}

/** Fails whatever the value is. */
function failing(what: string) {
  return v.custom<never>(() => false, what);
}

const named = (meaning: string) => text(/^\S(.*\S)?$/, 'a name', meaning);
const regionNamed = (meaning: string) =>
  text(/^[a-z0-9]+(-[a-z0-9]+)+$/, 'an AWS region such as us-east-1', meaning);
const accountId = text(/^\d{12}$/, 'the twelve digits of an AWS account, in double quotes');
const roleArn = text(
  /^arn:aws[a-z-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
  'the ARN of a role, such as arn:aws:iam::111111111111:role/puller',
);
// The limits of AssumeRole and AssumeRoleWithWebIdentity (AWS STS API Reference).
const sessionName = text(
  /^[\w+=,.@-]{2,64}$/,
  '2 to 64 letters, digits and =,.@-_+',
  'What the session is called in CloudTrail.',
);
const externalId = text(
  /^[\w+=,.@:/-]{2,1224}$/,
  '2 to 1224 letters, digits and =,.@:/-_+',
  "What the role's trust policy wants as sts:ExternalId.",
);
const seconds = expected('a whole number from 900 to 43200');
const durationSeconds = v.pipe(
  v.number(seconds),
  v.integer(seconds),
  v.minValue(900, seconds),
  v.maxValue(43_200, seconds),
  v.description('How long the credentials of the role are good, in seconds. Default: 3600.'),
);
/** Where a role's web identity token comes from. Which sources there are, and what each needs, aws/ knows. */
export const tokenSource = v.string(expected('the name of a token source'));

const words = expected('a program and its arguments, each in double quotes, in [ ]');
const webIdentity = settings({
  source: tokenSource,
  audience: v.exactOptional(text(/^\S+$/, 'an audience without blanks')),
  // A relative one would mean another file in every working directory.
  path: v.exactOptional(text(/^(\/|~\/|[A-Za-z]:[\\/]|\\\\)./, 'a path that begins with / or ~/')),
  name: v.exactOptional(text(/^[A-Za-z_]\w*$/, 'the name of an environment variable')),
  command: v.exactOptional(
    v.pipe(
      v.array(v.string(expected('a text')), words),
      v.minLength(1, words),
      v.description('A program and its arguments; run without a shell.'),
    ),
  ),
});

const role = {
  sessionName: v.exactOptional(sessionName),
  durationSeconds: v.exactOptional(durationSeconds),
  region: v.exactOptional(
    regionNamed('The region whose STS is asked. Default: AWS_REGION, else the registry’s.'),
  ),
};

const profileIdentity = settings({ profile: named('A profile of the AWS config.') });
const ssoIdentity = settings({
  sso: settings({
    startUrl: text(/^https:\/\/[^\s/]+(\/\S*)?$/, 'the https address at which people sign in'),
    region: regionNamed('The region of IAM Identity Center.'),
    accountId,
    roleName: text(/^[\w+=,.@-]{1,64}$/, 'the name of a permission set or role'),
  }),
});
const webIdentityRole = settings({ roleArn, webIdentity, ...role });
const roleViaIdentity = settings({
  roleArn,
  via: named('The name of the identity whose credentials assume the role.'),
  externalId: v.exactOptional(externalId),
  ...role,
});

/** The forms of an identity, each known by the settings that only it has. */
export const IDENTITY_FORMS = [profileIdentity, ssoIdentity, webIdentityRole, roleViaIdentity] as const;

/** All settings that some form of an identity has. */
const anyIdentity = settings(
  Object.fromEntries(
    IDENTITY_FORMS.flatMap((form) => Object.keys(form.entries)).map((key) => [key, v.optional(v.unknown())]),
  ),
);

export type Identity = v.InferOutput<(typeof IDENTITY_FORMS)[number]>;

/** An identity in one of its forms: that which its settings mean, so that a mistake is told in the terms of that form. */
export const identitySchema = v.lazy((input): v.GenericSchema<unknown, Identity> => {
  const form = formOf(input);
  return form as unknown as v.GenericSchema<unknown, Identity>;
});

function formOf(input: unknown) {
  if (!v.is(anyIdentity, input)) return anyIdentity;
  const has = (setting: string) => setting in input;
  const kinds = ['profile', 'sso', 'roleArn'].filter(has);
  if (kinds.length !== 1)
    return failing(`expected exactly one of profile, sso and roleArn, found ${listed(kinds)}`);
  if (has('profile')) return profileIdentity;
  if (has('sso')) return ssoIdentity;
  const means = ['webIdentity', 'via'].filter(has);
  if (means.length !== 1) {
    return failing(`expected exactly one of webIdentity and via beside roleArn, found ${listed(means)}`);
  }
  return has('via') ? roleViaIdentity : webIdentityRole;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none of them' : names.join(' and ');
}

const host = /^[A-Za-z0-9*]([A-Za-z0-9.*-]*[A-Za-z0-9*])?$/;

const registryRule = settings({
  host: text(host, "a registry's host name, a pattern of such with *, or the name of a host of your own"),
  registry: v.exactOptional(
    text(host, 'the registry that serves the host, such as 111111111111.dkr.ecr.us-east-1.amazonaws.com'),
  ),
  identity: v.exactOptional(named('The name of the identity that serves it.')),
  autoProvision: v.exactOptional(
    v.pipe(
      v.boolean(expected('true or false')),
      v.description('false: prepared only when it is named, not with all registries. Default: true.'),
    ),
  ),
});

const anObject = expected('an object');

/** The whole file. */
export const configFileSchema = settings({
  $schema: v.exactOptional(v.string(expected('a text'))),
  identities: v.exactOptional(
    v.pipe(
      v.record(named('A name of your choice.'), identitySchema, anObject),
      v.description('AWS identities, by names of your choice.'),
    ),
  ),
  registries: v.exactOptional(
    v.pipe(
      v.record(named('A name of your choice.'), registryRule, anObject),
      v.description('Which identity serves which registries, by names of your choice.'),
    ),
  ),
  // This program's own name would ask itself for ever. Windows' helpers are called desktop.exe under WSL.
  fallbackHelper: v.exactOptional(
    text(
      /^(?!ecr(\.exe)?$)\w[\w.-]*$/,
      'the name of another credential helper, such as osxkeychain',
      'The credential helper for all other hosts, by what stands behind docker-credential- in its name, such as osxkeychain. It is asked as Docker would ask it.',
    ),
  ),
});

export type ConfigFile = v.InferOutput<typeof configFileSchema>;

/** The first mistake in the file by the schema, or the file as it is meant. */
export function validate(
  value: unknown,
): { readonly file: ConfigFile } | { readonly path: readonly (string | number)[]; readonly what: string } {
  const result = v.safeParse(configFileSchema, value);
  if (result.success) return { file: result.output };
  const [issue] = result.issues;
  const path = (issue.path ?? []).map(({ key }) => key as string | number);
  return { path, what: issue.message };
}
