import type { Context } from '../../context.ts';
import { type Auth, withAuths } from '../../docker/auths.ts';
import { readDockerConfig } from '../../docker/config-file.ts';
import { changesNothing } from '../../editing/edited-file.ts';
import { editAuths } from '../edit-docker-config.ts';

/**
 * Writes the passwords into Docker's config, under `auths`, and says so; and on stderr, of which of them Docker makes
 * no use because a helper comes first.
 * @throws what editing Docker's config may
 */
export async function writeAuths(auths: readonly Auth[], context: Context): Promise<void> {
  const change = await editAuths((text) => withAuths(text, auths), true, context);
  const hosts = auths.map(({ host }) => host).join(', ');
  const passwords = auths.length === 1 ? `the password of ${hosts}` : `the passwords of ${hosts}`;
  const { path, isOpenToOthers = false } = change.file;
  const what = changesNothing(change)
    ? `${path}: has ${passwords} under auths already`
    : `${path}: wrote ${passwords} under auths`;
  const tightened = isOpenToOthers ? '; others could read the file, now you alone can (0600)' : '';
  context.writeStdout(`${what}${tightened}\n`);
  for (const line of unusedAuths(auths, context)) context.writeStderr(`docker-credential-ecr: ${line}\n`);
}

/** Docker asks a helper, where there is one, and looks under `auths` only else (docker/cli, configfile.GetAuthConfig). */
function unusedAuths(auths: readonly Auth[], context: Context): string[] {
  const { credentialHelpers, credentialsStore, path } = readDockerConfig(context);
  return auths.flatMap(({ host }) => {
    const own = credentialHelpers.get(host);
    const helper = own ?? credentialsStore;
    if (helper === undefined) return [];
    const by = own === undefined ? 'credsStore' : 'credHelpers';
    return [
      `Docker itself does not use what is under auths for ${host}: it asks docker-credential-${helper} (${by} in ${path})`,
    ];
  });
}
