import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { succeeded } from './command.ts';
import type { FrontedRegistry } from './ecr-front.ts';
import type { Person } from './person.ts';

export interface PrivateImage {
  /** `<registry host>/<repository>:<tag>` */
  readonly name: string;
  /** What the image's one file, `/content`, holds: nothing like it is in any other image. */
  readonly content: string;
}

/** Makes an image of one small file in the person's Docker, under a name of the registry's. Nothing is pushed. */
export async function importImage(
  person: Person,
  docker: string,
  registry: FrontedRegistry,
): Promise<PrivateImage> {
  const content = randomUUID();
  const folder = path.join(person.home, `image-${content}`);
  await mkdir(folder);
  await writeFile(path.join(folder, 'content'), content);
  const archive = `${folder}.tar`;
  succeeded(await person.run('tar', '--create', '--file', archive, '--directory', folder, 'content'));
  const name = `${registry.host}/acme/${content.slice(0, 8)}:v1`;
  succeeded(await person.run(docker, 'import', archive, name));
  return { name, content };
}

/** The id of an image that the person's Docker has, or undefined. */
export async function findImageId(person: Person, docker: string, name: string): Promise<string | undefined> {
  const { exitCode, stdout } = await person.run(docker, 'image', 'inspect', '--format', '{{.Id}}', name);
  return exitCode === 0 ? stdout.trim() : undefined;
}

/** Takes an image out of the person's Docker, so that the next pull has to fetch it. */
export async function removeImage(person: Person, docker: string, name: string): Promise<void> {
  succeeded(await person.run(docker, 'image', 'rm', '--force', name));
  if ((await findImageId(person, docker, name)) !== undefined) throw new Error(`${name} is still there.`);
}
