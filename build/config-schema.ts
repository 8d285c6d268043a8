// node build/config-schema.ts: writes the JSON Schema of the configuration file, from what validates it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConversionConfig, type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { TOKEN_SOURCE_NAMES } from '../src/aws/token-sources/table.ts';
import { configFileSchema, IDENTITY_FORMS, identitySchema, tokenSource } from '../src/config-file/schema.ts';
import { PROJECT } from './paths.ts';

/** Where the JSON Schema is published. */
export const CONFIG_SCHEMA = join(PROJECT, 'docs', 'config.schema.json');

/** The text of the JSON Schema. */
export function configSchemaText(): string {
  // What stands under $defs is what the override below replaced.
  const { $schema, $defs, ...schema } = toJsonSchema(configFileSchema, conversion);
  const title = 'Configuration file of docker-credential-ecr';
  return `${JSON.stringify({ $schema, title, ...schema }, null, 2)}\n`;
}

const conversion: ConversionConfig = {
  target: 'draft-2020-12',
  overrideSchema({ valibotSchema }) {
    // Which of an identity's forms is meant is found out as the file is read, which JSON Schema can't; one must fit.
    if (valibotSchema === identitySchema) return { oneOf: IDENTITY_FORMS.map(withoutSchema) };
    if (valibotSchema === tokenSource) return { enum: [...TOKEN_SOURCE_NAMES] };
    return undefined;
  },
};

function withoutSchema(form: (typeof IDENTITY_FORMS)[number]): JsonSchema {
  const { $schema, ...schema } = toJsonSchema(form, conversion);
  return schema;
}

if (import.meta.main) await writeFile(CONFIG_SCHEMA, configSchemaText());
