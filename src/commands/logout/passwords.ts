import type { Context } from '../../context.ts';
import { ecrAuths, withoutAuths } from '../../docker/auths.ts';
import { eraseTokens } from '../../ecr/erase-tokens.ts';
import type { FindRegistry } from '../../ecr/registry-rules.ts';
import { changesNothing } from '../../editing/edited-file.ts';
import { HelperError } from '../../errors.ts';
import { editAuths } from '../edit-docker-config.ts';
import { failedRow, type LogoutRow } from './report.ts';

/** The hosts of the registries that are meant; undefined for all that anything is kept of. */
export type MeantHosts = ReadonlySet<string> | undefined;

/** Forgets the kept tokens of the registries, and tells what there was. */
export function forgetTokens(hosts: MeantHosts, directory: string, context: Context): LogoutRow[] {
  try {
    const erased = eraseTokens(directory, (host) => hosts?.has(host) ?? true, context);
    return [...erased].map(([host, count]) => ({
      outcome: 'done',
      what: host,
      text: `forgot ${count === 1 ? 'its token' : `its ${count} tokens`} in ${directory}`,
    }));
  } catch (error) {
    if (error instanceof HelperError) return [failedRow('tokens', error)];
    throw error;
  }
}

/** Removes the passwords of the registries from Docker's config, and tells which there were. */
export async function forgetAuths(
  hosts: MeantHosts,
  findRegistry: FindRegistry,
  context: Context,
): Promise<LogoutRow[]> {
  let removed: string[] = [];
  const edit = (text: string) => {
    removed = ecrAuths(text).filter((serverURL) => {
      const host = findRegistry(serverURL)?.registry.host;
      return host !== undefined && (hosts?.has(host) ?? true);
    });
    return withoutAuths(text, removed);
  };
  try {
    const change = await editAuths(edit, false, context);
    if (changesNothing(change)) return [];
    const text = `removed its password from auths in ${change.file.path}`;
    return removed.map((what) => ({ outcome: 'done', what, text }));
  } catch (error) {
    if (error instanceof HelperError) return [failedRow("Docker's config", error)];
    throw error;
  }
}
