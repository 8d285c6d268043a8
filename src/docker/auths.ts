import { isObject, memberAt, removeMember, setMember } from '../editing/json-edit.ts';
import { ECR_USERNAME } from './protocol.ts';

// Docker's config keeps passwords under `auths`, by server URL (docker/cli, cli/config/configfile/file.go):
// { "auths": { "<host>": { "auth": base64("<user name>:<password>") } } }

/** A password as it is to stand under `auths`. */
export interface Auth {
  readonly host: string;
  readonly password: string;
}

/** Members that Docker would take for the password in place of `auth`, or beside it. */
const RIVALS = ['username', 'password', 'identitytoken', 'registrytoken'];

/**
 * The text of Docker's config with the passwords under `auths`, and all else as it was. The text was checked (see
 * `checkJsonText`), and its `auths` are an object if they are there.
 */
export function withAuths(text: string, auths: readonly Auth[]): string {
  let edited = text;
  for (const { host, password } of auths) {
    const auth = Buffer.from(`${ECR_USERNAME}:${password}`).toString('base64');
    const isEntry = isObject(memberAt(edited, ['auths', host]));
    if (isEntry) for (const rival of RIVALS) edited = removeMember(edited, ['auths', host, rival]);
    if (isEntry) edited = setMember(edited, ['auths', host, 'auth'], auth);
    else if (isObject(memberAt(edited, ['auths']))) edited = setMember(edited, ['auths', host], { auth });
    else edited = setMember(edited, ['auths'], { [host]: { auth } });
  }
  return edited;
}

/** The server URLs under `auths` whose password is for ECR's user name, so that it was had for ECR. */
export function ecrAuths(text: string): string[] {
  const auths = memberAt(text, ['auths']);
  if (!isObject(auths)) return [];
  return Object.entries(auths)
    .filter(([, entry]) => userName(entry) === ECR_USERNAME)
    .map(([serverURL]) => serverURL);
}

/**
 * The text of Docker's config without these entries of `auths`, and all else as it was. When nothing is left of an
 * `auths` that stands last, where this program puts it, it goes too; Docker itself writes it first, empty or not.
 */
export function withoutAuths(text: string, serverURLs: readonly string[]): string {
  let edited = text;
  for (const serverURL of serverURLs) edited = removeMember(edited, ['auths', serverURL]);
  const auths = memberAt(edited, ['auths']);
  const isEmptied = edited !== text && isObject(auths) && Object.keys(auths).length === 0;
  const isLast = Object.keys(memberAt(edited, []) as object).at(-1) === 'auths';
  return isEmptied && isLast ? removeMember(edited, ['auths']) : edited;
}

/** Whose password an entry holds; undefined where it holds none. */
function userName(entry: unknown): string | undefined {
  if (!isObject(entry)) return undefined;
  const { auth, username, password } = entry as Record<string, unknown>;
  // Docker takes what `auth` says, and the other two only without it.
  if (typeof auth === 'string' && auth !== '') {
    const [name] = Buffer.from(auth, 'base64').toString().split(':');
    return name;
  }
  return typeof username === 'string' && password ? username : undefined;
}
