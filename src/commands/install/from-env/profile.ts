import { type AddedLines, addSettings } from '../../../aws/config-edit.ts';
import { parseIni, type Section, type Sections } from '../../../aws/ini.ts';
import type { AwsConfig } from '../../../aws/profile.ts';
import { HelperError } from '../../../errors.ts';
import type { Conflict } from './conflict.ts';
import { listed } from './listed.ts';
import type { FromEnvRequest } from './request.ts';
import { chooseSession } from './session.ts';
import {
  difference,
  missingIn,
  type ProcessCommand,
  processProfile,
  ssoProfile,
  ssoSession,
  strangersIn,
  type Wish,
} from './wishes.ts';

/** What is to become of the AWS config. */
export interface ProfilePlan {
  readonly path: string;
  /** In their order. */
  readonly steps: readonly ProfileStep[];
  /** What must not be mixed with what is wanted. */
  readonly conflicts: readonly Conflict[];
  /** What differs and does no harm. */
  readonly left: readonly Conflict[];
}

/** What is added to one section. */
export interface ProfileStep {
  /** What stands in the file then. */
  readonly text: string;
  readonly added: AddedLines;
  readonly note: string;
}

/** Where the AWS config is read from. */
export interface AwsConfigFiles extends Pick<AwsConfig, 'configPath' | 'credentialsPath'> {
  /** What stands in a file; undefined where there is none. */
  readonly textOf: (path: string) => string | undefined;
}

/** A section as it is, and what it is to hold. */
interface SectionPlan {
  readonly title: string;
  readonly settings: Section;
  readonly wishes: readonly Wish[];
  /** What may stand beside that, if it says the same. */
  readonly beside: readonly Wish[];
}

/**
 * Finds out what the AWS config lacks. Nothing is written.
 * @param name of the profile
 * @param process the profile's `credential_process`, for a role
 * @throws AWS_CONFIG_INVALID, naming the file and line
 */
export function planProfile(
  request: FromEnvRequest,
  name: string,
  process: () => ProcessCommand,
  { configPath, credentialsPath, textOf }: AwsConfigFiles,
): ProfilePlan {
  const text = textOf(configPath) ?? '';
  const plans = sectionPlans(request, name, process, sectionsOf(text, configPath));
  const credentials = sectionsOf(textOf(credentialsPath) ?? '', credentialsPath).get(name);
  const clashes = plans.flatMap((plan) => [
    ...differences(plan, ({ mayDiffer }) => mayDiffer !== true, configPath),
    ...strangers(plan, configPath),
  ]);
  const keys = strangersIn(credentials ?? new Map(), []);
  const outranked = {
    file: credentialsPath,
    place: `[${name}]`,
    what: `${listed(keys)} there ${keys.length > 1 ? 'outrank' : 'outranks'} what ${configPath} says`,
    remedy: `remove [${name}] from ${credentialsPath}, or use another profile: --profile NAME`,
  };
  return {
    path: configPath,
    steps: additions(text, plans),
    conflicts: [...clashes, ...(keys.length > 0 ? [outranked] : [])],
    left: plans.flatMap((plan) => differences(plan, ({ mayDiffer }) => mayDiffer === true, configPath)),
  };
}

/** The profile first, then the SSO session that it names. */
function sectionPlans(
  request: FromEnvRequest,
  name: string,
  process: () => ProcessCommand,
  sections: Sections,
): SectionPlan[] {
  const profile = profileSection(name, sections);
  if (request.kind === 'role')
    return [{ ...profile, wishes: processProfile(request, process()), beside: [] }];
  const sessions = sessionSections(sections);
  const settings = new Map([...sessions].map(([session, section]) => [session, section.settings]));
  const session = chooseSession(request, profile.settings, settings);
  const empty = { title: `sso-session ${session.name}`, settings: new Map() };
  return [
    { ...profile, ...ssoProfile(request, session) },
    { ...(sessions.get(session.name) ?? empty), wishes: ssoSession(request, session), beside: [] },
  ];
}

function differences(
  { title, settings, wishes, beside }: SectionPlan,
  counts: (wish: Wish) => boolean,
  file: string,
): Conflict[] {
  return [...wishes, ...beside].filter(counts).flatMap((wish) => {
    const what = difference(settings, wish);
    return what === undefined ? [] : [{ file, place: `[${title}]`, what }];
  });
}

function strangers({ title, settings, wishes, beside }: SectionPlan, file: string): Conflict[] {
  const found = strangersIn(settings, [...wishes, ...beside]);
  if (found.length === 0) return [];
  const are = found.length > 1 ? 'are' : 'is';
  const what = `${listed(found)} ${are} there, so it is a profile of something else`;
  return [{ file, place: `[${title}]`, what }];
}

/** What is missing, section by section. */
function additions(before: string, plans: readonly SectionPlan[]): ProfileStep[] {
  const steps: ProfileStep[] = [];
  for (const { title, settings, wishes } of plans) {
    const missing = missingIn(settings, wishes).map(({ setting, value }) => [setting, value] as const);
    if (missing.length === 0) continue;
    const step = addSettings(steps.at(-1)?.text ?? before, title, missing);
    const said = missing.map(([setting, value]) => `${setting} = ${value}`).join(', ');
    steps.push({ ...step, note: `[${title}] now has ${said}` });
  }
  return steps;
}

/** A section and its settings; of two for one name the later counts, as for the AWS SDKs. */
type Found = Pick<SectionPlan, 'title' | 'settings'>;

function profileSection(name: string, sections: Sections): Found {
  const marked = findLast(sections, (title) => namedBy(title, 'profile') === name);
  const unmarked = name === 'default' ? sections.get('default') : undefined;
  if (marked !== undefined) {
    // The SDKs read [default] too, and prefer [profile default].
    return { title: marked.title, settings: new Map([...(unmarked ?? []), ...marked.settings]) };
  }
  const title = name === 'default' ? name : `profile ${name}`;
  return { title, settings: unmarked ?? new Map() };
}

function sessionSections(sections: Sections): Map<string, Found> {
  return new Map(
    [...sections].flatMap(([title, settings]) => {
      const name = namedBy(title, 'sso-session');
      return name === undefined ? [] : [[name, { title, settings }] as const];
    }),
  );
}

function findLast(sections: Sections, matches: (title: string) => boolean): Found | undefined {
  const [title, settings] = [...sections].findLast(([candidate]) => matches(candidate)) ?? [];
  return title === undefined || settings === undefined ? undefined : { title, settings };
}

/** `dev` of `profile dev` and `profile "dev"`. */
function namedBy(title: string, kind: 'profile' | 'sso-session'): string | undefined {
  const [, found, name] = /^(profile|sso-session)\s+["']?(.*?)["']?$/.exec(title) ?? [];
  return found === kind ? name : undefined;
}

function sectionsOf(text: string, path: string): Sections {
  const sections = parseIni(text);
  if (!('expected' in sections)) return sections;
  const { line, expected } = sections;
  throw new HelperError(
    'AWS_CONFIG_INVALID',
    `${path}, line ${line}: this is no AWS config: expected ${expected}`,
    {
      hint: `correct line ${line} of ${path}; it is left as it is`,
    },
  );
}
