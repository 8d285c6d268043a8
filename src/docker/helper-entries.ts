import { checkJsonText, isObject, memberAt } from '../editing/json-edit.ts';
import { HelperError } from '../errors.ts';

/** The place of a host's helper in Docker's config. */
export function entryPath(host: string): readonly string[] {
  return ['credHelpers', host];
}

/** The place of the helper of all other hosts in Docker's config. */
export const STORE_PATH: readonly string[] = ['credsStore'];

/** What Docker's config says about helpers. */
export interface HelperEntries {
  /** The helper's name by host, or however a person has written that. */
  readonly helpers: ReadonlyMap<string, string>;
  /** The helper of all others. */
  readonly store: string | undefined;
}

/**
 * Reads the helpers from the text of Docker's config, and checks that it can be edited.
 * @param text undefined where there is no file
 * @throws FILE_INVALID, naming the file and the place
 */
export function helperEntries(text: string | undefined, path: string): HelperEntries {
  checkJsonText(text ?? '', path);
  const credHelpers = memberAt(text ?? '', ['credHelpers']);
  if (credHelpers !== undefined && !isObject(credHelpers)) {
    throw invalid(path, 'credHelpers is no object', 'make it one: "credHelpers": {}');
  }
  const helpers = new Map<string, string>();
  for (const [host, helper] of Object.entries(credHelpers ?? {})) {
    const place = `${JSON.stringify(host)} under credHelpers`;
    if (typeof helper !== 'string') throw invalid(path, `${place} is no text`, `correct ${place}`);
    helpers.set(host, helper);
  }
  const store = memberAt(text ?? '', STORE_PATH);
  if (store !== undefined && typeof store !== 'string') {
    throw invalid(path, 'credsStore is no text', 'correct credsStore in it');
  }
  return { helpers, store };
}

function invalid(path: string, what: string, hint: string): HelperError {
  return new HelperError('FILE_INVALID', `the Docker config ${path}: ${what}, so it is left as it is`, {
    hint,
  });
}
