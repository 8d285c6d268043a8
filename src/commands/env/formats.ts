import { HelperError } from '../../errors.ts';
import type { Variables } from './variables.ts';

/** The formats of a text that holds the variables alone. */
export type TextFormat = 'sh' | 'fish' | 'powershell' | 'cmd' | 'dotenv' | 'json';

/** What a format makes of variables. */
interface Form {
  /** A value that it can't hold: the characters, and what they are called. */
  readonly unfit?: readonly [RegExp, string];
  readonly set: (name: string, value: string) => string;
  /** Undefined: a file says nothing of what isn't in it. */
  readonly remove?: (name: string) => string;
}

const CONTROL_CHARACTER = /\p{Cc}/u;

const FORMS: Readonly<Record<Exclude<TextFormat, 'json'>, Form>> = {
  // POSIX, Shell Command Language, 2.2.2: nothing but the quote itself ends single quotes.
  sh: {
    set: (name, value) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`,
    remove: (name) => `unset ${name}`,
  },
  // fish documentation, "Quotes": of backslashes in single quotes, those before \ and ' count.
  fish: {
    set: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'`,
    // What isn't there to be removed would be taken for a failure.
    remove: (name) => `set -e ${name}; or true`,
  },
  // about_Quoting_Rules; PowerShell takes typographic quotes for quotes too, and doubling keeps each as it is.
  powershell: {
    unfit: [CONTROL_CHARACTER, 'a control character'],
    set: (name, value) => `$Env:${name} = '${value.replace(/['\u2018-\u201b]/g, '$&$&')}'`,
    remove: (name) => `Remove-Item Env:${name} -ErrorAction SilentlyContinue`,
  },
  // Inside quotes these alone mean something, and no way to write them works at the prompt and in a file alike.
  cmd: {
    unfit: [/["%!\p{Cc}]/u, 'a control character or one of " % !'],
    set: (name, value) => `set "${name}=${value}"`,
    remove: (name) => `set "${name}="`,
  },
  // `docker run --env-file` takes the text as it is, others look for quotes, #, $ and \: so nothing of these.
  dotenv: {
    unfit: [/[^\w@%+=:,./-]/, 'a character that docker --env-file and other readers take differently'],
    set: (name, value) => `${name}=${value}`,
  },
};

/** The variables as a shell or a reader of files takes them. @throws VALUE_UNFIT, naming the variable and not its value */
export function formatVariables(format: TextFormat, { set, removed }: Variables): string {
  if (format === 'json') return `${JSON.stringify(set)}\n`;
  const { unfit, set: setLine, remove } = FORMS[format];
  const lines = Object.entries(set).map(([name, value]) => {
    // An environment can't hold it.
    if (value.includes('\0')) throw unfitValue(name, 'a NUL character', format);
    if (unfit?.[0].test(value)) throw unfitValue(name, unfit[1], format);
    return setLine(name, value);
  });
  return `${[...(remove === undefined ? [] : removed.map(remove)), ...lines].join('\n')}\n`;
}

function unfitValue(name: string, what: string, format: TextFormat): HelperError {
  return new HelperError(
    'VALUE_UNFIT',
    `the value of ${name} has ${what}, which --format ${format} can't hold`,
    {
      hint: 'correct the credentials, or take --format json',
    },
  );
}
