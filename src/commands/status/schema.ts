// The one description of what `status --json` prints: what TypeScript knows of it, what tests validate by, and what
// build/status-schema.ts makes the JSON Schema from. The program itself loads only the types.
import * as v from 'valibot';
import type { Rule, SkipReason } from '../../aws/choice.ts';
import type { TokenState } from '../../ecr/cache.ts';
import type { Severity } from './finding.ts';

/** One of these words; all of the union's, by the compiler's check. */
function word<Word extends string>(words: Readonly<Record<Word, true>>, meaning: string) {
  return v.pipe(v.picklist(Object.keys(words) as Word[]), v.description(meaning));
}

const text = (meaning: string) => v.pipe(v.string(), v.description(meaning));
const time = (meaning: string) =>
  v.nullable(v.pipe(v.string(), v.isoTimestamp(), v.description(`${meaning} ISO 8601, UTC.`)));

const rule = word<Rule>(
  {
    configuration: true,
    'environment-keys': true,
    'environment-profile': true,
    'environment-web-identity': true,
    'environment-container': true,
    'workspace-token': true,
    'account-match': true,
    'default-profile': true,
    'instance-metadata': true,
    'named-profile': true,
    'named-identity': true,
  },
  'A rule by which an identity is chosen.',
);

const reason = word<SkipReason>(
  {
    'no-file': true,
    'no-rule': true,
    'no-identity': true,
    'not-set': true,
    'no-token-source': true,
    'token-withheld': true,
    'no-role': true,
    'no-account': true,
    'no-match': true,
    'no-profile': true,
    'no-credentials': true,
    'switched-off': true,
    'no-answer': true,
  },
  'Why the rule did not apply.',
);

/** The states of a registry's token, as clients would find it. */
export type TokenWord = TokenState | 'none' | 'pasted';

const token = v.object({
  state: word<TokenWord>(
    { none: true, fresh: true, aging: true, expiring: true, expired: true, pasted: true },
    'fresh to half of its life, aging while 5 minutes or more are left, then expiring; pasted: by docker login, and answered before any identity is tried.',
  ),
  expiresAt: time('When it expires; null when there is none.'),
});

const sso = v.object({
  session: text('The name of the SSO session, or the start URL of a profile without one.'),
  expiresAt: time('When the sign-in’s access token expires; null when nobody is signed in.'),
  renewable: v.pipe(
    v.boolean(),
    v.description('Whether a new access token can be had without a person when it expires.'),
  ),
});

/** What AWS said of an identity and a registry. */
export type CheckWord = 'granted' | 'failed' | 'not-asked';

const check = v.object({
  arn: v.nullable(text('Who the identity is, as STS tells it; null when it could not be asked.')),
  token: word<CheckWord>(
    { granted: true, failed: true, 'not-asked': true },
    'Whether ECR gave a token; not-asked where no identity serves the registry, or only with an MFA code.',
  ),
});

const registry = v.object({
  registry: text('The host of the registry.'),
  identity: v.nullable(
    text(
      'Who serves it: the name in the configuration file, the profile, or what it is; null when nobody does.',
    ),
  ),
  rule: v.nullable(rule),
  skipped: v.pipe(
    v.array(v.object({ rule, reason })),
    v.description('The rules before it, and why they did not apply.'),
  ),
  token,
  sso: v.nullable(sso),
  check: v.pipe(v.exactOptional(check), v.description('Only with --check.')),
});

const finding = v.object({
  code: v.pipe(
    v.string(),
    v.regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
    v.description('What was found; there may be more such words in later releases.'),
  ),
  severity: word<Severity>(
    { error: true, warning: true, info: true },
    'With an error or a warning, the exit status is 1.',
  ),
  message: text('What and where, for people.'),
  remedy: text('The command or setting that mends it, for people.'),
});

/** The whole of what is printed. */
export const statusSchema = v.object({
  version: v.pipe(v.literal(1), v.description('Raised when a reader of this version could not read it.')),
  registries: v.array(registry),
  findings: v.array(finding),
});

export type StatusJson = v.InferOutput<typeof statusSchema>;
