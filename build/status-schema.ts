// node build/status-schema.ts: writes the JSON Schema of what `status --json` prints, from what the program knows of it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import { statusSchema } from '../src/commands/status/schema.ts';
import { PROJECT } from './paths.ts';

/** Where the JSON Schema is published. */
export const STATUS_SCHEMA = join(PROJECT, 'docs', 'status.schema.json');

/** The text of the JSON Schema. */
export function statusSchemaText(): string {
  const { $schema, ...schema } = toJsonSchema(statusSchema, { target: 'draft-2020-12' });
  const title = 'Output of docker-credential-ecr status --json';
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}

if (import.meta.main) await writeFile(STATUS_SCHEMA, statusSchemaText());
