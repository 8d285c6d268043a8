import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Configuration, readConfiguration } from '../../src/config-file/read.ts';
import { fakeContext } from '../fakes/context.ts';

/** Writes a configuration file as text or value, in a mode that is safe, below a home directory. Returns its path. */
export function writeConfig(home: string, content: unknown): string {
  const path = `${home}/.config/docker-credential-ecr/config.json`;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content), { mode: 0o600 });
  return path;
}

/** What is read from a configuration file with this content. */
export function configurationOf(home: string, content: unknown): Promise<Configuration> {
  writeConfig(home, content);
  return readConfiguration(fakeContext({ home }));
}
